"""What strings of a script say: literals, template literals and what they are put together with, led back to names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .hubl import TAG, Hubl
from .names import Names, member_value, text_of
from .spelling import HOLE, Piece, shortened
from .tree import unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 12
_MOST_PIECES = 2000
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_CODE = re.compile(r"\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_LABEL = 60


@dataclass
class Said:
    """What an expression says. `used` are the identifiers that it goes through; `rest` is what is computed in it."""

    pieces: list[Piece] = field(default_factory=list[Piece])
    used: list[Node] = field(default_factory=list)
    rest: list[Node] = field(default_factory=list)
    through: list[str] = field(default_factory=list[str])
    weak: bool = False
    elsewhere: str = ""


@dataclass(frozen=True)
class Script:
    """A script in a file: `code` begins at `start` of it. `beside` are constants of other files, by their names."""

    code: str
    start: int
    names: Names
    hubl: Hubl
    beside: Mapping[str, tuple[str, str]]

    def said(self, node: Node) -> Said:
        """What a string, or what is put together of strings, says."""
        said = Said()
        self._add(node, said, 0)
        return said

    def _add(self, node: Node, said: Said, depth: int) -> None:
        node = unwrapped(node)
        if depth > _DEEPEST or len(said.pieces) > _MOST_PIECES:
            self._hole(node, said)
        elif node.type in ("string", "template_string"):
            self._string(node, said, depth)
        elif is_sum(node):
            for part in _parts(node):
                self._add(part, said, depth + 1)
        elif (joined := joined_parts(node)) is not None:
            for between, item in joined:
                place = self.start + item.start_byte
                said.pieces.append(Piece(between, place, place))
                self._add(item, said, depth + 1)
        elif node.type == "identifier":
            self._name(node, said, depth)
        elif node.type == "member_expression":
            self._member(node, said, depth)
        else:
            self._hole(node, said)

    def _string(self, node: Node, said: Said, depth: int) -> None:
        for child in node.named_children:
            start, end = child.start_byte, child.end_byte
            if child.type == "escape_sequence":
                said.pieces.append(Piece(_unescaped(self.code[start:end]), self.start + start, self.start + end))
            elif child.type == "template_substitution":
                if child.named_children:
                    self._add(child.named_children[0], said, depth + 1)
            else:
                self._fragment(start, end, said)

    def _fragment(self, start: int, end: int, said: Said) -> None:
        """The characters of a string as they are; HubL among them is filled in first, by HubSpot."""
        at = start
        source, shift = self.hubl.text, self.start
        for tag in TAG.finditer(source, shift + start, shift + end):
            said.pieces.append(Piece(source[shift + at : tag.start()], shift + at, tag.start()))
            if tag["value"]:
                said.pieces += self.hubl.value(*tag.span())
            elif tag["statement"]:
                said.pieces.append(Piece(HOLE, *tag.span(), tag[0]))
            at = tag.end() - shift
        said.pieces.append(Piece(source[shift + at : shift + end], shift + at, shift + end))

    def _name(self, node: Node, said: Said, depth: int) -> None:
        name = text_of(node)
        value = self.names.only_value(name)
        if value is not None and name not in self.names.imported:
            said.used.append(node)
            said.through.append(name)
            self._add(value, said, depth + 1)
        elif name not in self.names.values and name in self.beside:
            self._beside(name, node, said)
        else:
            self._hole(node, said)

    def _member(self, node: Node, said: Said, depth: int) -> None:
        name = text_of(node)
        value = member_value(self.names, node)
        if value is not None:
            said.used.append(_owner(node))
            said.through.append(name)
            said.weak = said.weak or name.startswith("this.")
            self._add(value, said, depth + 1)
        elif name in self.beside and text_of(_owner(node)) not in self.names.values:
            self._beside(name, node, said)
        else:
            self._hole(node, said)

    def _beside(self, name: str, node: Node, said: Said) -> None:
        text, said.elsewhere = self.beside[name]
        said.through.append(name)
        said.weak = True
        place = self.start + node.start_byte
        said.pieces.append(Piece(text, place, place))

    def _hole(self, node: Node, said: Said) -> None:
        start, end = node.start_byte, node.end_byte
        source = shortened(self.code[start : min(end, start + 2 * _LABEL)])
        if tag := TAG.fullmatch(self.hubl.text, self.start + start, self.start + end):
            said.pieces.append(Piece(HOLE, *tag.span(), tag[0]))
            return
        label = source if len(source) <= _LABEL else f"{source[:_LABEL]}…"
        said.pieces.append(Piece(HOLE, self.start + start, self.start + end, f"${{{label}}}"))
        said.rest.append(node)


def is_sum(node: Node) -> bool:
    operator = node.child_by_field_name("operator") if node.type == "binary_expression" else None
    return operator is not None and operator.type == "+"


def _parts(node: Node) -> list[Node]:
    """The operands of `a + b + c`, however many there are."""
    parts: list[Node] = []
    while is_sum(node):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            break
        parts.append(right)
        node = left
    return [node, *reversed(parts)]


def joined_parts(node: Node) -> list[tuple[str, Node]] | None:
    """The parts of `a.concat(b)`, `[a, b].join("/")` and `new URL(path, base)`, each with what stands before it.

    None of anything else.
    """
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    arguments = node.child_by_field_name("arguments")
    if function is None or arguments is None or arguments.type != "arguments":
        return None
    given = arguments.named_children
    if node.type == "new_expression":
        return [("", given[1]), ("", given[0])] if text_of(function) == "URL" and len(given) == 2 else None
    object_, method = function.child_by_field_name("object"), function.child_by_field_name("property")
    if node.type != "call_expression" or object_ is None or method is None:
        return None
    if text_of(method) == "concat" and object_.type in ("string", "template_string", "identifier"):
        return [("", item) for item in (object_, *given)]
    if text_of(method) == "join" and object_.type == "array" and len(given) == 1 and given[0].type == "string":
        between = text_of(given[0])[1:-1]
        return [(between if number else "", item) for number, item in enumerate(object_.named_children)]
    return None


def _owner(node: Node) -> Node:
    """The `a` of `a.b.c`."""
    while node.type == "member_expression" and (object_ := node.child_by_field_name("object")) is not None:
        node = object_
    return node


def _unescaped(written: str) -> str:
    code = _CODE.fullmatch(written)
    if code is not None:
        number = int(code[1] or code[2] or code[3], 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _SIMPLE.get(written[1:], written[1:])
