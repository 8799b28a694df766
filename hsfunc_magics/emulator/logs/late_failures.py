"""Failures of work that ran on behind a response, seen only when a later execution woke its instance (contract §7)."""

from __future__ import annotations

import threading
from collections import OrderedDict

from ...runtime import forking
from ...runtime.outcome import Outcome, RunId
from ..call.failures import explain
from ..call.leaks import mask_error, tells_secret
from ..functions.deployments import Deployment
from ..limits.limits import Limits
from ..process_bound import ProcessBound
from .log import ExecutionLog
from .record import LateFailure

# Of so many executions it is known which record they have. Work that comes to light after more has no record to turn.
_MOST = 10_000


class LateFailures(ProcessBound):
    """Knows the records of executions by their runs, and turns those that fail late. Thread-safe."""

    def __init__(self, log: ExecutionLog) -> None:
        self._logbook = log
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """No run is known: at the start, and in a child, whose instances may have the numbers of the parent's."""
        self._records: OrderedDict[RunId, str] = OrderedDict()
        self._lock = threading.Lock()

    def settle(self, id_: str, outcome: Outcome, deployment: Deployment, limits: Limits) -> None:
        """An execution has the record `id_`; failures of earlier ones that it brought up go to theirs."""
        with self._lock:
            self._records[outcome.run] = id_
            if len(self._records) > _MOST:
                self._records.popitem(last=False)
            found = [(self._records.get(run), failure) for run, failure in outcome.late.items()]
        for earlier, failure in found:
            if earlier is None:
                continue
            # An instance belongs to one program: the earlier execution ran the same file with the same secrets.
            error = explain(failure, deployment, limits)
            masked = mask_error(deployment.masker, error)
            self._logbook.fail(LateFailure(earlier, masked, leaked=tells_secret(error, masked)))
