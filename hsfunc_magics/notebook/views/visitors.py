"""The account's visitors: who calls now, and who can be named with --as."""

from __future__ import annotations

from collections.abc import Iterator

from ...emulator.visitors import ANONYMOUS, Visitor, VisitorList, cookie_header
from .frame import code, escape, frame, table, visible

_HEAD = ("Visitor (→ calls now)", "Who", "Lists", "Properties", "Cookie")
_UNNAMED = "(no name)"


def visitors_text(visitors: VisitorList) -> str:
    """The table as text."""
    rows = [tuple(visible(cell) for cell in row) for row in _rows(visitors)]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width).rstrip() for row in rows
    )


def visitors_html(visitors: VisitorList) -> str:
    """The table as HTML."""
    rows = [
        (
            f"{escape(now)} {code(name) if name != _UNNAMED else escape(name)}".strip(),
            _line(escape(who)),
            escape(lists.removeprefix("lists ")),
            escape(properties),
            _line(code(cookie)),
        )
        for now, name, who, lists, properties, cookie in _rows(visitors)
    ]
    return frame([table(_HEAD, rows)])


def _line(inner: str) -> str:
    return f'<span class="hsfunc-line">{inner}</span>'


def _rows(visitors: VisitorList) -> Iterator[tuple[str, ...]]:
    def mark(name: str | None) -> str:
        return "→" if name == visitors.current_name else ""

    yield (mark(ANONYMOUS), ANONYMOUS, "no contact", "", "", cookie_header(None))
    for name, visitor in visitors.named:
        yield (mark(name), name, *_told(visitor))
    if visitors.current_name is None and visitors.current is not None:
        yield ("→", _UNNAMED, *_told(visitors.current))


def _told(visitor: Visitor) -> tuple[str, ...]:
    lists = ", ".join(map(str, visitor.list_memberships))
    properties = ", ".join(f"{name}={value}" for name, value in visitor.properties.items())
    return (f"{visitor.kind}, vid {visitor.vid}", f"lists {lists}" if lists else "", properties, cookie_header(visitor))
