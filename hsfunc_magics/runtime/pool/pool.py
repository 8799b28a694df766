"""Instances kept warm per program, spares that wait booted, and a cap on both (contract §4, as on AWS Lambda)."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from .. import forking
from ..descriptors import usual_cap
from ..errors import PoolError
from ..instance.harness import InstanceGoneError
from ..instance.instance import CancelledRunError, Instance, close_all
from ..instance.run import OnSent
from ..node.cleanup import ProcessGuardian
from ..node.fence import Fence
from ..node.node import Node, find_node
from ..outcome import Bounds, Outcome, Program, Terms
from .background_threads import Background
from .instances import SpareKey, Spares, Warm

TRIES = 4
_PAUSE = 0.03  # seconds before a spare is booted: calls often follow each other, and shall not share a core with that
_CANCEL_CHECK = 0.05  # seconds between two looks of a waiting call at whether it was given up

RunProgram = Callable[
    [Program, dict[str, Any], bytes | None, OnSent | None, threading.Event | None, Terms | None], Outcome
]
"""Runs a program once, as `Pool.run` does."""


class Pool(forking.Unportable):
    """Runs programs: one request at a time in each instance, more instances under concurrency, up to `cap`.

    Beyond the cap calls wait; an idle instance of another program makes room first. Thread-safe.
    """

    def __init__(
        self, bounds: Bounds, *, nodes: Sequence[str] = (), cap: int | None = None, fence: Fence | None = None
    ) -> None:
        if cap is not None and cap < 1:
            raise ValueError(f"A pool needs at least 1 instance, not {cap}.")
        self.bounds = bounds
        self.cap = cap if cap is not None else usual_cap()
        self._explicit = tuple(nodes)
        self.fence = fence or Fence()
        self._retired: WeakSet[Program] = WeakSet()
        self._covering: WeakKeyDictionary[Program, Program] = WeakKeyDictionary()
        self._generation = 0
        self._closed = False
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Nothing is running here: at the start, and in a child, whose parent keeps what it has."""
        # Every call takes it twice, and a condition's own `with` is Python.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._warm = Warm()
        self._spares = Spares()
        self._background = Background()
        self._session: ProcessGuardian | None = None
        self._queued = 0  # calls that wait for room

    def __repr__(self) -> str:
        return f"<Pool of at most {self.cap} instances>"

    def node(self, major: int) -> Node:
        """The Node that serves this major. Raises `NodeNotFoundError`."""
        return find_node(major, self._explicit)

    def rebound(self, bounds: Bounds) -> None:
        """Other bounds from now on. Instances were started for their memory: with another one they end."""
        with self._lock:
            gone = [] if self.bounds.fit(bounds) else self._take_all_waiting()
            self.bounds = bounds
        close_all(gone)

    def refence(self, fence: Fence, nodes: Sequence[str]) -> None:
        """Another fence, and other Nodes, from now on: what was started before ends, busy ones when they are done."""
        with self._lock:
            self.fence, self._explicit = fence, tuple(nodes)
        self.restart()

    def restart(self) -> None:
        """Ends every instance and spare, idle ones now, busy ones when they are done. Others start when needed."""
        with self._lock:
            self._generation += 1
            gone = self._take_all_waiting()
        close_all(gone)

    def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None = None,
        on_sent: OnSent | None = None,
        cancel: threading.Event | None = None,
        terms: Terms | None = None,
    ) -> Outcome:
        """Runs the program's `main` once.

        Raises `NodeNotFoundError`, `PoolError`, what interrupts it, and `CancelledRunError` once `cancel` is set.
        """
        if terms is not None and terms.inspecting is not None:
            return self._run_inspected(program, context, json_body, on_sent, cancel, terms)
        starts = 0
        while starts < TRIES:
            instance = self._take(program, cancel)
            starts += instance.program is None  # of those that stood by any number may have been killed meanwhile
            try:
                outcome, reusable = instance.run(
                    program, context, json_body, self.bounds, on_sent, cancel, self.prepare_later, terms
                )
            except InstanceGoneError:
                self.give_back(program, instance, reusable=False)
                continue
            except BaseException:
                self.give_back(program, instance, reusable=False)
                raise
            self.give_back(program, instance, reusable, cold=outcome.cold)
            return outcome
        raise self.no_start(program.node_major)

    def prepare(self, program: Program) -> None:
        """Sees to it that a spare with the program's packages waits; in a closed pool it does nothing."""
        key = (program.node_major, program.packages)
        with self._lock:
            if self._closed or key in self._spares:
                return
            instance = self._spares.take_plain(program.node_major)
        try:
            instance = instance or self._boot(program.node_major)
            if program.packages:
                instance.preload(program.packages)
        except PoolError:
            return
        except InstanceGoneError:
            if instance is not None:
                instance.close()
            return
        self.keep_spare(key, instance)

    def prepare_later(self, program: Program, after: float = 0.0) -> None:
        """`prepare` off the caller's path, `after` some seconds."""
        self._background.start((program.node_major, program.packages), lambda: self.prepare(program), after)

    def _end_later(self, instance: Instance) -> None:
        """No caller waits for the milliseconds that a process takes to go."""
        instance.kill()
        self._background.start(instance, instance.close)

    def covering(self, program: Program) -> Program:
        """The same program in instances of its own, in which V8 counts what runs."""
        with self._lock:
            found = self._covering.get(program)
            if found is None:
                found = self._covering[program] = replace(program, covers=True)
        return found

    def retire(self, program: Program) -> None:
        """The program was replaced: its idle instances end now, the busy ones when they are done."""
        with self._lock:
            gone = []
            for one in filter(None, (program, self._covering.get(program))):
                self._retired.add(one)
                gone += self._warm.take_idle(one)
            self._changed.notify_all()
        for instance in gone:
            self._end_later(instance)

    def shrink(self, program: Program, most: int) -> None:
        """Ends idle instances of a program, those that were used longest ago first, while it has more than `most`."""
        with self._lock:
            gone = self._warm.take_surplus(program, most)
        for instance in gone:
            self._end_later(instance)

    @property
    def nodes(self) -> tuple[str, ...]:
        """The Nodes that it was given."""
        return self._explicit

    @property
    def generation(self) -> int:
        """Another number after each `restart`."""
        return self._generation

    @property
    def instances(self) -> int:
        """How many instances are warm or busy, spares not counted."""
        return self._warm.count

    @property
    def has_room(self) -> bool:
        """Whether one more execution can begin at once, if need be in place of an idle instance."""
        with self._lock:
            return self._warm.count < self.cap or self._warm.some_idle

    def take_ready(self, program: Program) -> Instance | None:
        """An instance for one execution where one is ready; what is taken is given back."""
        with self._lock:
            self._require_open()
            instance = self._warm.take(program)
            if instance is not None or self._warm.count >= self.cap:
                return instance
            spare = self._spares.take((program.node_major, program.packages))
            if spare is not None:
                self._warm.reserve(program)
        return spare

    def pass_on(self, program: Program, instance: Instance, *, cold: bool) -> bool:
        """Whether an instance whose execution has ended may take the next one at once, with nobody else in between."""
        with self._lock:
            may = self._queued == 0 and self._keeps(program, instance)
        if may and cold:
            self.prepare_later(program, _PAUSE)
        return may

    def _take(self, program: Program, cancel: threading.Event | None) -> Instance:
        with self._lock:
            while True:
                self._require_open()
                instance = self._warm.take(program)
                if instance is not None:
                    return instance
                gone = self._warm.take_oldest() if self._warm.count >= self.cap else None
                if self._warm.count < self.cap:
                    break
                if cancel is not None and cancel.is_set():
                    raise CancelledRunError
                self._queued += 1
                try:
                    self._changed.wait(_CANCEL_CHECK if cancel is not None else None)
                finally:
                    self._queued -= 1
            self._warm.reserve(program)
            spare = self._spares.take((program.node_major, program.packages))
        if gone is not None:
            self._end_later(gone)
        if spare is not None:
            if spare.alive:
                return spare
            spare.close()
        began = time.perf_counter()
        try:
            instance = self._boot(program.node_major)
        except BaseException:
            self._end_turn(program, None)
            raise
        instance.spawn = time.perf_counter() - began
        return instance

    def give_back(self, program: Program, instance: Instance, reusable: bool, *, cold: bool = False) -> None:
        """An execution has ended; after a cold one the next spare is prepared."""
        if instance.left:
            return
        if not self._end_turn(program, instance if reusable else None):
            self._end_later(instance)
        if cold:
            self.prepare_later(program, _PAUSE)

    def _end_turn(self, program: Program, instance: Instance | None) -> bool:
        """A call has ended, and leaves an instance for the next one or none: whether it is kept."""
        with self._lock:
            kept = instance if instance is not None and self._keeps(program, instance) else None
            if kept is not None:
                kept.last_used = time.monotonic()
            self._warm.end(program, kept)
            if self._queued:
                self._changed.notify()
        return kept is not None

    def _keeps(self, program: Program, instance: Instance) -> bool:
        """Whether an instance may serve the program again. Holds the lock."""
        return not self._closed and program not in self._retired and self._current(instance)

    def take_spare(self, major: int) -> Instance:
        """An instance of this Node for work that leaves no trace in it: a spare, or a new one. It is kept then."""
        while True:
            with self._lock:
                spare = self._spares.take_any(major)
            if spare is None or spare.alive:
                return spare or self._boot(major)
            spare.close()

    def keep_spare(self, key: SpareKey, instance: Instance) -> None:
        """It waits for a program, or ends where it is not needed."""
        with self._lock:
            gone = self._spares.keep(key, instance) if not self._closed and self._current(instance) else instance
        if gone is not None:
            gone.close()

    def _run_inspected(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        on_sent: OnSent | None,
        cancel: threading.Event | None,
        terms: Terms,
    ) -> Outcome:
        """As `run`, in an instance that is none of the pool's, and serves this one execution."""
        from ..instance.inspected import InspectedInstance

        node, session = self.node(program.node_major), self._open_session()
        with closing(InspectedInstance(node, session, self.bounds, self.fence)) as instance:
            return instance.run_once(program, context, json_body, self.bounds, on_sent, cancel, terms)

    def _boot(self, major: int) -> Instance:
        node = self.node(major)
        try:
            session, generation = self._open_session(), self._generation
            instance = Instance(node, session, self.bounds, self.fence)
        except OSError as problem:  # no descriptor is left, no process, no room for its folder
            told = problem.strerror or str(problem)
            raise PoolError(f"Node ({node.path}) cannot be started now: {told[:1].lower()}{told[1:]}.") from problem
        instance.generation = generation
        return instance

    def _open_session(self) -> ProcessGuardian:
        with self._lock:
            self._require_open()
            if self._session is None:
                self._session = ProcessGuardian()
                forking.at_exit(self.close)
            return self._session

    def _current(self, instance: Instance) -> bool:
        """Whether an instance was started for these bounds, and since the last restart."""
        bounds = instance.bounds
        return instance.generation == self._generation and (bounds is self.bounds or bounds.fit(self.bounds))

    def _take_all_waiting(self) -> list[Instance]:
        """Takes out every spare and idle instance. Holds the lock."""
        gone = [*self._spares.take_all(), *self._warm.take_all_idle()]
        self._changed.notify_all()
        return gone

    def _require_open(self) -> None:
        if self._closed:
            raise PoolError("The runtime is closed.")

    def no_start(self, major: int) -> PoolError:
        """What is wrong where an instance ends as soon as it is started, time and again."""
        return PoolError(f"Node ({self.node(major).path}) does not start: it ended at once {TRIES} times.")

    def end_idle(self) -> None:
        """Ends every idle instance of whatever program; spares stay, for the programs that come next."""
        with self._lock:
            gone = self._warm.take_all_idle()
            self._changed.notify_all()
        close_all(gone)

    def close(self) -> None:
        """Ends every instance and removes what they left. Harmless when repeated."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            gone = self._take_all_waiting()
        close_all(gone)
        self._background.close()
        if self._session is not None:
            self._session.close()
            atexit.unregister(self.close)
