"""What of a source can run: its words, its branches and its functions, each with its place in UTF-16 units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..json_text.grammar import parse_utf16
from ..sources.syntax_tree import FUNCTIONS

if TYPE_CHECKING:
    from tree_sitter import Node

# What stands for itself: nobody asks whether a brace has run.
_MUTE = frozenset({"comment", "html_comment", "hash_bang_line", *"{}()[];,:", "`", "${"})
_WHOLE = frozenset({"string", "regex"})
_CHOOSING = frozenset({"&&", "||", "??"})


class Branch(NamedTuple):
    """A choice: where each of its arms begins. An arm of -1 is what is left over: an `if` without an `else`."""

    place: int
    arms: tuple[int, ...]


class FunctionPlace(NamedTuple):
    """A function, and where its body begins."""

    name: str
    place: int
    body: int


class Structure(NamedTuple):
    """Words as pairs of start and end, in their order."""

    words: tuple[tuple[int, int], ...]
    branches: tuple[Branch, ...]
    functions: tuple[FunctionPlace, ...]


def structure_of(source: str) -> Structure:
    """Reads a source, also one that does not parse as a whole."""
    words: list[tuple[int, int]] = []
    branches: list[Branch] = []
    functions: list[FunctionPlace] = []
    for node in _nodes(parse_utf16(source).root_node):
        if (
            (node.child_count == 0 or node.type in _WHOLE)
            and node.type not in _MUTE
            and node.end_byte > node.start_byte
        ):
            words.append((node.start_byte // 2, node.end_byte // 2))
        elif node.type in FUNCTIONS:
            body = node.child_by_field_name("body")
            if body is not None:
                functions.append(FunctionPlace(_name(node), node.start_byte // 2, body.start_byte // 2))
        else:
            arms = tuple(_arms(node))
            if arms:
                branches.append(Branch(node.start_byte // 2, arms))
    return Structure(tuple(words), tuple(branches), tuple(functions))


def _nodes(root: Node) -> Iterator[Node]:
    """All nodes in the order of the text, without what is within a string."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if node.type not in _WHOLE:
            waiting += reversed(node.children)


def _arms(node: Node) -> Iterator[int]:
    if node.type in ("if_statement", "ternary_expression"):
        consequence, alternative = map(node.child_by_field_name, ("consequence", "alternative"))
        if consequence is not None:
            yield consequence.start_byte // 2
            yield _within(alternative).start_byte // 2 if alternative is not None else -1
    elif node.type == "switch_statement":
        body = node.child_by_field_name("body")
        for case in body.named_children if body is not None else ():
            first = case.child_by_field_name("body")
            if first is not None:
                yield first.start_byte // 2
    elif node.type == "binary_expression":
        operator, right = map(node.child_by_field_name, ("operator", "right"))
        if operator is not None and right is not None and operator.type in _CHOOSING:
            yield node.start_byte // 2
            yield right.start_byte // 2


def _within(alternative: Node) -> Node:
    """What an else leads to; of a ternary its last part."""
    return (
        alternative.named_children[0]
        if alternative.type == "else_clause" and alternative.named_children
        else alternative
    )


def _name(node: Node) -> str:
    """The function's own name, or that of what it is put into."""
    named = node.child_by_field_name("name")
    around = node.parent
    if named is None and around is not None:
        fields = {"variable_declarator": "name", "assignment_expression": "left", "pair": "key"}
        named = around.child_by_field_name(fields.get(around.type, ""))
    if named is None or named.text is None:
        return ""
    return named.text.decode("utf-16-le", "replace")
