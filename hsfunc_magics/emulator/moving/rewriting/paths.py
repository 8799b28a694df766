"""Whether every path of main calls sendResponse exactly once and does nothing after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...sources.syntax_tree import FUNCTIONS
from .main_function import NotRewrittenError, code, nodes, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = (*FUNCTIONS, "class_declaration", "class")
_LOOPS = ("for_statement", "for_in_statement", "while_statement", "do_statement")
_HARMLESS = ("function_declaration", "generator_function_declaration", "empty_statement", "comment")


@dataclass(frozen=True, slots=True)
class _Ends:
    """How a statement can be left behind: without a call, or with one. Neither: every path has returned or thrown."""

    open: bool = False
    sent: bool = False


Call = tuple["Node", "Node | None"]
"""A call that stands where a `return` may, and the `return;` or `break;` behind it where there is one."""


def find_calls(body: Node, name: str) -> list[Call]:
    """The calls of a function's body. Raises `NotRewrittenError` with the place that forbids it."""
    search = _Search(name)
    search.refuse_elsewhere(body)
    if body.type != "statement_block":  # an arrow's expression
        call = search.call_of(body)
        if call is None:
            search.refuse_inside(body)
            raise NotRewrittenError(f"{name} is never called", body)
        search.calls.append((call, None))
        return search.calls
    ends = search.sequence(code(body))
    if ends.open:
        raise NotRewrittenError(f"a path ends without calling {name}", body.children[-1])
    return search.calls


class _Search:
    def __init__(self, name: str) -> None:
        self._name = name
        self.calls: list[Call] = []

    # ------------------------------------------------------------ where the name stands

    def call_of(self, node: Node) -> Node | None:
        """The node itself where it calls sendResponse by its name."""
        while node.type == "parenthesized_expression":
            (node,) = code(node)
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        return node if function is not None and self._is_name(function) else None

    def refuse_elsewhere(self, body: Node) -> None:
        """Raises where the name is used for more than to be called as a statement, or after `return`."""
        for node in nodes(body):
            if not self._is_name(node):
                continue
            around = node.parent
            while around is not None and around != body:
                if around.type in _FUNCTIONS:
                    raise NotRewrittenError(f"{self._name} is used in a nested function", node)
                around = around.parent
            call = node.parent
            if call is None or call.type != "call_expression" or call.child_by_field_name("function") != node:
                raise NotRewrittenError(f"{self._name} is handed on, or has another name", node)

    def refuse_inside(self, node: Node, why: str = "stands within an expression") -> None:
        """Raises where the name is anywhere in a node."""
        for inner in nodes(node):
            if self._is_name(inner):
                raise NotRewrittenError(f"the call of {self._name} {why}", inner)

    def _is_name(self, node: Node) -> bool:
        names = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
        return node.type in names and text_of(node) == self._name

    # ------------------------------------------------------------ how paths end

    def sequence(self, statements: Sequence[Node]) -> _Ends:
        """Statements one after the other."""
        for number, statement in enumerate(statements):
            behind = [one for one in statements[number + 1 :] if one.type not in _HARMLESS]
            ends = self.statement(statement, behind)
            if ends.sent and behind and not (len(behind) == 1 and _is_bare_return(behind[0]) and not ends.open):
                raise NotRewrittenError(f"this runs after a call of {self._name}", behind[0])
            if ends.sent:
                return _Ends() if behind else ends
            if not ends.open:
                for one in behind:  # is never reached
                    self.refuse_inside(one, "is never reached")
                return ends
        return _Ends(open=True)

    def statement(self, node: Node, behind: Sequence[Node]) -> _Ends:
        match node.type:
            case "expression_statement" | "return_statement":
                return self._simple(node, behind)
            case "throw_statement":
                self.refuse_inside(node)
                return _Ends()
            case "statement_block":
                return self.sequence(code(node))
            case "if_statement":
                return self._if(node)
            case "switch_statement":
                return self._switch(node)
            case "try_statement":
                return self._try(node)
            case "break_statement" | "continue_statement":
                raise NotRewrittenError("a path leaves by break or continue", node)
        why = "stands in a loop" if node.type in _LOOPS else "stands within an expression"
        self.refuse_inside(node, why)
        self._refuse_returns(node)
        return _Ends(open=True)

    def _simple(self, node: Node, behind: Sequence[Node]) -> _Ends:
        inner = code(node)
        call = self.call_of(inner[0]) if inner else None
        is_return = node.type == "return_statement"
        if call is None:
            self.refuse_inside(node)
            if is_return:
                raise NotRewrittenError(f"a path returns without calling {self._name}", node)
            return _Ends(open=True)
        for argument in code(call.child_by_field_name("arguments") or call):
            self.refuse_inside(argument)
        bare = behind[0] if not is_return and len(behind) == 1 and _is_bare_return(behind[0]) else None
        self.calls.append((call, bare))
        return _Ends() if is_return else _Ends(sent=True)

    def _if(self, node: Node) -> _Ends:
        condition = node.child_by_field_name("condition")
        if condition is not None:
            self.refuse_inside(condition)
        consequence, alternative = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        assert consequence is not None
        first = self.statement(consequence, ())
        second = self.statement(code(alternative)[0], ()) if alternative is not None else _Ends(open=True)
        return _Ends(first.open or second.open, first.sent or second.sent)

    def _switch(self, node: Node) -> _Ends:
        value = node.child_by_field_name("value")
        if value is not None:
            self.refuse_inside(value)
        cases = [case for case in code(node.child_by_field_name("body") or node) if case.type.startswith("switch_")]
        has_default = any(case.type == "switch_default" for case in cases)
        open_, sent = not has_default, False
        for number, case in enumerate(cases):
            test = case.child_by_field_name("value")
            if test is not None:
                self.refuse_inside(test)
            body = [one for one in code(case) if one != test]
            if len(body) == 1 and body[0].type == "statement_block":
                body = code(body[0])
            if not body:  # belongs to the next
                open_ = open_ or number == len(cases) - 1
                continue
            breaks = body[-1].type == "break_statement" and not code(body[-1])
            ends = self.sequence(body[:-1] if breaks else body)
            if breaks and len(body) > 1 and self.calls and self.calls[-1][0] == self._called_by(body[-2]):
                self.calls[-1] = (self.calls[-1][0], body[-1])
            falls = not breaks and number < len(cases) - 1
            if falls and (ends.sent or ends.open):
                raise NotRewrittenError("a case goes on with the next one", case)
            open_, sent = open_ or ends.open, sent or ends.sent
        return _Ends(open_, sent)

    def _called_by(self, statement: Node) -> Node | None:
        inner = code(statement)
        return self.call_of(inner[0]) if statement.type == "expression_statement" and inner else None

    def _try(self, node: Node) -> _Ends:
        handler = node.child_by_field_name("handler")
        finalizer = node.child_by_field_name("finalizer")
        if finalizer is not None or handler is None:
            self.refuse_inside(node, "stands in a try with finally")
            self._refuse_returns(node)
            return _Ends(open=True)
        body, caught = node.child_by_field_name("body"), handler.child_by_field_name("body")
        assert body is not None and caught is not None
        first, second = self.sequence(code(body)), self.sequence(code(caught))
        return _Ends(first.open or second.open, first.sent or second.sent)

    def _refuse_returns(self, node: Node) -> None:
        """Raises where a path returns from within a statement that calls nothing."""
        waiting = list(node.named_children) if node.type not in _FUNCTIONS else []
        while waiting:
            inner = waiting.pop()
            if inner.type == "return_statement":
                raise NotRewrittenError(f"a path returns without calling {self._name}", inner)
            if inner.type not in _FUNCTIONS:
                waiting += inner.named_children


def _is_bare_return(node: Node) -> bool:
    return node.type == "return_statement" and not code(node)
