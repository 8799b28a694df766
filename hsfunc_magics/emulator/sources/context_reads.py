"""What a function reads of its context, followed through variables and calls in its file, without running it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..json_text.grammar import parse
from .handlers import Functions, key_of, literal, parameters, property_of, text
from .syntax_tree import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

Path = tuple[str, ...]
Scope = dict[str, Path | None]
"""What a name stands for: a part of the context, or something else, which hides a part of that name further out."""

_KEPT = 128
# A value that is only looked at stays where it is.
_LOOKS = ("===", "!==", "==", "!=", "<", ">", "<=", ">=", "instanceof")
_SHORT = ("&&", "||", "??")
_WRAPPERS = ("parenthesized_expression", "await_expression", "non_null_expression", "as_expression")


@dataclass(frozen=True, slots=True)
class ContextRead:
    """A part of the context that is read: `("headers", "cookie")`, and where. An empty path is the context itself.

    `whole`: it goes where it is not followed, so whatever is in it may be read.
    """

    path: Path
    whole: bool
    line: int
    column: int


@lru_cache(_KEPT)
def find_context_reads(source: str) -> tuple[ContextRead, ...]:
    """What the source's `main` reads, in the order of the source. One without a `main` that is seen may read all."""
    data = source.encode("utf-8", "replace")
    root = parse(data).root_node
    lines = data.split(b"\n")
    functions = Functions(root)
    reading = _Reading(functions)
    mains = functions.mains()
    try:
        for main in mains:
            reading.function(main, [()])
    except RecursionError:  # nobody writes so deep, and what does may read anything
        mains = []
    found = {(path, whole): node for node, path, whole in sorted(reading.found, key=lambda one: -one[0].start_byte)}
    reads = [_read(path, whole, node, lines) for (path, whole), node in found.items()]
    return tuple(sorted(reads, key=lambda read: (read.line, read.column)) or ([] if mains else [_ANYTHING]))


_ANYTHING = ContextRead((), True, 1, 1)


def names_below(reads: Iterable[ContextRead], part: str) -> list[str]:
    """The names that are read in `headers`, `params` or `body`, each once."""
    return list(dict.fromkeys(read.path[1] for read in reads if len(read.path) > 1 and read.path[0] == part))


def _read(path: Path, whole: bool, node: Node, lines: list[bytes]) -> ContextRead:
    row, column = node.start_point
    return ContextRead(path, whole, row + 1, len(lines[row][:column].decode("utf-8", "replace")) + 1)


class _Reading:
    """One look through a source. `found` has each read: where, which part, and whether all of it."""

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self._entered: set[tuple[int, tuple[Path | None, ...]]] = set()
        self.found: list[tuple[Node, Path, bool]] = []

    def function(self, function: Node, given: list[Path | None], scope: Scope | None = None) -> None:
        """Looks through a function that is called with these parts of the context."""
        mark = (function.id, tuple(given))
        if mark in self._entered:
            return
        self._entered.add(mark)
        inner: Scope = dict(scope or {})
        for place, parameter in enumerate(parameters(function)):
            self._bind(parameter, given[place] if place < len(given) else None, inner)
        body = function.child_by_field_name("body")
        if body is not None:
            self._declare(body, inner)
            self._value(body, inner) if body.type != "statement_block" else self._below(body, inner)

    def _declare(self, body: Node, scope: Scope) -> None:
        """A function of a name hides what has that name outside."""
        for child in body.named_children:
            if child.type == "function_declaration":
                scope[text(child.child_by_field_name("name"))] = None

    def _note(self, node: Node, path: Path, *, whole: bool) -> None:
        self.found.append((node, path, whole))

    # ------------------------------------------------------------ names

    def _bind(self, pattern: Node, path: Path | None, scope: Scope) -> None:
        """What a pattern's names stand for, once the value of that path is given to it."""
        if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
            scope[text(pattern)] = path
        elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
            left, right = pattern.child_by_field_name("left"), pattern.child_by_field_name("right")
            if right is not None:
                self._visit(right, scope)
            if left is not None:
                self._bind(left, path, scope)
        elif pattern.type == "rest_pattern":
            for child in pattern.named_children:
                self._bind(child, path, scope)
        elif pattern.type == "array_pattern":
            for place, child in enumerate(pattern.named_children):
                self._bind(child, (*path, str(place)) if path else None, scope)
        elif pattern.type == "object_pattern":
            for child in pattern.named_children:
                self._bind_property(child, path, scope)

    def _bind_property(self, child: Node, path: Path | None, scope: Scope) -> None:
        if child.type == "pair_pattern":
            name, target = key_of(child), child.child_by_field_name("value")
        elif child.type == "object_assignment_pattern":
            name, target = text(child.child_by_field_name("left")), child
        else:
            name, target = text(child), child
        if child.type == "rest_pattern" or target is None:
            self._bind(child, path, scope)
            return
        inner: Path | None = None
        if path is not None and name is not None:
            inner = (*path, name)
            self._note(child, inner, whole=False)
        elif path is not None:
            self._note(child, path, whole=True)
        self._bind(target, inner, scope)

    def _path(self, node: Node, scope: Scope) -> Path | None:
        """The part of the context that an expression is; None for anything else."""
        if node.type == "identifier":
            return scope.get(text(node))
        if node.type in ("member_expression", "subscript_expression"):
            above = node.child_by_field_name("object")
            path = self._path(above, scope) if above is not None else None
            name = property_of(node)
            return (*path, name) if path is not None and name is not None else None
        if node.type in _WRAPPERS and node.named_children:
            return self._path(node.named_children[0], scope)
        if node.type == "ternary_expression":
            branches = (node.child_by_field_name(name) for name in ("consequence", "alternative"))
            paths = (self._path(one, scope) for one in branches if one is not None)
            return next((path for path in paths if path is not None), None)
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) in ("||", "??"):
            left = node.child_by_field_name("left")
            return self._path(left, scope) if left is not None else None
        return None

    # ------------------------------------------------------------ values

    def _value(self, node: Node, scope: Scope) -> None:
        """An expression whose value goes somewhere: a part of the context goes there whole."""
        path = self._path(node, scope)
        if path is None:
            self._visit(node, scope)
            return
        self._note(node, path, whole=True)
        self._asides(node, scope)

    def _looked_at(self, node: Node, scope: Scope) -> None:
        """An expression whose value goes nowhere."""
        if node.type == "parenthesized_expression" and node.named_children:
            self._looked_at(node.named_children[0], scope)
            return
        if node.type == "binary_expression" and text(node.child_by_field_name("operator")) in _SHORT:
            for child in (node.child_by_field_name("left"), node.child_by_field_name("right")):
                if child is not None:
                    self._looked_at(child, scope)
            return
        path = self._path(node, scope)
        if path is None:
            self._visit(node, scope)
        else:
            if path:
                self._note(node, path, whole=False)
            self._asides(node, scope)

    def _asides(self, node: Node, scope: Scope) -> None:
        """What else stands in an expression that is a part of the context: defaults, conditions."""
        if node.type == "binary_expression":
            right, left = node.child_by_field_name("right"), node.child_by_field_name("left")
            if right is not None:
                self._value(right, scope)
            if left is not None:
                self._asides(left, scope)
        elif node.type == "ternary_expression":
            condition = node.child_by_field_name("condition")
            if condition is not None:
                self._looked_at(condition, scope)
            for name in ("consequence", "alternative"):
                branch = node.child_by_field_name(name)
                if branch is not None:
                    self._value(branch, scope)
        elif node.type in _WRAPPERS or node.type in ("member_expression", "subscript_expression"):
            for child in node.named_children[:1]:
                self._asides(child, scope)

    def _below(self, node: Node, scope: Scope) -> None:
        for child in node.named_children:
            self._visit(child, scope)

    def _visit(self, node: Node, scope: Scope) -> None:
        """Whatever stands there."""
        kind = node.type
        if kind in FUNCTIONS:
            self.function(node, [None] * len(parameters(node)), scope)
        elif kind == "variable_declarator":
            self._given(node.child_by_field_name("name"), node.child_by_field_name("value"), scope)
        elif kind == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and left.type not in ("member_expression", "subscript_expression"):
                self._given(left, right, scope)
            else:
                for child in (left.child_by_field_name("object"), left.child_by_field_name("index")) if left else ():
                    if child is not None:
                        self._looked_at(child, scope)
                if right is not None:
                    self._value(right, scope)
        elif kind in ("member_expression", "subscript_expression"):
            self._member(node, scope)
        elif kind == "call_expression":
            self._call(node, scope)
        elif kind == "binary_expression":
            self._binary(node, scope)
        elif kind in ("unary_expression", "expression_statement"):
            for child in node.named_children:
                self._looked_at(child, scope)
        elif kind in ("if_statement", "while_statement", "do_statement", "ternary_expression", "for_statement"):
            condition = node.child_by_field_name("condition")
            for child in node.named_children:
                if child == condition:
                    self._looked_at(child, scope)
                elif kind == "ternary_expression":
                    self._value(child, scope)
                else:
                    self._visit(child, scope)
        elif kind == "statement_block":
            self._below(node, scope)
        elif kind in ("identifier", "shorthand_property_identifier"):
            path = scope.get(text(node))
            if path is not None:
                self._note(node, path, whole=True)
        elif kind == "pair":
            value = node.child_by_field_name("value")
            if value is not None:
                self._value(value, scope)
        elif kind == "catch_clause":
            caught, body = node.child_by_field_name("parameter"), node.child_by_field_name("body")
            inner = dict(scope)
            if caught is not None:
                self._bind(caught, None, inner)
            if body is not None:
                self._visit(body, inner)
        elif kind in ("parenthesized_expression", "await_expression") and node.named_children:
            self._visit(node.named_children[0], scope)
        else:
            for child in node.named_children:
                if self._path(child, scope) is not None:
                    self._value(child, scope)
                else:
                    self._visit(child, scope)

    def _given(self, target: Node | None, value: Node | None, scope: Scope) -> None:
        """A value that a name or a pattern gets."""
        path = self._path(value, scope) if value is not None else None
        if value is not None:
            if path is None:
                self._visit(value, scope)
            else:
                if path:
                    self._note(value, path, whole=False)
                self._asides(value, scope)
        if target is not None:
            self._bind(target, path, scope)

    def _member(self, node: Node, scope: Scope) -> None:
        path = self._path(node, scope)
        above = node.child_by_field_name("object")
        if path is not None:
            self._note(node, path, whole=True)
            self._asides(node, scope)
            return
        if above is not None:  # a computed name, or no part of the context
            self._value(above, scope) if self._path(above, scope) is not None else self._visit(above, scope)
        index = node.child_by_field_name("index")
        if index is not None:
            self._looked_at(index, scope)

    def _binary(self, node: Node, scope: Scope) -> None:
        operator = text(node.child_by_field_name("operator"))
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        if operator == "in":
            path, name = self._path(right, scope), literal(left)
            if path is not None and name is not None:
                self._note(node, (*path, name), whole=False)
            else:
                self._value(right, scope)
            self._visit(left, scope)
        elif operator in _LOOKS:
            self._looked_at(left, scope)
            self._looked_at(right, scope)
        elif operator == "&&":
            self._looked_at(left, scope)
            self._value(right, scope)
        else:
            self._value(left, scope)
            self._value(right, scope)

    def _call(self, node: Node, scope: Scope) -> None:
        called, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        given = list(arguments.named_children) if arguments is not None else []
        inside: Node | None = None
        if called is not None and called.type == "identifier" and text(called) not in scope:
            inside = self._functions.named(text(called))
        elif called is not None and called.type == "identifier":
            inside = self._functions.named(text(called)) if scope[text(called)] is None else None
        elif called is not None and called.type in ("member_expression", "subscript_expression"):
            above = called.child_by_field_name("object")  # a method sees what it is a method of
            if above is not None:
                self._value(above, scope)
            index = called.child_by_field_name("index")
            if index is not None:
                self._looked_at(index, scope)
        elif called is not None:
            self._visit(called, scope)
        paths = [self._path(one, scope) for one in given]
        for one, path in zip(given, paths, strict=True):
            if path is None or inside is None or one.type == "spread_element":
                self._value(one, scope)
            else:
                if path:
                    self._note(one, path, whole=False)
                self._asides(one, scope)
        if inside is not None and any(path is not None for path in paths):
            self.function(inside, list(paths))
