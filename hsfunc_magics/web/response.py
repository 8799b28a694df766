"""A reply as it goes out over HTTP: once the function has sent it, with the headers that HTTP itself needs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from email.utils import formatdate

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from ..emulator.call.response import PlatformResponse
from .request import Send

# Of the statuses that have no body, those that have no length either.
_NO_LENGTH = frozenset({204, 304})
# Seconds that an answer waits for its execution to end; most do within a tenth of a millisecond.
_MOMENT = 0.05


class PendingReply:
    """The answer to one request. `take` gets it as soon as the function has sent it, in whatever thread.

    It goes to `write`, once and in the loop, with the execution's end, or a moment after it was sent where the function
    goes on working: so a client's next call finds the instance idle again, the execution in the log, its time booked.
    """

    __slots__ = ("_loop", "_reply", "_thread", "_timer", "_write")

    def __init__(self, write: Callable[[PlatformResponse], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._write: Callable[[PlatformResponse], None] | None = write
        self._reply: PlatformResponse | None = None
        self._timer: asyncio.TimerHandle | None = None

    def take(self, reply: PlatformResponse) -> None:
        """The function has sent."""
        self._reply = reply
        if threading.get_ident() == self._thread:
            self._wait()
        else:
            self._loop.call_soon_threadsafe(self._wait)

    def finish(self, reply: PlatformResponse) -> None:
        """The execution has ended with this reply."""
        if self._timer is not None:
            self._timer.cancel()
        write, self._write = self._write, None
        if write is not None:
            write(self._reply or reply)

    def _wait(self) -> None:
        if self._write is not None:
            self._timer = self._loop.call_later(_MOMENT, self._start)

    def _start(self) -> None:
        if self._reply is not None:
            self.finish(self._reply)


async def send_reply(send: Send, reply: PlatformResponse, *, head: bool = False, close: bool = False) -> None:
    """Sends it. `head`: without the body. `close`: the connection is not used again."""
    status, body = reply.status, reply.body
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if status not in _NO_LENGTH:
        headers.append((b"content-length", b"%d" % (reply.unsent or len(body))))
    if close:
        headers.append((b"connection", b"close"))
    if not any(len(name) == 4 and name.lower() == b"date" for name, _ in headers):
        headers.append((b"date", _date()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


def plain_head(reply: PlatformResponse, *, close: bool) -> bytes | None:
    """The head of a response as `send_reply` has it sent; None where a header has more than plain text."""
    text, dated = "", False
    for name, value in reply.headers:
        if not value.isprintable():
            return None
        lower = name.lower()
        dated = dated or lower == "date"
        text = f"{text}{lower}: {value}\r\n"
    if reply.status not in _NO_LENGTH:
        text = f"{text}content-length: {reply.unsent or len(reply.body)}\r\n"
    if close:
        text += "connection: close\r\n"
    date = b"" if dated else b"date: %b\r\n" % _date()
    return b"%b%b%b\r\n" % (STATUS_LINE[reply.status], text.encode("latin-1"), date)


_dated = (0, b"")


def _date() -> bytes:
    """The time as HTTP writes it, made once a second."""
    global _dated  # noqa: PLW0603 - a second has one name for everybody
    now = int(time.time())
    if _dated[0] != now:
        _dated = (now, formatdate(now, usegmt=True).encode())
    return _dated[1]
