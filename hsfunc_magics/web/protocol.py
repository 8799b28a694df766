"""uvicorn's protocol, with what it lacks: bounds on slow and endless headers, answers to half-closed connections."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from .joining import Joining

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024
# A client that takes nothing of an answer for so long is cut off.
STALLED_SECONDS = 60.0

# What clients do wrong is their matter: only errors of the server itself are told.
_LOG = logging.getLogger("hsfunc_magics.web")
_LOG.setLevel(logging.ERROR)


class Protocol(HttpToolsProtocol):
    """One connection. `overdue` tells, now and then, whether it has to be cut off."""

    _joining: Joining
    _head_since: float | None = None
    _head_bytes = 0
    _client_done = False
    _unsent = 0
    _unsent_since = 0.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = _LOG

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._joining = Joining(transport)
        super().connection_made(self._joining)  # type: ignore[arg-type]
        self._head_since = self.loop.time()

    def data_received(self, data: bytes) -> None:
        if self._head_since is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_since is not None and self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self._refuse_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self._head_since, self._head_bytes = None, 0
        super().on_headers_complete()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has done its sending; where it waits for an answer, the connection stays open for that."""
        self._client_done = True
        cycle = self.cycle
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def on_response_complete(self) -> None:
        self._joining.flush()
        super().on_response_complete()
        if self._client_done and not self.pipeline and self.cycle.response_complete:
            self.transport.close()

    def overdue(self, now: float) -> bool:
        """Whether the client is too slow, with its headers or with the answer."""
        if self._head_since is not None and now - self._head_since > HEAD_SECONDS:
            return True
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        return unsent > 0 and now - self._unsent_since > STALLED_SECONDS

    def _refuse_head(self) -> None:
        self.transport.write(STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """A client may ask for another protocol; it is answered in this one."""
