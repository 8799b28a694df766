"""How a task gets to a worker: any executor takes it wherever it likes, Dask's is told which worker is meant."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Protocol

from ..errors import PoolError
from .task import Reply, Task, Worker
from .worker import run_function

_LOOK = 0.5  # seconds between two looks at which workers Dask has


class Sent:
    """A task under way, and the worker that it was sent to, where that can be said."""

    __slots__ = ("future", "meant")

    def __init__(self, future: Future[Reply], meant: Worker | None = None) -> None:
        self.future = future
        self.meant = meant


class Route(Protocol):
    """Hands tasks to the workers of an executor. Thread-safe."""

    name: str
    room: int

    def send(self, task: Task, to: Worker | None = None) -> Sent | None:
        """Hands it over, to a certain worker where that can be; None where nobody is there just now.

        Raises what the executor does.
        """
        ...

    def is_gone(self, sent: Sent) -> bool:
        """Whether nobody will answer, as the worker that has it is not there any more."""
        ...

    def arrived(self, sent: Sent, answering: Worker | None) -> bool:
        """It was answered, by this worker or by none: whether the one that it was sent to is lost."""
        ...


def route_to(executor: Executor) -> Route:
    """The way to the workers of an executor."""
    distributed = sys.modules.get("distributed")
    if distributed is not None and isinstance(executor, distributed.cfexecutor.ClientExecutor):
        return ToDask(executor)
    return ToAnyone(executor)


def in_this_process(executor: Executor) -> bool:
    """Whether what it runs sees what this process has: threads do, interpreters of their own do not."""
    return isinstance(executor, ThreadPoolExecutor) and "Interpreter" not in type(executor).__name__


def workers_of(executor: Executor) -> int:
    """How many run at once, as far as it says so."""
    told = getattr(executor, "_max_workers", None)
    return told if isinstance(told, int) and told > 0 else os.cpu_count() or 1


class ToAnyone:
    """Whichever worker the executor likes."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.name = type(executor).__name__
        self.room = 2 * workers_of(executor)

    def send(self, task: Task, to: Worker | None = None) -> Sent:
        """Hands it over: to whom cannot be said."""
        del to
        return Sent(self._executor.submit(run_function, task))

    def is_gone(self, _: Sent) -> bool:
        """The executor says so itself."""
        return False

    def arrived(self, _: Sent, answering: Worker | None) -> bool:
        """No answer: whoever had it is lost."""
        return answering is None


class ToDask:
    """The worker of a Dask cluster that has the least to do for each of its threads.

    Left to itself Dask runs what a lost worker had again, up to three times, and tells nobody. So each task is bound to
    one worker, and names the process that it is meant for: another one with the same address does not run it.
    """

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        inside = vars(executor)  # there is no public way back to the client
        self._client = inside["_client"]
        self._only = inside["_kwargs"].get("workers")
        self.name = "Dask"
        self._lock = threading.Lock()
        self._threads: Mapping[str, int] = {}
        self._looked = 0.0
        self._known: dict[str, str] = {}
        self._busy: Counter[str] = Counter()
        self._look(0)
        if not self._threads:
            raise PoolError(
                "The Dask cluster has no worker yet: client.wait_for_workers(1) waits for the first."
                if self._only is None
                else f"No worker of the Dask cluster has the address {self._only}: client.nthreads() names them."
            )
        self.room = 2 * sum(self._threads.values())

    def send(self, task: Task, to: Worker | None = None) -> Sent | None:
        """Hands it to a worker; None where there is none just now."""
        with self._lock:
            self._look(_LOOK)
            if not self._threads:
                return None
            address = to.address if to is not None and to.address in self._threads else self._idlest()
            self._busy[address] += 1
            # A process that has not answered yet has no name here: it answers with it, and runs nothing.
            meant = Worker(address, self._known.get(address, ""))
        # With pure=True two equal calls would be one.
        future = self._executor.submit(run_function, replace(task, meant=meant), workers=[address], pure=False)
        return Sent(future, meant)

    def is_gone(self, sent: Sent) -> bool:
        """Dask keeps a task that is bound to a lost worker for ever, should that come back."""
        with self._lock:
            self._look(_LOOK)
            return sent.meant is not None and sent.meant.address not in self._threads

    def arrived(self, sent: Sent, answering: Worker | None) -> bool:
        """Nobody has answered, or another process in the place of the one that was meant: that one is lost."""
        meant = sent.meant
        if meant is None:
            return False
        with self._lock:
            self._busy[meant.address] -= 1
            if answering is not None:
                self._known[answering.address] = answering.process
        return answering is None or (answering != meant and meant.process != "")

    def _idlest(self) -> str:
        return min(self._threads, key=lambda one: self._busy[one] / self._threads[one])

    def _look(self, after: float) -> None:
        """Sees who is there, if the last look was longer ago than that. Holds the lock."""
        if time.monotonic() - self._looked <= after:
            return
        threads = self._client.nthreads()
        only = [self._only] if isinstance(self._only, str) else self._only
        self._threads = {one: count for one, count in threads.items() if only is None or one in only}
        self._looked = time.monotonic()
