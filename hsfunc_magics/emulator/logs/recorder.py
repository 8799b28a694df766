"""Listens to the calls of an account: keeps a record of each execution, and tells what the log says of it."""

from __future__ import annotations

from ..call.pipeline import Finished
from ..signals import Signal
from .late_failures import LateFailures
from .log import ExecutionLog
from .record import LogEvent, LogRecord, log_event


class Recorder:
    """What the log makes of finished calls. `logged` tells each, also one whose function did not run."""

    def __init__(self, log: ExecutionLog) -> None:
        self.logged: Signal[LogEvent] = Signal()
        self._log = log
        self._late = LateFailures(log)

    def listen(self, finished: Finished) -> None:
        """A call is over."""
        told = log_event(finished.execution)
        if finished.ran is not None and isinstance(told, LogRecord):
            self._log.add(told)
            self._late.settle(told.id, *finished.ran)
        self.logged.emit(told)
