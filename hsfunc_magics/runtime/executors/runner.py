"""The near end: runs programs as a pool does, in the workers of an executor, and again where a worker is lost."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from ..errors import PoolError
from ..instance.instance import CancelledRunError
from ..instance.run import OnSent
from ..outcome import NO_WORK, Outcome, Program, Terms
from ..outgoing import Outside
from ..pool.pool import Pool
from .routes import Route, Sent, in_this_process, route_to, workers_of
from .sealed import Sealed
from .task import Judge, Parcel, Ran, Reply, Run, Surroundings, Task, Unrunnable, Worker

_Given = TypeVar("_Given")

THREADS = "threads of this process"
HERE = "this process"

_LOOK = 0.05  # seconds between two looks at whether a call that waits was given up
# So often a call is sent back for lack of its program; then it takes it along, whether the worker has it or not.
_PATIENT = 6
_MOST_TRIES = 50
_PATIENCE = 30.0  # seconds that another worker is waited for where all are lost


@dataclass(frozen=True, slots=True)
class Travel:
    """What is the account's own of a run that goes elsewhere.

    `secret` are the keys of the context that travel once, with the program; `judge` says whether an answer will be
    accepted; `portable` gives what can travel of what stands between functions and the network.
    """

    secret: tuple[str, ...]
    judge: Judge
    portable: Callable[[Outside], Outside]


class Runner:
    """Runs programs with the arguments of `Pool.run`, wherever an executor has workers. Thread-safe.

    `ran` counts who has run how many. `broken` says why the executor takes nothing any more: the pool of this process
    then runs what is left.
    """

    def __init__(self, executor: Executor, pool: Pool, travel: Travel) -> None:
        self._executor = executor
        self._pool = pool
        self._travel = travel
        self.ran: Counter[str] = Counter()
        self.broken = ""
        self._lock = threading.Lock()
        self._delivering: dict[tuple[str, str], threading.Event] = {}
        self._route: Route | None = None if in_this_process(executor) else route_to(executor)
        self.name = self._route.name if self._route is not None else type(executor).__name__
        self.room = self._route.room if self._route is not None else workers_of(executor)

    def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None = None,
        on_sent: OnSent | None = None,
        cancel: threading.Event | None = None,
        terms: Terms | None = None,
    ) -> Outcome:
        """Runs the program's `main` once, and once more where the worker that had it is lost.

        Raises `NodeNotFoundError`, `PoolError`, what interrupts it, and `CancelledRunError` once `cancel` is set.
        """
        cancel = cancel or threading.Event()
        outcome, lost = None, ""
        if self._route is None:
            job = self._submit(
                lambda: self._executor.submit(self._pool.run, program, context, json_body, on_sent, cancel, terms)
            )
            try:
                outcome = _result(job, cancel)
            except CancelledError:
                raise self._shut_down() from None
            self._count(THREADS)
            return outcome
        if not self.broken:
            outcome, lost = self._elsewhere(self._route, self._task(program, context, json_body, terms), cancel)
        if outcome is None:
            outcome = self._pool.run(program, context, json_body, on_sent, cancel, terms)
            self._count(HERE)
        elif outcome.sent is not None and on_sent is not None:
            on_sent(outcome.sent)
        outcome.lost = lost
        return outcome

    def _elsewhere(self, route: Route, task: Task, cancel: threading.Event) -> tuple[Outcome | None, str]:
        """What came of a task, None where the executor is broken; and which worker was lost that had it before."""
        lost, lacking = "", None
        for tries in range(_MOST_TRIES):
            if cancel.is_set():
                raise CancelledRunError
            with self._delivery(lacking, task.key, cancel) as takes_along:
                along = takes_along or tries >= _PATIENT
                reply, gone = self._ask(route, task if along else replace(task, parcel=None), lacking, cancel)
            if isinstance(reply, Ran):
                self._count(reply.worker.address)
                return _as_if_here(reply), lost
            if isinstance(reply, Unrunnable):
                raise PoolError(f"In the worker {reply.worker.address}: {reply.reason}")
            if gone and lost:
                raise PoolError(
                    f"Two workers were lost while they had this call, {lost} and {gone}. It is not run a third time:"
                    " what it does outside may have been done twice."
                )
            lost = lost or gone
            if self.broken:
                return None, lost
            lacking = reply.worker if reply is not None and reply.lacks else None
        raise PoolError(f"{self.name} hands a call to other workers than it is meant for, again and again.")

    def _ask(self, route: Route, task: Task, to: Worker | None, cancel: threading.Event) -> tuple[Reply | None, str]:
        """What a worker answers; where it is lost, its name."""
        try:
            sent = self._sent(route, task, to, cancel)
        except BrokenExecutor as problem:
            self.broken = _told(problem)
            return None, ""
        reply: Reply | None = None
        try:
            reply = _result(sent.future, cancel, lambda: route.is_gone(sent))
        except BrokenExecutor as problem:
            self.broken = _told(problem)
        except CancelledError:
            pass  # by the executor, which has lost its worker
        except (CancelledRunError, PoolError):
            raise
        except Exception as problem:  # noqa: BLE001 - whatever an executor raises for a task that it could not run
            if type(problem).__name__ != "KilledWorker":  # Dask's, which may not be there
                raise PoolError(
                    f"{self.name} could not run a call: {_told(problem)}. Has each worker the same hsfunc-magics?"
                ) from None
        finally:
            is_lost = route.arrived(sent, reply.worker if reply is not None else None)
        name = sent.meant.address if sent.meant is not None else f"one of {self.name}"
        return reply, name if is_lost else ""

    def _sent(self, route: Route, task: Task, to: Worker | None, cancel: threading.Event) -> Sent:
        """The task on its way. Where all workers are lost others are waited for, a while."""
        until = time.monotonic() + _PATIENCE
        while (sent := self._submit(lambda: route.send(task, to))) is None:
            if cancel.wait(_LOOK):
                raise CancelledRunError
            if time.monotonic() > until:
                raise PoolError(f"{self.name} has no worker any more.")
        return sent

    def _submit(self, submit: Callable[[], _Given]) -> _Given:
        try:
            return submit()
        except BrokenExecutor:
            raise
        except RuntimeError as problem:
            if "shutdown" not in str(problem):
                raise
            raise self._shut_down() from None

    def _shut_down(self) -> PoolError:
        return PoolError(
            f"{self.name} has been shut down before all calls were made: take the executions while it is open, such as"
            " list(account.map(…)) inside its with."
        )

    @contextmanager
    def _delivery(self, lacking: Worker | None, key: str, cancel: threading.Event) -> Iterator[bool]:
        """Whether the next task takes the program along: one does for each worker, the others wait for it."""
        if lacking is None:
            yield False
            return
        which = lacking.process, key
        delivered = threading.Event()
        with self._lock:
            under_way = self._delivering.setdefault(which, delivered)
        if under_way is not delivered:
            while not under_way.wait(_LOOK) and not cancel.is_set():
                pass
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                del self._delivering[which]
            delivered.set()

    def _task(self, program: Program, context: dict[str, Any], json_body: bytes | None, terms: Terms | None) -> Task:
        """The task, with the program: it is left out where the worker may have it."""
        terms, pool = terms or Terms(), self._pool
        secret = {key: context[key] for key in self._travel.secret if key in context}
        outside = self._travel.portable(terms.outside) if terms.outside is not None else None
        run = Run(
            {**context, **dict.fromkeys(secret)}, json_body, terms.bounds or pool.bounds, terms.whole, terms.play,
            outside, self._travel.judge,
        )  # fmt: skip
        surroundings = Surroundings(pool.bounds, pool.nodes, pool.fence.closed, pool.fence.network)
        return Task(
            _key_of(program, secret, pool.generation), surroundings, Sealed(run), Sealed(Parcel.of(program, secret))
        )

    def _count(self, worker: str) -> None:
        with self._lock:
            self.ran[worker] += 1


@dataclass(frozen=True, slots=True)
class _Named:
    """What a program is called by its workers, as long as it is the same in all that goes with it."""

    generation: int
    secret: dict[str, Any]
    key: str


_named: WeakKeyDictionary[Program, _Named] = WeakKeyDictionary()
_naming = threading.Lock()


def _key_of(program: Program, secret: dict[str, Any], generation: int) -> str:
    """A name that says nothing, another one where instances are to start anew or a secret is another one."""
    with _naming:
        named = _named.get(program)
        if named is None or named.generation != generation or named.secret != secret:
            named = _named[program] = _Named(generation, secret, os.urandom(12).hex())
    return named.key


def _result(future: Future[_Given], cancel: threading.Event, is_gone: Callable[[], bool] = lambda: False) -> _Given:
    """What a future gives. Raises what it does, and `CancelledRunError` once `cancel` is set.

    Where nobody will answer it is cancelled, as some executors do themselves.
    """
    while True:
        try:
            return future.result(_LOOK)
        except TimeoutError:
            if future.done():
                return future.result()
        if cancel.is_set():
            future.cancel()
            raise CancelledRunError
        if is_gone():
            future.cancel()  # what has come meanwhile is kept


def _as_if_here(reply: Ran) -> Outcome:
    """The outcome as an instance of this process would have given it."""
    outcome = reply.outcome.value
    outcome.dispatched = time.perf_counter() - reply.since
    if outcome.work == NO_WORK:
        outcome.work = NO_WORK  # which is asked for by its identity
    return outcome


def _told(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}".removesuffix(".")
