"""Hostile text for a terminal or a page: escaped, with what cannot be seen made visible."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable

from ..emulator.text import visible

# What of a page is no text for people.
_TAG = re.compile("(<style>.*?</style>|<[^>]*>)", re.DOTALL)


def escape(text: str) -> str:
    """The text as HTML."""
    return html.escape(visible(text), quote=True)


def code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def pre(text: str) -> str:
    # Quotes need no escape here, and JSON is full of them.
    return f"<pre>{html.escape(visible(text), quote=False)}</pre>"


def masked_html(page: str, mask: Callable[[str], str]) -> str:
    """The HTML with its texts masked: the last look at what was masked before it became HTML. Tags stay."""
    if mask(page) == page:
        return page
    parts = _TAG.split(page)
    parts[::2] = map(mask, parts[::2])
    return "".join(parts)


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
