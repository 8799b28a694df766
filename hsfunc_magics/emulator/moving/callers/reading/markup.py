"""HTML with HubL in it: which parts are scripts, which are comments, and what the rest says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .hubl import TAG, Hubl
from .spelling import HOLE, Piece, names_path
from .tree import Dialect

_PART = re.compile(
    r"(?P<comment><!--.*?(?:-->|\Z)|\{#.*?#\})"
    r"|<script\b(?P<attributes>(?>[^>\"'{]|\"[^\"]*\"|'[^']*'|\{\{.*?\}\}|\{%.*?%\}|\{)*+)>(?P<script>.*?)(?:</script\s*>|\Z)"
    r"|<style\b[^>]*>(?P<style>.*?)(?:</style\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_BINDING = re.compile(
    r"\s(?:on[a-z]+|@[\w.:-]+|:[\w.-]+|v-[\w:.-]+|x-[\w:.-]+|hx-on[\w:.-]*|\[\w+\]|\(\w+\))\s*=\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')"
)
_TYPE = re.compile(r"\btype\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TYPESCRIPT = re.compile(r"\blang\s*=\s*[\"']?tsx?\b", re.IGNORECASE)
_COMPUTED = re.compile(r"\$\{[^{}`]*\}")
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|^[ \t]*//[^\n]*", re.DOTALL | re.MULTILINE)


class ScriptPart(NamedTuple):
    """Where a script lies. `attribute`: it is the value of one, such as `onclick`."""

    start: int
    end: int
    dialect: Dialect
    attribute: bool


@dataclass
class Parts:
    """The parts of a file in HTML: its scripts, and the spans that are comments."""

    scripts: list[ScriptPart]
    comments: list[tuple[int, int]]


def split(text: str) -> Parts:
    """The scripts and comments of HTML."""
    parts = Parts([], [])
    at = 0
    for found in _PART.finditer(text):
        parts.scripts += _bindings(text, at, found.start())
        at = found.end()
        if found["comment"] is not None:
            parts.comments.append(found.span())
        elif found["script"] is not None:
            if _is_script(found["attributes"]):
                dialect: Dialect = "typescript" if _TYPESCRIPT.search(found["attributes"]) else "javascript"
                parts.scripts.append(ScriptPart(*found.span("script"), dialect, attribute=False))
        else:
            parts.comments += css_comments(text, *found.span("style"))
    parts.scripts += _bindings(text, at, len(text))
    return parts


def css_comments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of comments in CSS, and in the languages that are made into it."""
    return [found.span() for found in _CSS_COMMENT.finditer(text, start, end)]


def said(hubl: Hubl, start: int, end: int) -> list[Piece]:
    """What a text says, with what HubL and template literals compute as holes."""
    pieces: list[Piece] = []
    at = start
    for tag in TAG.finditer(hubl.text, start, end):
        pieces += _computed(hubl.text, at, tag.start())
        if tag["value"]:
            pieces += hubl.value(*tag.span())
        elif tag["statement"]:
            pieces.append(Piece(HOLE, *tag.span(), tag[0]))
        at = tag.end()
    return [*pieces, *_computed(hubl.text, at, end)]


def _computed(text: str, start: int, end: int) -> Iterator[Piece]:
    at = start
    for found in _COMPUTED.finditer(text, start, end):
        yield Piece(text[at : found.start()], at, found.start())
        yield Piece(HOLE, *found.span(), found[0])
        at = found.end()
    yield Piece(text[at:end], at, end)


def _bindings(text: str, start: int, end: int) -> Iterator[ScriptPart]:
    """The attributes whose values are code: of events, and of Vue, Alpine, HTMX, Angular."""
    for found in _BINDING.finditer(text, start, end):
        kind = "double" if found["double"] is not None else "single"
        if names_path(found[kind]):
            yield ScriptPart(*found.span(kind), "javascript", attribute=True)


def _is_script(attributes: str) -> bool:
    kind = _TYPE.search(attributes)
    return kind is None or bool(re.search(r"javascript|module|babel|jsx|ecmascript|typescript", kind[1]))
