"""A reply as it goes out over HTTP: once the function has sent it, with the headers that HTTP itself needs."""

from __future__ import annotations

import asyncio
import threading
import time
from email.utils import formatdate

from ..emulator.call.response import PlatformResponse
from .request import Send

# Of the statuses that have no body, those that have no length either.
_NO_LENGTH = frozenset({204, 304})
# Seconds that an answer waits for its execution to end; most do within a tenth of a millisecond.
_MOMENT = 0.05


class ResponseWriter:
    """The answer to one request. `take` gets it as soon as the function has sent it, in whatever thread.

    It goes out with the execution's end, or a moment after it was sent where the function goes on working: so a
    client's next call finds the instance idle again, the execution in the log and its time booked.
    """

    __slots__ = ("_head", "_loop", "_reply", "_send", "_task", "_thread", "_timer")

    def __init__(self, send: Send, method: str) -> None:
        self._send = send
        self._head = method == "HEAD"
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._reply: PlatformResponse | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def take(self, reply: PlatformResponse) -> None:
        """The function has sent."""
        self._reply = reply
        if threading.get_ident() == self._thread:
            self._wait()
        else:
            self._loop.call_soon_threadsafe(self._wait)

    async def finish(self, reply: PlatformResponse) -> None:
        """The execution has ended with this reply."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await self._task
        else:
            taken, self._reply = self._reply, None
            await send_reply(self._send, taken or reply, head=self._head)

    def _wait(self) -> None:
        if self._reply is not None:
            self._timer = self._loop.call_later(_MOMENT, self._start)

    def _start(self) -> None:
        if self._reply is not None:
            self._task = self._loop.create_task(send_reply(self._send, self._reply, head=self._head))


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


_dated = (0, b"")


def _date() -> bytes:
    """The time as HTTP writes it, made once a second."""
    global _dated  # noqa: PLW0603 - a second has one name for everybody
    now = int(time.time())
    if _dated[0] != now:
        _dated = (now, formatdate(now, usegmt=True).encode())
    return _dated[1]
