"""The card of a mock, and the table of all of them with what matched none."""

from __future__ import annotations

from typing import Any

from ....emulator.display import MimeBundle, counted
from ....emulator.outgoing.mocks.mock import Mock, Mocked, shown_headers
from ....emulator.outgoing.mocks.registry import Mocks, Unmatched
from ..frame import code, columns, escape, frame, long, table, visible

_NONE = "Nothing is mocked: %%hsmock GET https://… in a cell, or account.mock(…), answers in place of the network."
_HEAD = ("No.", "Mock", "Answers", "Hits")


def draw_mocks(value: Any) -> MimeBundle | None:
    """The mime bundle of a mock, or of all of them; None of anything else."""
    if isinstance(value, Mocked):
        return _card(value.mock, value.replaced)
    if isinstance(value, Mock):
        return _card(value, ())
    if isinstance(value, Mocks):
        return {"text/plain": mocks_text(value), "text/html": mocks_html(value)}, {}
    return None


def mocks_text(mocks: Mocks) -> str:
    """The table as text."""
    rows = [(f"{mock.number}", mock.shown_rule, mock.told, counted(mock.hits, "hit")) for mock in mocks]
    lines = columns([tuple(map(visible, row)) for row in rows]) if rows else [_NONE]
    unmatched = mocks.unmatched
    if unmatched:
        lines += ["", "Asked, and matched none:"]
    for one in unmatched:
        lines.append(f"  {one.method} {one.url}  ({counted(one.times, 'time')})")
        lines += [f"    {one.nearest}"] if one.nearest else []
    return "\n".join(map(visible, lines))


def mocks_html(mocks: Mocks) -> str:
    """The table as HTML."""
    rows = [(f"{mock.number}", long(code(mock.shown_rule)), escape(mock.told), f"{mock.hits}") for mock in mocks]
    parts = [table(_HEAD, rows) if rows else f"<p>{escape(_NONE)}</p>"]
    items = [f"<li>{long('<br>'.join(_unmatched(one)))}</li>" for one in mocks.unmatched]
    if items:
        parts.append(f"<p>Asked, and matched none:</p><ul>{''.join(items)}</ul>")
    return frame(parts)


def _unmatched(one: Unmatched) -> list[str]:
    return [f"{code(f'{one.method} {one.url}')} ({counted(one.times, 'time')})", escape(one.nearest)]


def _card(mock: Mock, replaced: tuple[Mock, ...]) -> MimeBundle:
    lines = list(_lines(mock, replaced))
    text = "\n".join([f"{mock.shown_rule} is mocked", *(f"  {one}" for one in lines)])
    method, _, url = mock.shown_rule.partition(" ")
    head = f"<strong>{escape(method)}</strong> {code(url)} is mocked"
    html = frame([f"<p>{'<br>'.join([head, *map(escape, lines)])}</p>"])
    return {"text/plain": visible(text), "text/html": html}, {}


def _lines(mock: Mock, replaced: tuple[Mock, ...]) -> list[str]:
    lines = [mock.told]
    names = [name for name, _ in shown_headers(mock) if name.lower() != "content-type"]
    if names:
        lines.append(f"headers: {', '.join(dict.fromkeys(names))}")
    if mock.hits:
        lines.append(counted(mock.hits, "hit"))
    if replaced:
        what = "the mock" if len(replaced) == 1 else f"{len(replaced)} mocks"
        lines.append(f"replaces {what} of the same method and URL")
    return lines
