"""A worker's records on their way to the log, which the home process keeps."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Sequence

from ...emulator.call.pipeline import Finished
from ...emulator.logs.record import LateFailure, LogRecord, NotRun, log_event
from ...emulator.logs.rows import row_of
from ...emulator.logs.write_queue import Loss, StoreError
from .messages import Told, packed

# Where the home process takes nothing, as when Ctrl-Z has stopped it: so many bytes are under way, the rest waits.
_MOST_BYTES = 4 * 1024 * 1024
_MOST_REFUSED = 2_000
# About as late as a record: the log writes some together.
_REFUSED_SECONDS = 0.06


class Records:
    """Sends what a worker's log would write, and calls that were refused. Made in the event loop that sends."""

    def __init__(self, writer: asyncio.StreamWriter, account_id: int) -> None:
        self._writer = writer
        self._account_id = account_id
        self._loop = asyncio.get_running_loop()
        self._refused: deque[NotRun] = deque(maxlen=_MOST_REFUSED)
        self._lock = threading.Lock()
        self._due = False

    def take(self, items: Sequence[LogRecord | LateFailure], losses: Sequence[Loss]) -> None:
        """For `ExecutionLog.elsewhere`, in whatever thread. Raises `StoreError`."""
        if self._writer.transport.get_write_buffer_size() > _MOST_BYTES:
            raise StoreError("the home process does not take it")
        rows = [row_of(item, self._account_id) if isinstance(item, LogRecord) else item for item in items]
        self._send(Told(tuple(rows), tuple(losses)))

    def listen(self, finished: Finished) -> None:
        """A call is over, in whatever thread: one that was refused is no record, and told all the same."""
        if finished.ran is not None or not isinstance(told := log_event(finished.execution), NotRun):
            return
        with self._lock:
            self._refused.append(told)
            if self._due:
                return
            self._due = True
        self._loop.call_soon_threadsafe(self._loop.call_later, _REFUSED_SECONDS, self.tell_refused)

    def tell_refused(self) -> None:
        """Tells of those calls now."""
        with self._lock:
            refused = tuple(self._refused)
            self._refused.clear()
            self._due = False
        if refused:
            self._send(Told(refused))

    def answer(self, number: int) -> None:
        """Says that all has been sent that there was when `number` was asked."""
        self.tell_refused()
        self._send(Told((), gathered=number))

    def _send(self, message: Told) -> None:
        try:
            self._loop.call_soon_threadsafe(self._writer.write, packed(message))
        except RuntimeError:
            raise StoreError("the server has ended") from None
