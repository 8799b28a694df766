"""The account's log: a record of every execution, written off the caller's path and found again (contract §10)."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, finalize

from ...runtime import forking
from ..clock import Clock, earlier
from ..errors import LogError
from ..limits.limits import Limits
from ..process_bound import ProcessBound
from .listing import LogListing, known_column
from .query import LogQuery, microseconds
from .record import LateFailure, LogRecord
from .write_queue import LogQueue, Loss, StoreError, trouble

if TYPE_CHECKING:
    from .database import LogDatabase

_LOG = logging.getLogger("hsfunc_magics")

_COLLECT_SECONDS = 0.05  # records of so long are written at once
_RETRY_SECONDS = 1.0
_BATCH = 100  # in one transaction: longer ones would keep a call waiting for Python's lock
_DROP_SECONDS = 3600.0
_CLOSE_SECONDS = 2.0
_MOST_UNMADE = 1000
# Whoever makes records keeps Python's lock from calls: so many at once, then a pause.
_SOME, _PAUSE_SECONDS = 20, 0.001


class ExecutionLog(ProcessBound):
    """The log of one account: in this kernel, or in a file that outlives it. Thread-safe.

    Nothing that the disk does reaches a call: what cannot be written waits, is retried, and what is too much is
    counted as lost, which every listing says.
    """

    def __init__(self, account_id: int, clock: Clock, limits: Callable[[], Limits], file: str | None = None) -> None:
        self._account_id = account_id
        self._clock = clock
        self._limits = limits
        self._path = _absolute(file)
        self._carried = self._resting = False
        self.gather: Callable[[], object] | None = None
        """Asked before the log is read: other processes may still have records for it."""
        self.elsewhere: Callable[[list[LogRecord | LateFailure], list[Loss]], object] | None = None
        """Takes what would go into the database: another process has the log. Raises `StoreError`."""
        # Databases that `exchange` has handed out, and what closes each once nobody has it any more.
        self._aside: WeakKeyDictionary[LogDatabase, finalize[[], LogDatabase]] = WeakKeyDictionary()
        self._begin()
        forking.quiet(self)

    def _begin(self) -> None:
        self._queue = LogQueue()
        # What makes the records of calls that are over, in their order.
        self._unmade: deque[Callable[[], object]] = deque()
        self._making = threading.RLock()
        self._store: LogDatabase | None = None
        self._trouble: str | None = None
        self._dropped: float | None = None
        # Whoever uses the database holds it; a call never waits for it.
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._end = threading.Event()
        self._writer: threading.Thread | None = None
        self._starting = threading.Lock()

    def before_fork(self) -> None:
        """Lets go of the file, which is opened again when something is written. Waits as long as `close`.

        SQLite remembers what its process has locked of a file, which a child would believe. Nor may a thread be in it.
        """
        self._resting = self._lock.acquire(timeout=_CLOSE_SECONDS)
        if self._resting and self._path is not None and self._store is not None:
            self._store.close()
            self._store = None

    def after_fork_here(self) -> None:
        """The log goes on."""
        if self._resting:
            self._lock.release()

    def after_fork(self) -> None:
        """What waits, and a log in memory, are the parent's; a file is this process's as well."""
        closed = self._end.is_set()
        for store, closing in list(self._aside.items()):
            closing.detach()
            store.leave()
        self._aside.clear()
        if self._store is not None:
            self._store.leave()
            self._carried = self._path is not None
        self._begin()
        if closed:
            self._end.set()

    def __repr__(self) -> str:
        return f"<ExecutionLog in {self._path or 'this process'}>"

    @property
    def file(self) -> Path | None:
        """The file that the log is kept in; None where it ends with this kernel."""
        return self._path

    # ------------------------------------------------------------ writing

    def add(self, record: LogRecord) -> None:
        """Keeps the record of an execution."""
        self._put(record)

    def fail(self, late: LateFailure) -> None:
        """An execution that is in the log has failed after all."""
        self._put(late)

    def later(self, record: Callable[[], object]) -> None:
        """Keeps what `record` adds, which is called once the call that it is of has been answered."""
        if self._end.is_set():
            return
        self._unmade.append(record)
        if len(self._unmade) > _MOST_UNMADE:
            self.complete()
        self._stir()

    def complete(self) -> None:
        """Every call that is over by now has its record afterwards, also where another thread is making it."""
        self._make(len(self._unmade))

    def _make(self, most: int) -> None:
        with self._making:
            for _ in range(min(most, len(self._unmade))):
                try:
                    self._unmade.popleft()()
                except Exception:  # noqa: BLE001 - one that cannot be made must not keep the others
                    _LOG.exception("An execution could not be put into the log.")

    def _put(self, item: LogRecord | LateFailure) -> None:
        if self._end.is_set():
            return
        self._queue.add(item)
        self._stir()

    def _stir(self) -> None:
        if self._writer is None:
            self._start()
        if not self._wake.is_set():
            self._wake.set()

    def _start(self) -> None:
        with self._starting:
            if self._writer is None:
                # A daemon does not keep the program alive; at its end `close` writes what is left.
                self._writer = threading.Thread(target=self._write_behind, name="hsfunc-log", daemon=True)
                self._writer.start()
                forking.at_exit(self.close)

    def _write_behind(self) -> None:
        while not self._end.is_set():
            self._wake.wait()
            self._end.wait(_COLLECT_SECONDS)
            while self._unmade and not self._end.is_set():
                self._make(_SOME)
                time.sleep(_PAUSE_SECONDS)
            self._wake.clear()
            try:
                self.flush()
            except Exception:  # noqa: BLE001 - it must not be the last that is written; it waits for the next record
                _LOG.exception("Records wait, for the log could not be written.")
            if self._trouble is not None:
                self._end.wait(_RETRY_SECONDS)
                self._wake.set()

    def flush(self) -> None:
        """Writes what waits now, as far as the disk lets it."""
        self.complete()
        with self._lock:
            try:
                store = self._opened() if self.elsewhere is None else None
                waiting = len(self._queue)  # what comes meanwhile waits until it is many again
                while waiting > 0 or self._queue.losses():
                    self._write_some(store)
                    waiting -= _BATCH
                if store is not None:
                    self._drop_old(store)
                self._trouble = None
            except StoreError as problem:
                self._in_trouble(problem)

    def _write_some(self, store: LogDatabase | None) -> None:
        losses, items = self._queue.take_losses(), self._queue.take(_BATCH)
        try:
            if store is not None:
                store.write(items, losses)
            elif self.elsewhere is not None:
                self.elsewhere(items, losses)
        except BaseException:
            self._queue.give_back(items, losses)
            raise

    def _drop_old(self, store: LogDatabase) -> None:
        """Drops what is too old, now and then. A frozen clock only hides: what a lesson plays must not delete."""
        now = self._clock.timestamp()
        if self._clock.frozen or (self._dropped is not None and abs(now - self._dropped) < _DROP_SECONDS):
            return
        store.drop(microseconds(self._oldest()))
        self._dropped = now

    def _oldest(self) -> datetime:
        """The time before which nothing is kept."""
        return earlier(self._clock.now(), timedelta(days=min(self._limits().log_days, timedelta.max.days)))

    # ------------------------------------------------------------ the database

    def _opened(self) -> LogDatabase:
        if self._store is not None and self._store.moved():
            for lost in self._store.contents():
                self._queue.lose(lost)
            self._store.close()
            self._store = None
        if self._store is None:
            self._store = self._open(self._path)
            self._dropped = None
        return self._store

    def _open(self, path: Path | None) -> LogDatabase:
        try:
            from .database import LogDatabase
        except ImportError:
            raise StoreError("this Python was built without SQLite") from None
        if self._carried and path == self._path:
            raise StoreError("the disk did not answer when this process was forked: restart it")
        return LogDatabase(path, self._account_id)

    def _in_trouble(self, problem: StoreError) -> None:
        self._trouble = self._queue.reason = str(problem)
        if problem.damaged and self._path is not None and self._store is not None:
            self._store.close()
            self._store = None

    def keep_in(self, file: str | os.PathLike[str] | None) -> None:
        """Keeps the log in a file from now on, with what this kernel has logged so far; None: in this kernel.

        Raises `LogError` where the file cannot be used; the log then stays where it was.
        """
        path = _absolute(file)
        with self._lock:
            if path == self._path and self._trouble is None:
                return
            self.require_open()
            self.flush()
            try:
                store = self._open(path)
                if self._path is None and self._store is not None:
                    store.take_over(self._store)
            except StoreError as problem:
                raise LogError(f"The log cannot be kept in {path}: {problem}.") from None
            if self._store is not None:
                self._store.close()
            self._store, self._path, self._trouble, self._dropped = store, path, None, None
            self.flush()

    def exchange(self, records: LogDatabase | None = None) -> LogDatabase | None:
        """Begins anew, or goes on with what was taken away before; what it has had. A log in a file keeps its records.

        Raises `LogError` where the account is closed.
        """
        with self._lock:
            self.require_open()
            self.flush()
            records = records if records in self._aside else None  # one of a parent's is of no use in its child
            before = self._store
            if self._path is None:
                self._store, self._dropped = records, None
                if before is not None:
                    closing = finalize(before, before.closing())
                    closing.atexit = False
                    self._aside[before] = closing
                if records is not None:
                    self._aside.pop(records).detach()
                return before
            if records is not None and before is not None:
                try:
                    before.take_over(records)
                except StoreError as problem:
                    self._in_trouble(problem)
            return None

    def lose(self, loss: Loss) -> None:
        """Records were lost on their way here."""
        self._queue.lose(loss)

    def close(self) -> None:
        """Writes what waits and lets go of the file. Harmless when repeated."""
        if self._end.is_set():
            return
        self.complete()
        self._end.set()
        self._wake.set()
        atexit.unregister(self.close)
        # A disk that hangs must not keep the program.
        if self._lock.acquire(timeout=_CLOSE_SECONDS):
            try:
                if self._queue or self._queue.losses():
                    self.flush()
                for store in (self._store, *self._aside):
                    if store is not None:
                        store.close()
            finally:
                self._lock.release()
        for loss in self._queue.lose_all():
            _LOG.warning("The log %s: %s", self._path or "of this kernel", loss)
        if self._writer is not None:
            self._writer.join(_CLOSE_SECONDS)

    # ------------------------------------------------------------ reading

    def records(self, query: LogQuery | None = None, *, compact: bool = False, **fields: Any) -> LogListing:
        """The records of a query, or of its fields: `records(endpoint="events", search="boom", limit=5)`.

        The newest come first. Raises `LogError` where the account is closed.
        """
        query = query or LogQuery(**fields)
        if query.sort is not None:
            known_column(query.sort)
        if self.gather is not None:
            self.gather()
        with self._lock:
            self.require_open()
            records, losses = self._find(query)
            remarks = list(map(str, losses))
            if self._trouble is not None:
                remarks.append(trouble(self._path, self._trouble, self._queue.waiting()))
        return LogListing(tuple(records), query.endpoint, tuple(remarks), compact, self._clock.frozen)

    def as_json(self) -> list[dict[str, Any]]:
        """All records as JSON has them, the oldest first."""
        return [record.as_json() for record in self.records(reverse=True)]

    def endpoints(self) -> set[str]:
        """The endpoints that have records, also those that are no more."""
        with self._lock:
            self.require_open()
            self.flush()
            waiting = {item.endpoint for item in self._queue.waiting() if isinstance(item, LogRecord)}
            try:
                return waiting.union(self._store.endpoints() if self._store is not None else ())
            except StoreError as problem:
                self._in_trouble(problem)
                return waiting

    def _find(self, query: LogQuery) -> tuple[list[LogRecord], list[Loss]]:
        self.flush()
        oldest = self._oldest()
        query = replace(query, since=max(oldest, query.since) if query.since is not None else oldest)
        items = self._queue.waiting()
        late = {item.id: item for item in items if isinstance(item, LateFailure)}
        waiting = [item for item in reversed(items) if isinstance(item, LogRecord)]
        stored: list[LogRecord] = []
        losses: list[Loss] = []
        if self._store is not None:
            try:
                losses = self._store.losses(microseconds(oldest))
                stored = self._store.find(query)
            except StoreError as problem:
                self._in_trouble(problem)
        losses = [*losses, *self._queue.losses()]
        if not items:
            return stored, losses
        stored.sort(key=lambda record: record.number, reverse=True)
        both = [record.failed(late[record.id]) if record.id in late else record for record in [*waiting, *stored]]
        return query.ordered([record for record in both if query.matches(record)]), losses

    def require_open(self) -> None:
        """Raises `LogError` where the account is closed."""
        if self._end.is_set():
            raise LogError("The account is closed, and its log with it.")


def _absolute(file: str | os.PathLike[str] | None) -> Path | None:
    return Path(file).expanduser().absolute() if file else None
