"""Instances kept warm per program, spares that wait booted, and a cap on both (contract §4, as on AWS Lambda)."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakSet

from .instance import Instance, InstanceGoneError, OnSent
from .node import Node, find_node
from .outcome import Bounds, Outcome, Program, SyntaxProblem
from .session import Session

_SPARES_KEPT = 4
_TRIES = 4

_SpareKey = tuple[int, frozenset[str]]


@dataclass(slots=True)
class _Warm:
    """The instances of one program: `idle` may take a request, `busy` counts the others."""

    idle: list[Instance] = field(default_factory=list[Instance])
    busy: int = 0


class Pool:
    """Runs programs: one request at a time in each instance, more instances under concurrency, up to `cap`.

    Beyond the cap calls wait; an idle instance of another program makes room first. Thread-safe.
    """

    def __init__(self, bounds: Bounds, *, nodes: Sequence[str] = (), cap: int | None = None) -> None:
        self.bounds = bounds
        self.cap = cap if cap is not None else max(8, 4 * (os.cpu_count() or 1))
        self._explicit = tuple(nodes)
        self._changed = threading.Condition(threading.Lock())
        self._warm: dict[Program, _Warm] = {}
        self._spares: OrderedDict[_SpareKey, Instance] = OrderedDict()
        self._retired: WeakSet[Program] = WeakSet()
        self._count = 0
        self._session: Session | None = None
        self._closed = False

    def node(self, major: int) -> Node:
        """The Node that serves this major. Raises `NodeNotFoundError`."""
        return find_node(major, self._explicit)

    # ------------------------------------------------------------ calls

    def run(
        self, program: Program, context: dict[str, Any], json_body: bytes | None = None, on_sent: OnSent | None = None
    ) -> Outcome:
        """Runs the program's `main` once. Raises `NodeNotFoundError`, and what interrupts it."""
        for _ in range(_TRIES):
            instance = self._take(program)
            try:
                outcome, reusable = instance.run(program, context, json_body, self.bounds, on_sent)
            except InstanceGoneError:
                self._give_back(program, instance, reusable=False)
                continue
            except BaseException:
                self._give_back(program, instance, reusable=False)
                raise
            self._give_back(program, instance, reusable)
            if outcome.cold:
                self.prepare(program)
            return outcome
        raise RuntimeError(
            f"Node ({self.node(program.node_major).path}) does not start: it ended at once {_TRIES} times."
        )

    def check(self, filename: str, source: str, major: int) -> SyntaxProblem | None:
        """Compiles `source` as Node of this major would, without running it."""
        for _ in range(_TRIES):
            instance = self._any_spare(major)
            try:
                problem = instance.check(filename, source)
            except InstanceGoneError:
                instance.close()
                continue
            except BaseException:
                instance.close()
                raise
            self._keep_spare((major, instance.loaded), instance)
            return problem
        raise RuntimeError(f"Node ({self.node(major).path}) does not start: it ended at once {_TRIES} times.")

    def prepare(self, program: Program) -> None:
        """Sees to it that a spare with the program's packages waits; does not wait until it has booted."""
        key = (program.node_major, program.packages)
        with self._changed:
            if self._closed or key in self._spares:
                return
            plain = self._spares.pop((program.node_major, frozenset()), None)
        instance = plain or self._boot(program.node_major)
        try:
            if program.packages:
                instance.preload(program.packages)
        except InstanceGoneError:
            instance.close()
            return
        self._keep_spare(key, instance)

    def retire(self, program: Program) -> None:
        """The program was replaced: its idle instances end now, the busy ones when they are done."""
        with self._changed:
            self._retired.add(program)
            warm = self._warm.get(program)
            gone = warm.idle if warm is not None else []
            if warm is not None:
                warm.idle = []
                self._count -= len(gone)
                if warm.busy == 0:
                    del self._warm[program]
            self._changed.notify_all()
        for instance in gone:
            instance.close()

    @property
    def instances(self) -> int:
        """How many instances are warm or busy, spares not counted."""
        return self._count

    # ------------------------------------------------------------ instances

    def _take(self, program: Program) -> Instance:
        gone: Instance | None = None
        with self._changed:
            warm = self._warm.get(program)
            if warm is None:
                warm = self._warm[program] = _Warm()
            while True:
                if self._closed:
                    raise RuntimeError("The runtime is closed.")
                if warm.idle:
                    warm.busy += 1
                    return warm.idle.pop()
                if self._count < self.cap:
                    self._count += 1
                    break
                gone = self._oldest_idle()
                if gone is not None:
                    break
                self._changed.wait()
            warm.busy += 1
            key = (program.node_major, program.packages)
            spare = self._spares.pop(key, None) or self._spares.pop((program.node_major, frozenset()), None)
        if gone is not None:
            gone.close()
        if spare is not None and spare.alive:
            return spare
        try:
            return self._boot(program.node_major)
        except BaseException:
            with self._changed:
                warm.busy -= 1
                self._count -= 1
                self._changed.notify()
            raise

    def _oldest_idle(self) -> Instance | None:
        """Takes out the idle instance that was used longest ago, to make room. Holds the lock."""
        oldest = min(
            ((warm.idle[0].last_used, program) for program, warm in self._warm.items() if warm.idle),
            key=lambda pair: pair[0],
            default=None,
        )
        return self._warm[oldest[1]].idle.pop(0) if oldest is not None else None

    def _give_back(self, program: Program, instance: Instance, reusable: bool) -> None:
        with self._changed:
            warm = self._warm[program]
            warm.busy -= 1
            keep = reusable and not self._closed and program not in self._retired
            if keep:
                instance.last_used = time.monotonic()
                warm.idle.append(instance)
            else:
                self._count -= 1
            if not warm.idle and warm.busy == 0:
                del self._warm[program]
            self._changed.notify()
        if not keep:
            instance.close()

    def _any_spare(self, major: int) -> Instance:
        with self._changed:
            for key in self._spares:
                if key[0] == major:
                    return self._spares.pop(key)
        return self._boot(major)

    def _keep_spare(self, key: _SpareKey, instance: Instance) -> None:
        gone: list[Instance] = []
        with self._changed:
            if self._closed or key in self._spares:
                gone.append(instance)
            else:
                self._spares[key] = instance
                if len(self._spares) > _SPARES_KEPT:
                    gone.append(self._spares.popitem(last=False)[1])
        for instance_ in gone:
            instance_.close()

    def _boot(self, major: int) -> Instance:
        node = self.node(major)
        with self._changed:
            if self._session is None:
                self._session = Session()
                atexit.register(self.close)
            session = self._session
        return Instance(node, session, self.bounds)

    # ------------------------------------------------------------ the end

    def close(self) -> None:
        """Ends every instance and removes what they left. Harmless when repeated."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            idle = [instance for warm in self._warm.values() for instance in warm.idle]
            spares = list(self._spares.values())
            self._warm.clear()
            self._spares.clear()
            self._changed.notify_all()
        for instance in (*idle, *spares):
            instance.close()
        if self._session is not None:
            self._session.close()
            atexit.unregister(self.close)
