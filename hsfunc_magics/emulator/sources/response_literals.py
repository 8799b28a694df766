"""What the literals in a source say of its responses: cookies, several values of a header, redirects, bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..json_text.grammar import parse
from .handlers import key_of, literal, property_of, text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

Kind = Literal["top cookie", "several cookies", "multi values", "redirect", "bytes"]
_KEPT = 128
_COOKIE = "set-cookie"
_HEADERS = ("headers", "multivalueheaders")
_RESPONSE_KEYS = ("statusCode", "body")
_REDIRECT = re.compile(r"3\d\d")
# What makes a value bytes, and a reply of axios or fetch that is read as such.
_BYTES = re.compile(
    r"\bBuffer\s*\.\s*(from|alloc|concat)\b|\bnew\s+(Buffer|Blob|ArrayBuffer|\w*Array)\b|\barrayBuffer\s*\(|\bblob\s*\("
)
_TEXT_OF_BYTES = re.compile(r"\.\s*(toString|toJSON)\s*\(|JSON\s*\.\s*stringify")


class Position(NamedTuple):
    """A line and a column, from 1."""

    line: int
    column: int


@lru_cache(_KEPT)
def find_response_literals(source: str) -> Mapping[Kind, Position]:
    """The first place of each kind of response that the source writes down."""
    data = source.encode("utf-8", "replace")
    lines = data.split(b"\n")
    found: dict[Kind, Position] = {}
    for node in walk(parse(data).root_node):
        for kind in _kinds(node):
            row, column = node.start_point
            found.setdefault(kind, Position(row + 1, len(lines[row][:column].decode("utf-8", "replace")) + 1))
    return found


def _kinds(node: Node) -> Iterator[Kind]:
    if node.type == "pair":
        yield from _of_key(key_of(node), node.child_by_field_name("value"), top=_stands_in_response(node))
    elif node.type == "shorthand_property_identifier" and text(node) == "multiValueHeaders":
        yield "multi values"
    elif node.type == "assignment_expression":
        left = node.child_by_field_name("left")
        if left is not None and left.type in ("member_expression", "subscript_expression"):
            above = text(left.child_by_field_name("object")).lower()
            yield from _of_key(property_of(left), node.child_by_field_name("right"), top=not above.endswith(_HEADERS))


def _of_key(key: str | None, value: Node | None, *, top: bool) -> Iterator[Kind]:
    if key is None or value is None:
        return
    if key.lower() == _COOKIE:
        if top:
            yield "top cookie"
        if value.type == "array" and len(value.named_children) > 1:
            yield "several cookies"
    elif key == "multiValueHeaders":
        yield "multi values"
    elif key == "statusCode" and any(_REDIRECT.fullmatch(number) for number in _numbers(value)):
        yield "redirect"
    elif (
        (key == "body" and _is_bytes(value))
        or (key == "responseType" and literal(value) == "arraybuffer")
        or (key == "isBase64Encoded" and value.type != "false")
    ):
        yield "bytes"


def _numbers(value: Node) -> list[str]:
    return [literal(node) or "" for node in walk(value) if node.type in ("number", "string")]


def _is_bytes(value: Node) -> bool:
    written = text(value)
    return value.type in ("call_expression", "new_expression", "await_expression") and (
        _BYTES.match(written.removeprefix("await ")) is not None and not _TEXT_OF_BYTES.search(written)
    )


def _stands_in_response(pair: Node) -> bool:
    """Whether the object of a pair is the response, and not its headers: by its other keys, or as what is sent."""
    around = pair.parent
    if around is None:
        return False
    keys = [key_of(child) if child.type == "pair" else text(child) for child in around.named_children]
    if any(key in _RESPONSE_KEYS for key in keys):
        return True
    holder = around.parent
    if holder is None or (holder.type == "pair" and (key_of(holder) or "").lower() in _HEADERS):
        return False
    return holder.type in ("arguments", "return_statement")
