"""HTML with HubL in it: which parts are scripts, which are comments, and what the rest says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .hubl import Hubl, tags
from .spelling import HOLE, Piece, names_path
from .tree import Dialect

_PART = re.compile(r"<!--|\{#|<(script|style)\b", re.IGNORECASE)
_REST_OF_TAG = re.compile(r"(?>[^>\"'{]|\"[^\"]*\"|'[^']*'|\{\{.*?\}\}|\{%.*?%\}|\{)*+>", re.DOTALL)
_LONGEST_TAG = 4000
_ENDS = {name: re.compile(rf"</{name}\s*>|\Z", re.IGNORECASE) for name in ("script", "style")}
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
    last = text.rfind("#}")
    at = done = 0
    while (found := _PART.search(text, at)) is not None:
        at = found.end()
        if found[1] is None:
            hubl = found[0] == "{#"
            if hubl and at > last:
                continue
            end = text.find("#}" if hubl else "-->", at)
            at = end + 2 if end >= 0 else len(text)
            parts.comments.append((found.start(), at))
        else:
            most = at + _LONGEST_TAG
            opened = _REST_OF_TAG.match(text, at, most) if text.find(">", at, most) >= 0 else None
            if opened is None:
                continue
            closed = _ENDS[found[1].lower()].search(text, opened.end())
            start, end = opened.end(), closed.start() if closed is not None else len(text)
            at = closed.end() if closed is not None else end
            if found[1].lower() == "style":
                parts.comments += css_comments(text, start, end)
            elif _is_script(opened[0]):
                dialect: Dialect = "typescript" if _TYPESCRIPT.search(opened[0]) else "javascript"
                parts.scripts.append(ScriptPart(start, end, dialect, attribute=False))
        parts.scripts += _bindings(text, done, found.start())
        done = at
    parts.scripts += _bindings(text, done, len(text))
    return parts


def css_comments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of comments in CSS, and in the languages that are made into it."""
    return [found.span() for found in _CSS_COMMENT.finditer(text, start, end)]


def said(hubl: Hubl, start: int, end: int) -> list[Piece]:
    """What a text says, with what HubL and template literals compute as holes."""
    pieces: list[Piece] = []
    at = start
    for tag in tags(hubl.text, start, end):
        pieces += _computed(hubl.text, at, tag.start)
        pieces += hubl.said(tag)
        at = tag.end
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
