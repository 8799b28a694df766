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


# A page that drops style sheets keeps this: in a notebook that is not trusted, cells would stand on the right.
LEFT = 'style="text-align:left"'


def table(
    head: Iterable[str], rows: Iterable[tuple[str, ...]], classes: Iterable[str] = (), *, labelled: bool = False
) -> str:
    """A table of cells that are HTML already; `classes` go to the rows.

    It scrolls where it is too wide. `labelled`: each cell knows its heading, for where columns have no room.
    """
    columns, names = list(head), list(classes)
    labels = [f' data-label="{html.escape(_TAG.sub("", name))}"' if labelled else "" for name in columns]
    lines = [f"<th {LEFT}>{cell}</th>" for cell in columns]
    lines = ['<div class="hsfunc-scroll" tabindex="0"><table><thead><tr>', *lines, "</tr></thead><tbody>"]
    for index, row in enumerate(rows):
        name = f' class="{names[index]}"' if index < len(names) else ""
        cells = (f"<td {LEFT}{label}>{cell}</td>" for label, cell in zip(labels, row, strict=True))
        lines.append(f"<tr{name}>{''.join(cells)}</tr>")
    lines.append("</tbody></table></div>")
    return "".join(lines)


def long(inner: str) -> str:
    """What may be one word without end: it breaks anywhere, and its column stays wide enough to be read."""
    return f'<div class="hsfunc-long">{inner}</div>'
