"""What a call is told of requests that matched no mock, where there are mocks: the nearest, and what differs."""

from __future__ import annotations

from collections.abc import Iterable

from ...runtime.outgoing import Exchange
from ..citations import chosen
from ..notes import Note
from ..text import visible
from .outside import OutsideWorld

_MOST = 3
_LONGEST = 200
_WENT = {"network": "went out", "refused": "was refused"}


def notes_on_unmatched(exchanges: Iterable[Exchange], outside: OutsideWorld) -> list[Note]:
    """A note on each of the first such requests; none where nothing is mocked."""
    if outside.nearest is None:
        return []
    notes: dict[str, Note] = {}
    for exchange in exchanges:
        went = _WENT.get(exchange.by)
        if went is None or len(notes) == _MOST:
            continue
        near = outside.nearest(exchange.request)
        url = exchange.request.url
        told = f"{exchange.request.method} {url[:_LONGEST]}{'…' * (len(url) > _LONGEST)} matched no mock, and {went}."
        if near:
            notes.setdefault(told, Note(visible(f"{told} {near}"), chosen("mocks")))
    return list(notes.values())
