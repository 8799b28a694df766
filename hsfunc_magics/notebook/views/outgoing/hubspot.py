"""What the small HubSpot holds: a table for each type of objects, each HubDB table, and the submissions."""

from __future__ import annotations

from typing import Any

from ....emulator.display import MimeBundle
from ....emulator.outgoing.hubspot.hubspot import HubSpot
from ....emulator.outgoing.hubspot.lists import Listing
from ..frame import columns, escape, frame, table, visible

_MOST_ROWS = 50
_MOST_OF_ALL = 5


def draw_hubspot(value: Any) -> MimeBundle | None:
    """The mime bundle of the small HubSpot or a part of it; None for other values."""
    if not isinstance(value, HubSpot | Listing):
        return None
    return {"text/plain": hubspot_text(value), "text/html": _html(value)}, {}


def hubspot_text(value: HubSpot | Listing) -> str:
    """The tables as text."""
    if isinstance(value, Listing):
        return "\n".join(_text(value, _MOST_ROWS))
    lines = ["A small HubSpot answers functions; %hs mock hubspot show PART lists all of a part."]
    for listing in value.listings():
        lines += ["", *_text(listing, _MOST_OF_ALL)]
    if value.unanswered:
        lines += ["", "Asked for, and not part of it:", *(f"  {visible(told)}" for told in value.unanswered)]
    return "\n".join(lines)


def _html(value: HubSpot | Listing) -> str:
    if isinstance(value, Listing):
        return frame(_table(value, _MOST_ROWS))
    parts = ["<p>A small HubSpot answers functions; <code>%hs mock hubspot show PART</code> lists all of a part.</p>"]
    for listing in value.listings():
        parts += _table(listing, _MOST_OF_ALL)
    if value.unanswered:
        told = "".join(f"<li>{escape(one)}</li>" for one in value.unanswered)
        parts.append(f"<p>Asked for, and not part of it:</p><ul>{told}</ul>")
    return frame(parts)


def _title(listing: Listing) -> str:
    return f"{listing.title} ({len(listing):,})"


def _more(listing: Listing, most: int) -> str:
    return f"… and {len(listing) - most:,} more" if len(listing) > most else ""


def _text(listing: Listing, most: int) -> list[str]:
    rows = [tuple(visible(cell).replace("\n", " ") for cell in row) for row in list(listing.rows())[:most]]
    more = _more(listing, most)
    shown = columns([listing.columns, *rows]) if rows else []
    return [visible(_title(listing)), *(f"  {line}" for line in shown), *([f"  {more}"] if more else [])]


def _table(listing: Listing, most: int) -> list[str]:
    rows = [tuple(escape(cell) for cell in row) for row in list(listing.rows())[:most]]
    more = _more(listing, most)
    head = [escape(name) for name in listing.columns]
    shown = [table(head, rows)] if rows else []
    return [f"<p><strong>{escape(_title(listing))}</strong></p>", *shown, *([f"<p>{more}</p>"] if more else [])]
