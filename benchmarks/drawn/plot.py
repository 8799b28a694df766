"""A run as a picture: how far each figure is from its goal, as bars on a logarithmic scale. An SVG of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from ..report import Report
from ..rows import Goal, Quantity, Row

_WIDTH = 1060
_LEFT, _RIGHT = 380, 800  # of the bars; the names stand before them, the figures behind
_TOP = 92
_LINE, _HEAD = 20, 30
_EDGES = (-2, 1)  # powers of ten, the goal is 0; what passes an edge is cut there
_TICKS = (0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10)
_THINNEST = 2

# Blue and orange are told apart by everybody, and each bar says the same in words.
_STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .head { font-weight: 600; }
  .quiet { fill: #59636e; }
  .missed { font-weight: 600; }
  .page { fill: #ffffff; }
  .grid { stroke: #d1d9e0; }
  .goal { stroke: #1f2328; stroke-width: 1.5; }
  .bar-reached { fill: #0969da; }
  .bar-missed { fill: #d4590a; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .page { fill: #0d1117; }
    .grid { stroke: #3d444d; }
    .goal { stroke: #f0f6fc; }
    .bar-reached { fill: #4493f8; }
    .bar-missed { fill: #f0883e; }
  }
"""


def svg(report: Report) -> str:
    """The picture of all rows that have a number as their goal, those that could not be measured included."""
    rows = [row for row in report.rows if row.goals or row.problem]
    body: list[str] = []
    y = _TOP
    for measurement, group in groupby(rows, key=lambda row: row.measurement):
        body.append(_text(16, y + 20, measurement, "head"))
        y += _HEAD
        for row in group:
            body += _drawn(row, y)
            y += _LINE
    height = y + 24
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" role="img">',
            f"<title>{escape(_summary(rows))}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect class="page" width="{_WIDTH}" height="{height}"/>',
            _text(16, 28, "How far each figure is from its goal", "title"),
            _text(16, 48, f"{_summary(rows)} {_taken(report)}", "quiet"),
            *_axis(height - 12),
            *body,
            "</svg>\n",
        )
    )


def _summary(rows: list[Row]) -> str:
    reached = sum(row.verdict == "reached" for row in rows)
    return f"{reached} of {len(rows)} goals that are numbers are reached."


def _taken(report: Report) -> str:
    machine = f"{report.machine['date']}, {report.machine['cores']} cores, {report.machine['cpu']}"
    return f"{machine}{', a quick run' if report.quick else ''}{', others at work' if report.busy else ''}."


def _axis(bottom: int) -> Iterator[str]:
    for tick in _TICKS:
        x = _x(tick)
        yield f'<line class="{"goal" if tick == 1 else "grid"}" x1="{x}" x2="{x}" y1="{_TOP - 4}" y2="{bottom}"/>'
        yield _text(x, _TOP - 10, "goal" if tick == 1 else f"{tick:g} ×", "head" if tick == 1 else "quiet", "middle")
    yield _text(_LEFT, _TOP - 26, "← better than its goal", "quiet")
    yield _text(_RIGHT, _TOP - 26, "missed →", "quiet", "end")


def _drawn(row: Row, y: int) -> Iterator[str]:
    """The row's name, a bar for the worst of its goals, and what was measured."""
    base = y + 14
    yield _text(_LEFT - 12, base, row.name, anchor="end")
    if row.problem or not row.goals:
        yield _text(_LEFT + 4, base, "not measured", "quiet")
        return
    goal, part = max(((goal, _part(row, goal)) for goal in row.goals), key=lambda each: each[1])
    missed = row.verdict != "reached"
    style = "bar-missed" if missed else "bar-reached"
    width = max(_THINNEST, abs(_x(part) - _x(1)))
    start = _x(1) if missed else _x(1) - width
    yield f'<rect class="{style}" x="{start:g}" y="{y + 4}" width="{width:g}" height="{_LINE - 8}"/>'
    measured = row.measured(goal)
    figure = Quantity(measured, goal.unit) if measured is not None else ""
    yield _text(_RIGHT + 12, base, f"{figure}  ({goal})" + (", missed" if missed else ""), "missed" if missed else "")


def _part(row: Row, goal: Goal) -> float:
    measured = row.measured(goal)
    return goal.part(measured) if measured is not None else math.inf


def _x(part: float) -> float:
    """Where so much of a goal is; never outside the bars' place."""
    low, high = _EDGES
    at = math.log10(part) if part > 0 else low
    share = (min(max(at, low), high) - low) / (high - low)
    return round(_LEFT + share * (_RIGHT - _LEFT), 1)


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "") -> str:
    attributes = (f' class="{style}"' if style else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:g}" y="{y:g}"{attributes}>{escape(text)}</text>'
