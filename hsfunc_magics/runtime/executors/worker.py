"""The far end: a process of an executor keeps instances and programs of its own, and runs what it is handed."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .. import forking
from ..errors import PoolError
from ..node.fence import Fence
from ..node.node import NodeNotFoundError
from ..outcome import Outcome, Program, RunId, Terms
from ..pool.pool import Pool
from .sealed import Sealed
from .task import NotRun, Ran, Reply, Surroundings, Task, Unrunnable, Worker

# An account has at most so many endpoints. Of what is kept longer the secrets would be kept as well.
_MOST_PROGRAMS = 100
_MOST_POOLS = 4


def run_function(task: Task) -> Reply:
    """Runs a task in this process. Its name is what an executor's pages and logs show of a call."""
    return _HERE.run(task)


@dataclass(slots=True)
class _Kept:
    """A pool and how many executions it has now."""

    pool: Pool
    busy: int = 0


class _Here(forking.Renewed):
    """What this process keeps for the accounts whose functions it runs. Thread-safe."""

    def __init__(self) -> None:
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another process, with nothing of its own: at the start, and in a child."""
        self._process = os.urandom(8).hex()
        self._lock = threading.Lock()
        self._pools: OrderedDict[tuple[object, ...], _Kept] = OrderedDict()
        self._programs: OrderedDict[str, tuple[Program, Mapping[str, Any]]] = OrderedDict()

    def run(self, task: Task) -> Reply:
        here = Worker(_address(), self._process)
        kept = self._program(task)
        if kept is None or (task.meant is not None and task.meant != here):
            return NotRun(here, lacks=kept is None)
        program, secret = kept
        run = task.run.value
        context = {key: secret.get(key, value) for key, value in run.context.items()}
        terms = Terms(run.bounds, run.whole, run.outside, run.play)
        try:
            with self._pool(task.surroundings) as pool:
                outcome = pool.run(program, context, run.json_body, run.judge, None, terms)
        except (PoolError, NodeNotFoundError) as problem:
            return Unrunnable(here, str(problem))
        since = time.perf_counter() - outcome.dispatched
        return Ran(here, Sealed(self._own(outcome)), since)

    def _program(self, task: Task) -> tuple[Program, Mapping[str, Any]] | None:
        with self._lock:
            if task.parcel is not None and task.key not in self._programs:
                parcel = task.parcel.value
                self._programs[task.key] = (Program(**parcel.program), parcel.context)
                gone = [self._programs.popitem(last=False)[1] for _ in self._programs_too_many()]
                for program, _ in gone:
                    for kept in self._pools.values():
                        kept.pool.retire(program)
            found = self._programs.get(task.key)
            if found is not None:
                self._programs.move_to_end(task.key)
        return found

    def _programs_too_many(self) -> range:
        return range(len(self._programs) - _MOST_PROGRAMS)

    @contextmanager
    def _pool(self, surroundings: Surroundings) -> Iterator[Pool]:
        """The pool for instances of this kind; those that were used longest ago end where they are too many."""
        with self._lock:
            kept = self._pools.get(surroundings.kind)
            if kept is None:
                fence = Fence(closed=surroundings.fenced, network=surroundings.network)
                kept = _Kept(Pool(surroundings.bounds, nodes=surroundings.nodes, fence=fence))
                self._pools[surroundings.kind] = kept
            self._pools.move_to_end(surroundings.kind)
            kept.busy += 1
            idle = [kind for kind, one in self._pools.items() if one.busy == 0]
            gone = [self._pools.pop(kind) for kind in idle[: max(0, len(self._pools) - _MOST_POOLS)]]
        for one in gone:
            one.pool.close()
        try:
            yield kept.pool
        finally:
            with self._lock:
                kept.busy -= 1

    def _own(self, outcome: Outcome) -> Outcome:
        """Its runs are numbered as no other process numbers them."""

        def numbered(run: RunId) -> RunId:
            return (int(self._process, 16) << 32) | run[0], run[1]

        outcome.run = numbered(outcome.run)
        if outcome.late:
            outcome.late = {numbered(run): failure for run, failure in outcome.late.items()}
        return outcome


def _address() -> str:
    """What the executor calls this process: Dask's address, else the machine and the process."""
    distributed = sys.modules.get("distributed")
    if distributed is not None:
        try:
            return str(distributed.get_worker().address)
        except ValueError:  # another executor's process, which has loaded it
            pass
    return f"{socket.gethostname()}:{os.getpid()}"


_HERE = _Here()
