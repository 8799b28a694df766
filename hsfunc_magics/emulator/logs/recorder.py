"""Listens to the calls of an account: keeps a record of each execution, and tells what the log says of it."""

from __future__ import annotations

from functools import partial

from ..call.pipeline import Finished
from ..signals import Signal
from .late_failures import LateFailures
from .log import ExecutionLog
from .record import LogEvent, LogRecord, log_event

# An execution waits for its record a moment: what it holds meanwhile is small.
_MOST_HELD = 65_536


class Recorder:
    """What the log makes of finished calls. `logged` tells each, also one whose function did not run."""

    def __init__(self, log: ExecutionLog) -> None:
        self.logged: Signal[LogEvent] = Signal()
        self._log = log
        self._late = LateFailures(log)

    def listen(self, finished: Finished) -> None:
        """A call is over: its record is made once it has been answered, unless somebody waits to be told."""
        if self.logged.heard or finished.held > _MOST_HELD:
            self._log.complete()
            self.logged.emit(self._record(finished))
        elif finished.ran is not None:
            self._log.later(partial(self._record, finished))

    def _record(self, finished: Finished) -> LogEvent:
        told = log_event(finished.execution)
        if finished.ran is not None and isinstance(told, LogRecord):
            self._log.add(told)
            self._late.settle(told.id, *finished.ran)
        return told
