"""What a view with figures is made of: texts, tables and pictures, as HTML, and as JSON for JupyterLab.

JSON is drawn by `labextension/src/figures`. Nothing in it is markup: a picture is a list of shapes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ....emulator.display import MimeBundle
from ..frame import code, escape, frame, line, pre, table

MIME_TYPE = "application/vnd.hsfunc.figures+json"
VERSION = 1

BAR = 12
"""Characters of a whole bar."""


@dataclass(frozen=True, slots=True)
class Code:
    """A cell in the font of code."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A cell that stays on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell that shows a share from 0 to 1, and says it."""

    share: float
    text: str

    def __str__(self) -> str:
        full = round(self.share * BAR)
        return f"{'█' * full}{'░' * (BAR - full)} {self.text}"


Cell = str | Code | Line | Bar


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `plain`: one whose spaces and lines count."""

    text: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An element of SVG, one without children or with a text: its name, its attributes."""

    name: str
    attributes: dict[str, str | float]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of so many pixels."""

    title: str
    width: int
    height: int
    shapes: tuple[Shape, ...]


Part = Text | Table | Picture


def figures_are_shown() -> bool:
    """Whether an output may have what differs from run to run: in a terminal, whose outputs nobody compares."""
    ipython = sys.modules.get("IPython.core.getipython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and not hasattr(shell, "kernel")


def bundle(text: str, steady: Iterable[Part], measured: Iterable[Part]) -> MimeBundle:
    """The data of a view, which is the same from run to run, and its metadata, which has all of it."""
    parts = list(steady)
    # Shapes are many: once, in HTML, is enough of them in what is the same each time.
    kept = [_json(part) for part in parts if not isinstance(part, Picture)]
    data = {
        MIME_TYPE: {"version": VERSION, "parts": kept},
        "text/plain": text,
        "text/html": parts_html(parts),
    }
    return data, {"hsfunc": {"parts": [_json(part) for part in measured]}}


def parts_html(parts: Iterable[Part]) -> str:
    """The parts as HTML, in a frame."""
    return frame([_html(part) for part in parts])


def _html(part: Part) -> str:
    if isinstance(part, Text):
        return pre(part.text) if part.plain else f"<p>{escape(part.text)}</p>"
    if isinstance(part, Table):
        return table(part.head, [tuple(map(_cell_html, row)) for row in part.rows])
    title = escape(part.title)
    inner = "".join(map(_shape_html, part.shapes))
    return (
        f'<p>{title}</p><svg role="img" aria-label="{title}" width="{part.width}" height="{part.height}"'
        f' viewBox="0 0 {part.width} {part.height}" fill="currentColor" stroke="none" font-size="11">{inner}</svg>'
    )


def _cell_html(cell: Cell) -> str:
    if isinstance(cell, Code):
        return code(cell.text)
    if isinstance(cell, Line):
        return line(cell.text)
    return line(str(cell)) if isinstance(cell, Bar) else escape(cell)


def _shape_html(shape: Shape) -> str:
    attributes = "".join(f' {name}="{escape(_number(value))}"' for name, value in shape.attributes.items())
    if not shape.text:
        return f"<{shape.name}{attributes}/>"
    return f"<{shape.name}{attributes}>{escape(shape.text)}</{shape.name}>"


def _json(part: Part) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"kind": "plain" if part.plain else "text", "text": part.text}
    if isinstance(part, Table):
        return {"kind": "table", "head": list(part.head), "rows": [list(map(_cell_json, row)) for row in part.rows]}
    shapes = [[shape.name, {name: _number(value) for name, value in shape.attributes.items()}, shape.text]
              for shape in part.shapes]  # fmt: skip
    return {"kind": "picture", "title": part.title, "width": part.width, "height": part.height, "shapes": shapes}


def _cell_json(cell: Cell) -> dict[str, Any]:
    if isinstance(cell, Bar):
        return {"bar": cell.share, "text": cell.text}
    if isinstance(cell, Code):
        return {"text": cell.text, "font": "code"}
    return {"text": cell.text, "font": "line"} if isinstance(cell, Line) else {"text": cell}


def _number(value: str | float) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
