"""JSON as it stands in its text: where every value and key begins and ends.

The text is read by the JavaScript grammar that also reads functions: JSON is JavaScript. Positions count characters.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .grammar import parse

if TYPE_CHECKING:
    import tree_sitter

BYTE_ORDER_MARK = "\ufeff"
_LINE_BREAK = re.compile("\r\n|\n|\r")

JsonPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value: `text[start:end]`. `members` of an object, in order and doubled keys included; `items` of an array."""

    start: int
    end: int
    members: tuple[Member, ...] | None = None
    items: tuple[JsonNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object, which begins at `start`, and its value."""

    key: str
    start: int
    value: JsonNode


class Lines:
    """Lines and columns of a text, both from 1. A byte order mark takes no column."""

    def __init__(self, text: str) -> None:
        self._starts = [len(text) - len(text.removeprefix(BYTE_ORDER_MARK))]
        self._starts += [found.end() for found in _LINE_BREAK.finditer(text)]

    def position(self, position: int) -> tuple[int, int]:
        line = max(bisect_right(self._starts, position), 1)
        return line, position - self._starts[line - 1] + 1


def read_tree(text: str) -> JsonNode:
    """The positions of all values. `text` is JSON that `read_json` accepts; a byte order mark may stand before it."""
    parenthesized = _parsed(text).root_node.named_children[0].named_children[0]
    return _node(parenthesized.named_children[0], text)


def without_comments(text: str) -> str:
    """JSON with comments and commas at the end, as editors' settings have it, with spaces in their place."""
    blanked = list(text)
    waiting = [_parsed(text).root_node]
    while waiting:
        node = waiting.pop()
        children = node.children
        comma = None
        for child in children:
            if child.type == "comment":
                span = range(child.start_byte - 1, child.end_byte - 1)
                blanked[span.start : span.stop] = (" " if text[at] not in "\r\n" else text[at] for at in span)
            elif child.type in ("}", "]") and comma is not None:
                blanked[comma.start_byte - 1] = " "
            else:
                comma = child if child.type == "," else None
        waiting += children
    return "".join(blanked)


def walk(node: JsonNode, steps: JsonPath = (), start: int | None = None) -> Iterator[tuple[JsonPath, int, JsonNode]]:
    """Every value with where it begins: its key, or itself where it has none. Keys that stand twice come twice."""
    yield steps, node.start if start is None else start, node
    for member in node.members or ():
        yield from walk(member.value, (*steps, member.key), member.start)
    for index, item in enumerate(node.items):
        yield from walk(item, (*steps, index))


def doubled(node: JsonNode, steps: JsonPath = ()) -> Iterator[tuple[JsonPath, int, int]]:
    """Keys that stand twice or more in one object: the steps, where the first begins, and where the last does."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for member in node.members or ():
        first.setdefault(member.key, member.start)
        last[member.key] = member.start
        yield from doubled(member.value, (*steps, member.key))
    for index, item in enumerate(node.items):
        yield from doubled(item, (*steps, index))
    yield from (((*steps, key), first[key], last[key]) for key in first if first[key] != last[key])


def _parsed(text: str) -> tree_sitter.Tree:
    """The tree of the text in parentheses, which stand at byte 0 and behind the last one."""
    # One byte for each character, so that the parser's bytes count characters; only strings hold other letters.
    source = text.replace(BYTE_ORDER_MARK, " ", 1) if text.startswith(BYTE_ORDER_MARK) else text
    return parse(b"(" + source.encode("ascii", "replace") + b"\n)")


def _node(found: tree_sitter.Node, text: str) -> JsonNode:
    start, end = found.start_byte - 1, found.end_byte - 1
    if found.type == "object":
        return JsonNode(start, end, tuple(_member(pair, text) for pair in found.named_children))
    if found.type == "array":
        return JsonNode(start, end, items=tuple(_node(item, text) for item in found.named_children))
    return JsonNode(start, end)


def _member(pair: tree_sitter.Node, text: str) -> Member:
    key, value = pair.named_children
    start, end = key.start_byte - 1, key.end_byte - 1
    return Member(json.loads(text[start:end]), start, _node(value, text))
