"""How a function calls `sendResponse`: on each path once, more often or never, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..json_text.grammar import parse
from .handlers import Functions, parameters, text, walk
from .syntax_tree import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

_KEPT = 128
_MANY = 2
# What may stand behind a response and does nothing.
_NOTHING = ("comment", "empty_statement", "function_declaration")
_LOOPS = ("for_statement", "for_in_statement", "while_statement", "do_statement")
_LATER = ("function_declaration", "generator_function_declaration", *FUNCTIONS)

Counts = frozenset[int]
"""How often `sendResponse` may have been called until here: 0, 1, or 2 for more."""
_NONE: Counts = frozenset()


@dataclass(frozen=True, slots=True)
class Sends:
    """Where `sendResponse` is called otherwise than once, last and by `main` itself; 0 for nowhere.

    `nested` is the line where it is called in a callback or handed on, `after` where something is done behind it,
    `twice` where it is called once more, `never` where `main` ends without it. `called`: it is called at all.
    """

    called: bool = False
    nested: int = 0
    after: int = 0
    twice: int = 0
    never: int = 0


@lru_cache(_KEPT)
def find_sends(source: str) -> Sends:
    """What the source's `main` does with `sendResponse`; of one that has none, nothing."""
    root = parse(source.encode("utf-8", "replace")).root_node
    found = [_Sending(text(given[1])) for main in Functions(root).mains() if len(given := parameters(main)) > 1]
    mains = [main for main in Functions(root).mains() if len(parameters(main)) > 1]
    try:
        told = [sending.of(main) for sending, main in zip(found, mains, strict=True)]
    except RecursionError:  # nobody writes so deep; what it does is not known
        return Sends(called=True)
    return Sends(
        called=any(one.called for one in told),
        nested=_first(one.nested for one in told),
        after=_first(one.after for one in told),
        twice=_first(one.twice for one in told),
        never=_first(one.never for one in told),
    )


def _first(lines: Iterable[int]) -> int:
    return min((line for line in lines if line), default=0)


def _line(node: Node) -> int:
    return node.start_point[0] + 1


@dataclass(slots=True)
class _Flow:
    """What comes of a statement: the counts behind it.

    `broken` are those with which it leaves a loop or a switch, `again` those with which it goes to a loop's next round.
    """

    through: Counts
    broken: Counts = _NONE
    again: Counts = _NONE

    def then(self, other: _Flow) -> _Flow:
        """Both, one behind the other."""
        return _Flow(other.through, self.broken | other.broken, self.again | other.again)

    def beside(self, other: _Flow) -> _Flow:
        """One of them."""
        return _Flow(self.through | other.through, self.broken | other.broken, self.again | other.again)


class _Sending:
    """One look through a `main` whose second parameter has this name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nested: list[int] = []
        self._after: list[int] = []
        self._twice: list[int] = []
        self._never: list[int] = []
        self._called = False

    def of(self, main: Node) -> Sends:
        """What it does on all its paths."""
        body = main.child_by_field_name("body")
        if body is None:
            return Sends()
        for function in (node for node in walk(body) if node.type in _LATER):
            if any(self._is_call(node) or self._is_handed(node) for node in walk(function)):
                self._nested.append(_line(function))
        self._nested += [_line(node) for node in walk(body) if self._is_handed(node)]
        if body.type == "statement_block":
            ended = self._statements(body.named_children, frozenset({0})).through
            if 0 in ended:
                self._never.append(body.end_point[0] + 1)
        elif 0 in self._expression(body, frozenset({0})):
            self._never.append(_line(body))
        known = not self._nested
        return Sends(
            called=self._called or bool(self._nested),
            nested=_first(self._nested),
            after=_first(self._after),
            twice=_first(self._twice),
            never=_first(self._never) if known else 0,
        )

    def _is_call(self, node: Node) -> bool:
        called = node.child_by_field_name("function") if node.type == "call_expression" else None
        return called is not None and called.type == "identifier" and text(called) == self._name

    def _is_handed(self, node: Node) -> bool:
        """Whether the name stands where it is not called."""
        if node.type not in ("identifier", "shorthand_property_identifier") or text(node) != self._name:
            return False
        above = node.parent
        if above is None or above.type in ("formal_parameters", "unary_expression"):
            return False
        return not (above.type == "call_expression" and above.child_by_field_name("function") == node)

    # ------------------------------------------------------------ expressions

    def _expression(self, node: Node, counts: Counts) -> Counts:
        """The counts behind an expression; functions in it run later, if at all."""
        if node.type in _LATER:
            return counts
        if node.type == "ternary_expression":
            condition, *branches = (
                node.child_by_field_name(name) for name in ("condition", "consequence", "alternative")
            )
            counts = self._expression(condition, counts) if condition is not None else counts
            return frozenset().union(*(self._expression(one, counts) for one in branches if one is not None))
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) in ("&&", "||", "??"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            counts = self._expression(left, counts) if left is not None else counts
            return counts | self._expression(right, counts) if right is not None else counts
        for child in node.named_children:
            counts = self._expression(child, counts)
        if self._is_call(node):
            self._called = True
            if any(counts):
                self._twice.append(_line(node))
            return frozenset(min(count + 1, _MANY) for count in counts)
        return counts

    # ------------------------------------------------------------ statements

    def _statements(self, nodes: list[Node], counts: Counts) -> _Flow:
        flow = _Flow(counts)
        for node in nodes:
            flow = flow.then(self._statement(node, flow.through))
        return flow

    def _statement(self, node: Node, counts: Counts) -> _Flow:
        kind = node.type
        if kind == "break_statement":
            return _Flow(_NONE, broken=counts)
        if kind == "continue_statement":
            return _Flow(_NONE, again=counts)
        if not counts or kind in _NOTHING:
            return _Flow(counts)
        if kind == "statement_block":
            return self._statements(node.named_children, counts)
        self._behind(node, counts)
        if kind == "return_statement":
            for child in node.named_children:
                counts = self._expression(child, counts)
            if 0 in counts:
                self._never.append(_line(node))
            return _Flow(_NONE)
        if kind == "throw_statement":
            for child in node.named_children:
                self._expression(child, counts)
            return _Flow(_NONE)
        if kind == "if_statement":
            return self._if(node, counts)
        if kind in _LOOPS:
            return self._loop(node, counts)
        if kind == "switch_statement":
            return self._switch(node, counts)
        if kind == "try_statement":
            return self._try(node, counts)
        if kind in ("labeled_statement", "else_clause"):
            return self._statements(node.named_children, counts)
        return _Flow(self._expression(node, counts))

    def _behind(self, node: Node, counts: Counts) -> None:
        """Something stands where a response may have been sent already."""
        plain = node.type == "return_statement" and not node.named_children
        again = node.type in ("expression_statement", "return_statement") and any(map(self._is_call, walk(node)))
        if any(counts) and not plain and not again:
            self._after.append(_line(node))

    def _if(self, node: Node, counts: Counts) -> _Flow:
        condition = node.child_by_field_name("condition")
        counts = self._expression(condition, counts) if condition is not None else counts
        then, otherwise = (node.child_by_field_name(name) for name in ("consequence", "alternative"))
        first = self._statement(then, counts) if then is not None else _Flow(counts)
        second = self._statement(otherwise, counts) if otherwise is not None else _Flow(counts)
        return first.beside(second)

    def _loop(self, node: Node, counts: Counts) -> _Flow:
        body = node.child_by_field_name("body")
        for child in node.named_children:
            if child != body:
                counts = self._expression(child, counts)
        broken: Counts = _NONE
        for _ in range(_MANY):
            flow = self._statement(body, counts) if body is not None else _Flow(counts)
            counts |= flow.through | flow.again
            broken |= flow.broken
        condition = node.child_by_field_name("condition")
        endless = text(condition).strip("() ") == "true" or (node.type == "for_statement" and condition is None)
        return _Flow(broken if endless else counts | broken)

    def _switch(self, node: Node, counts: Counts) -> _Flow:
        value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
        counts = self._expression(value, counts) if value is not None else counts
        cases = body.named_children if body is not None else []
        flow = _Flow(_NONE)
        for case in cases:
            inner = [child for child in case.named_children if child != case.child_by_field_name("value")]
            flow = flow.then(self._statements(inner, counts | flow.through))
        chosen = any(case.type == "switch_default" for case in cases)
        return _Flow(flow.through | flow.broken | (_NONE if chosen else counts), again=flow.again)

    def _try(self, node: Node, counts: Counts) -> _Flow:
        body, handler, last = (node.child_by_field_name(name) for name in ("body", "handler", "finalizer"))
        flow = _Flow(counts)
        thrown: Counts = counts  # it throws before the end of a statement, never behind the last one
        for child in body.named_children if body is not None else ():
            thrown |= flow.through
            flow = flow.then(self._statement(child, flow.through))
        caught = handler.child_by_field_name("body") if handler is not None else None
        if caught is not None:
            flow = flow.beside(self._statement(caught, thrown))
        ending = last.child_by_field_name("body") if last is not None else None
        if ending is not None:
            if not flow.through and ending.named_children and any(map(self._is_call, walk(node))):
                self._after.append(_line(ending.named_children[0]))
            flow = flow.then(self._statement(ending, flow.through))
        return flow
