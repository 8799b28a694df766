"""HTML of hostile text: escaped, with what cannot be seen made visible."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

# Controls, and the characters that turn or hide text: a response must not look like another one.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

# The class stands twice so that the notebook's own rules for tables and pre do not win.
STYLE = """<style>
.hsfunc{font-size:var(--jp-ui-font-size1,13px);line-height:1.5}
.hsfunc summary{cursor:pointer;font-weight:600}
.hsfunc.hsfunc pre{margin:.3em 0 .6em;padding:.5em .8em;overflow:auto;max-height:30em;
white-space:pre-wrap;overflow-wrap:anywhere;background:var(--jp-layout-color2,var(--vscode-textCodeBlock-background,rgba(127,127,127,.12)))}
.hsfunc.hsfunc table{border-collapse:collapse;margin:.3em 0 .6em}
.hsfunc.hsfunc th,.hsfunc.hsfunc td{text-align:left;padding:.1em 1em .1em 0;vertical-align:top;
background:none;overflow-wrap:anywhere}
.hsfunc td:first-child,.hsfunc-line{white-space:nowrap}
.hsfunc img{max-width:100%}
.hsfunc-ok,.hsfunc-bad,.hsfunc-other{font-weight:700;padding:0 .5em;border-radius:3px;color:#fff}
.hsfunc-ok{background:#1b7a3d}.hsfunc-other{background:#8a5a00}.hsfunc-bad{background:#b3261e}
.hsfunc-WARN td:first-child{color:var(--jp-warn-color1,#b26a00);font-weight:600}
.hsfunc-ERROR td:first-child,.hsfunc-error{color:var(--jp-error-color1,#c62828);font-weight:600}
</style>"""


def visible(text: str) -> str:
    """The text with invisible and turning characters written out."""
    return _INVISIBLE.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if ord(match[0]) > 0xFF else f"\\x{ord(match[0]):02x}", text
    )


def escape(text: str) -> str:
    """The text as HTML."""
    return html.escape(visible(text), quote=True)


def code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def pre(text: str) -> str:
    # Quotes need no escape here, and JSON is full of them.
    return f"<pre>{html.escape(visible(text), quote=False)}</pre>"


def line(text: str) -> str:
    """A cell that stays on one line."""
    return f'<span class="hsfunc-line">{escape(text)}</span>'


def size(count: int) -> str:
    """Bytes as a person says them."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows of text, aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def section(title: str, inner: str, *, opened: bool) -> str:
    """A part that folds; without scripts and styles too."""
    return f"<details{' open' if opened else ''}><summary>{title}</summary>{inner}</details>"


def table(head: Iterable[str], rows: Iterable[tuple[str, ...]], classes: Iterable[str] = ()) -> str:
    """A table of cells that are HTML already; `classes` go to the rows."""
    names = list(classes)
    lines = ["<table><thead><tr>", *(f"<th>{cell}</th>" for cell in head), "</tr></thead><tbody>"]
    for index, row in enumerate(rows):
        name = f' class="{names[index]}"' if index < len(names) else ""
        lines.append(f"<tr{name}>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>")
    lines.append("</tbody></table>")
    return "".join(lines)


def frame(inner: Iterable[str]) -> str:
    """The whole of a view."""
    return f'<div class="hsfunc">{STYLE}{"".join(inner)}</div>'
