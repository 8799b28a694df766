"""The end of a connection on which something came that is no request: it is told, and the client gets to read it."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from .joining import Joining

_TEXTS = {
    400: b"This is no request of HTTP/1.1.\n",
    431: b"The head of a request, its trailers and the line of a chunk have 64 KB at most.\n",
}
# A connection that is closed while data arrives is reset, and the client may never see the answer: what it still
# sends is thrown away for so long.
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 64 * 1024 * 1024


class LastWords:
    """A refusal, said once all requests before it are answered. Nothing that comes after is read as a request."""

    __slots__ = ("_bytes", "_loop", "_status", "_transport", "said")

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: Joining, status: int) -> None:
        self._loop = loop
        self._transport = transport
        self._status = status
        self._bytes = 0
        self.said = False

    def say(self) -> None:
        """Sends the refusal, and nothing after it."""
        text = _TEXTS[self._status]
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
        self._transport.write(STATUS_LINE[self._status] + head % len(text))
        self._transport.write(text)
        self.end()

    def end(self) -> None:
        """Sends nothing more, and soon reads nothing more."""
        self.said = True
        self._transport.flush()
        if self._transport.is_closing():
            return
        if self._transport.can_write_eof():
            self._transport.write_eof()
            self._transport.resume_reading()
            self._loop.call_later(_LINGER_SECONDS, self._transport.close)
        else:
            self._transport.close()

    def came(self, size: int) -> None:
        """So many more bytes have come."""
        self._bytes += size
        if self._bytes > _LINGER_BYTES:
            self._transport.abort()
