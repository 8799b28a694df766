"""An execution as plain JSON that is the same from run to run: for snapshots, and for comparing by eye."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ....runtime.outgoing import Exchange
from ...json_text.read_write import read_json, with_texts
from ...notes import Note
from ..error.info import ErrorInfo
from ..request import Request
from ..response import PlatformResponse


class Told(Protocol):
    """What is read of an `Execution`, which offers this itself."""

    @property
    def called(self) -> str: ...
    @property
    def request(self) -> Request: ...
    @property
    def reply(self) -> PlatformResponse: ...
    @property
    def status(self) -> str | None: ...
    @property
    def history(self) -> Sequence[Told]: ...
    @property
    def console(self) -> Sequence[Line]: ...
    @property
    def error(self) -> ErrorInfo | None: ...
    @property
    def notes(self) -> Sequence[Note]: ...
    @property
    def outgoing(self) -> Sequence[Exchange]: ...
    def masked(self, text: str, /) -> str: ...


class Line(Protocol):
    """A line of the console."""

    @property
    def level(self) -> str: ...
    @property
    def text(self) -> str: ...


def stable_value(execution: Told) -> dict[str, Any]:
    """Request, response, console, error and notes, secrets masked; keys that have nothing are left out.

    Without times, memory, ids, the limits that were left, and whether the instance was new.
    """
    request, reply, error = execution.request, execution.reply, execution.error
    value = {
        "call": execution.called + (f"?{request.query}" if request.query else ""),
        "status": str(execution.status) if execution.status is not None else None,
        "response": {
            "status": reply.status,
            "headers": [[name.lower(), text] for name, text in reply.headers],
            "body": _body(reply),
        },
        "redirects": [f"{step.called} → {step.reply.status}" for step in execution.history],
        "console": [[line.level, line.text] for line in execution.console],
        "error": {"type": error.type, "message": error.message, "file": error.file, "line": error.line}
        if error is not None
        else None,
        "notes": [note.text for note in execution.notes],
        "outgoing": [_exchange(exchange) for exchange in execution.outgoing],
    }
    told = {key: inner for key, inner in value.items() if inner}
    masked: dict[str, Any] = with_texts(told, execution.masked)
    return masked


def _body(reply: PlatformResponse) -> Any:
    """JSON as a value, text as a text, other bytes by their number."""
    try:
        text = reply.body.decode()
    except UnicodeDecodeError:
        return f"{len(reply.body):,} bytes"
    if "json" not in (reply.content_type or ""):
        return text
    try:
        return read_json(text)
    except ValueError:
        return text


def _exchange(exchange: Exchange) -> dict[str, Any]:
    came = exchange.response.status if exchange.response is not None else None
    failed = exchange.failure.kind if exchange.failure is not None else None
    told = {"request": f"{exchange.request.method} {exchange.request.url}", "status": came, "failure": failed}
    return {**{key: value for key, value in told.items() if value is not None}, "by": exchange.by}
