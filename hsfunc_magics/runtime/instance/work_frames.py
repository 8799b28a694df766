"""Reads what the harness tells of an execution's work (`js/pending.js` and `js/outgoing.js`)."""

from __future__ import annotations

from typing import Any

from ..outcome import ClosedConnection, PendingWork, Work, WorkKind

_KINDS: dict[str, WorkKind] = {
    "request": "request",
    "timer": "timer",
    "interval": "interval",
    "resource": "resource",
}
# A function can write frames of its own.
_MOST = 10
_LONGEST = 300
_MOST_MS = 2**31
_FARTHEST = 1_000_000_000


def read_work(told: dict[str, Any]) -> Work:
    """What is told of it. Raises `KeyError` and the like where the function has written it itself."""
    wrote, closed = told.get("wrote"), told.get("closed")
    return Work(
        wrote=_text(wrote) if wrote is not None else None,
        queried=told.get("queried") is True,
        closed=_closed(closed) if closed is not None else None,
        pending=tuple(map(_pending, told.get("pending", ())[:_MOST])),
    )


def _closed(told: dict[str, Any]) -> ClosedConnection:
    return ClosedConnection(_text(told["request"]), _text(told["reason"]))


def _pending(told: dict[str, Any]) -> PendingWork:
    return PendingWork(
        kind=_KINDS[told["kind"]],
        what=_text(told.get("what", "")),
        seconds=_number(told.get("ms"), _MOST_MS) / 1000,
        line=int(_number(told.get("line"), _FARTHEST)),
        column=int(_number(told.get("column"), _FARTHEST)),
    )


def _text(told: object) -> str:
    """What the harness does not write is not cut, but left out: it may end within a secret."""
    text = str(told)
    return text if len(text) <= _LONGEST else "…"


def _number(told: object, most: int) -> float:
    """Where it is none, or not between 0 and `most`: 0."""
    return told if isinstance(told, int | float) and 0 <= told <= most else 0
