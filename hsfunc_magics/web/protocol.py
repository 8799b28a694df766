"""uvicorn's protocol, with what it lacks: bounds on slow and endless heads, answers to what came before a mistake."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ..runtime.descriptors import room_for_connections
from .app import App
from .head import HEAD_BYTES, TooLongError, Trailers, check_head, origin_form
from .joining import Joining
from .refusal import LastWords

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

HEAD_SECONDS = 10.0
# A client that takes nothing of an answer for so long is cut off.
STALLED_SECONDS = 60.0
# A large packet is parsed in parts of so many bytes: the bounds hold within it, too.
_PART_BYTES = 16 * 1024

# What clients do wrong is their matter: only errors of the server itself are told.
_LOG = logging.getLogger("hsfunc_magics.web")
_LOG.setLevel(logging.ERROR)


class Protocol(HttpToolsProtocol):
    """One connection. `overdue` tells, now and then, whether it has to be cut off."""

    _joining: Joining
    _head_since: float | None = None
    # Bytes since a head, a body or a part of one has begun, without the rest of the part of a packet that it began in.
    _counted = 0
    _whole = True  # whether the request that came last, if any, has come to its end
    _client_done = False
    _last_words: LastWords | None = None
    _unsent = 0
    _unsent_since = 0.0
    waits_since = 0.0  # since it came, its last answer went out or its next request has begun
    _reading = False
    _next: RequestResponseCycle | None = None  # whose turn has come in what is being read

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.logger = _LOG
        # Another application than ours, such as one that wraps it, gets all of its calls in tasks.
        self._app = self.config.app if isinstance(self.config.app, App) else None
        self._trailers = Trailers()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._joining = Joining(transport)
        super().connection_made(self._joining)  # type: ignore[arg-type]
        self._head_since = self.waits_since = self.loop.time()
        if len(self.connections) > room_for_connections():
            self._make_room()

    def _make_room(self) -> None:
        """There are more connections than descriptors for them: the one that has waited longest is cut off.

        First one whose request is not whole, then one that was answered and is kept. Those whose request is being
        answered stay; where that is all of them, the new one goes.
        """
        waiting = (one for one in self.connections if isinstance(one, Protocol) and one.waits and one is not self)
        oldest = min(waiting, key=lambda one: (one.is_kept, one.waits_since), default=self)
        oldest.transport.abort()

    @property
    def waits(self) -> bool:
        """Whether it is open, and no whole request of it is being answered."""
        answered = not self._whole or self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.is_closing()

    @property
    def is_kept(self) -> bool:
        """Whether it was answered, and nothing of another request has come."""
        return self._whole and self._head_since is None

    # ------------------------------------------------------------ what comes

    def data_received(self, data: bytes) -> None:
        size = len(data)
        if self._last_words is not None:
            self._last_words.came(size)
            return
        self._unset_keepalive_if_required()
        self._reading = True
        if size <= _PART_BYTES:
            self._parse(data)
        else:
            whole = memoryview(data)
            for at in range(0, size, _PART_BYTES):
                if not self._parse(whole[at : at + _PART_BYTES]):
                    break
        self._reading = False
        if self._next is not None:
            self._begin(self._next)

    def _parse(self, data: bytes | memoryview) -> bool:
        """Whether all is well so far."""
        self._counted += len(data)
        try:
            while data:
                try:
                    self.parser.feed_data(data)
                    break
                except httptools.HttpParserUpgrade as upgrade:
                    # A client may ask for another protocol; it is answered in this one, as is what follows.
                    data = data[upgrade.args[0] :]
        except httptools.HttpParserError as problem:
            self._fail(431 if isinstance(problem.__context__, TooLongError) else 400)
            return False
        if self._counted > HEAD_BYTES:
            self._fail(431)
            return False
        return True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_since = self.waits_since = self.loop.time()
        self._counted = 0

    def on_headers_complete(self) -> None:
        if self._counted > HEAD_BYTES - _PART_BYTES:
            check_head(self.url, self.headers)
        self._head_since = None
        self._counted = 0
        if self.url[:1] != b"/":
            self.url = origin_form(self.url, self.headers)
        if self.expect_100_continue and self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False  # RFC 9110, section 10.1.1
        super().on_headers_complete()
        self._whole = False
        self._trailers.size = 0
        self.headers = self._trailers

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """It is this request's turn; the rest of it may be in what is just being read."""
        if self._reading:
            self._next = cycle
        else:
            super()._start_asgi_task(cycle, app)

    def _begin(self, cycle: RequestResponseCycle) -> None:
        """A request that is there as a whole needs no task."""
        self._next = None
        if cycle.more_body or cycle.disconnected or self._app is None or not self._app.begin(cycle, self.tasks):
            super()._start_asgi_task(cycle, self.app)

    def on_body(self, body: bytes) -> None:
        if self._counted > HEAD_BYTES:
            raise TooLongError  # the line of a chunk
        self._counted = 0
        cycle = self.cycle
        if cycle.response_complete:
            return
        cycle.body += body
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
        cycle.message_event.set()

    def on_message_complete(self) -> None:
        if self._counted > HEAD_BYTES:
            raise TooLongError  # the line of the last chunk, and trailers
        self._whole = True
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.more_body = False
            cycle.message_event.set()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has done its sending; where it waits for an answer, the connection stays open for that."""
        self._client_done = True
        if self._last_words is not None:
            return not self._last_words.said
        if not self._whole and self.pipeline:
            self.pipeline.popleft()  # the request that will never be whole; those before it are answered
            return True
        return self._whole and self.cycle is not None and not self.cycle.response_complete

    def _fail(self, status: int) -> None:
        """What came is no request, nor is what follows. Requests before it are answered first."""
        words = self._last_words = LastWords(self.loop, self._joining, status)
        self._head_since = None
        cycle = self.cycle
        if self._whole:
            if cycle is None or cycle.response_complete:
                words.say()
        elif self.pipeline:
            self.pipeline.popleft()  # the one that has gone wrong waits behind others
        else:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started:
                words.end()
            else:
                words.say()

    # ------------------------------------------------------------ answers

    def on_response_complete(self) -> None:
        self._joining.flush()
        last = not self.pipeline
        super().on_response_complete()
        self.waits_since = self.loop.time()
        if self._head_since is not None:
            self._head_since = self.waits_since  # the next head may have been kept waiting
        if last and (self._client_done or self._last_words is not None) and not self.transport.is_closing():
            if self._last_words is not None:
                self._last_words.say()
            else:
                self.transport.close()

    def overdue(self, now: float) -> bool:
        """Whether the client is too slow, with its headers or with the answer."""
        if self._head_since is not None and now - self._head_since > HEAD_SECONDS:
            cycle = self.cycle
            if cycle is None or cycle.response_complete:
                return True
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._unsent_since = unsent, now
        return unsent > 0 and now - self._unsent_since > STALLED_SECONDS
