"""A worker's records on their way to the log, which the home process keeps: many at once, off the calls' path."""

from __future__ import annotations

import asyncio
import threading
from collections import deque

from ...emulator.logs.record import LateFailure, LogEvent, LogRecord, NotRun
from ...emulator.logs.rows import row_of
from ...emulator.logs.write_queue import Loss, with_loss
from .messages import Told, packed

_COLLECT_SECONDS = 0.02
_MOST_AT_ONCE = 200
# Where the home process takes nothing, as when it was stopped by Ctrl-Z: so many wait, and so many bytes under way.
_MOST_WAITING = 10_000
_MOST_BYTES = 4 * 1024 * 1024

Item = LogRecord | LateFailure | NotRun


class Records:
    """Takes what the account logs, in whatever thread, and sends it; a `Logbook`. Made in the event loop that sends."""

    def __init__(self, writer: asyncio.StreamWriter, account_id: int) -> None:
        self._writer = writer
        self._account_id = account_id
        self._loop = asyncio.get_running_loop()
        self._items: deque[Item] = deque()
        self._losses: list[Loss] = []
        self._lock = threading.Lock()
        self._due = False

    def add(self, record: LogRecord) -> None:
        """The record of an execution."""
        self._put(record)

    def fail(self, late: LateFailure) -> None:
        """An execution has failed after all."""
        self._put(late)

    def note(self, told: LogEvent) -> None:
        """What those are told who watch: calls whose function did not run are no records."""
        if isinstance(told, NotRun):
            self._put(told)

    def send_all(self, gathered: int | None = None) -> None:
        """Sends what there is now; in the event loop."""
        self._due = False
        while self._send(gathered if len(self._items) <= _MOST_AT_ONCE else None):
            pass

    def _put(self, item: Item) -> None:
        with self._lock:
            self._items.append(item)
            if len(self._items) > _MOST_WAITING:
                gone = self._items.popleft()
                if isinstance(gone, LogRecord):
                    loss = Loss(1, gone.created, gone.created, "the home process did not take it")
                    self._losses = with_loss(self._losses, loss)
        if not self._due:
            self._due = True
            self._loop.call_soon_threadsafe(self._loop.call_later, _COLLECT_SECONDS, self._send_due)

    def _send_due(self) -> None:
        if self._writer.transport.get_write_buffer_size() > _MOST_BYTES:
            self._loop.call_later(_COLLECT_SECONDS, self._send_due)
        elif self._due:
            self.send_all()

    def _send(self, gathered: int | None) -> bool:
        """Sends a part; whether there is more."""
        with self._lock:
            items = [self._items.popleft() for _ in range(min(_MOST_AT_ONCE, len(self._items)))]
            losses, self._losses = self._losses, []
            more = bool(self._items)
        if items or losses or gathered is not None:
            rows = [row_of(item, self._account_id) if isinstance(item, LogRecord) else item for item in items]
            self._writer.write(packed(Told(tuple(rows), tuple(losses), gathered)))
        return more
