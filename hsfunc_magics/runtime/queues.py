"""Who waits for an instance that is busy, in an event loop: for a moment, before another one is started."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from .instance import Instance
from .outcome import Program
from .pool import Pool

# So many looks an execution waits for a busy instance: another one costs more than that, in time and in memory. They
# are a tick apart, or more where the machine itself is busy. Of those who wait too long one is let go at each look.
_PATIENCE = 3


@dataclass(slots=True)
class _Place:
    waiting: asyncio.Future[Instance | None]
    looks: int = 0


class Queues:
    """Takes instances from a pool for one event loop, and gives them back; those who wait get them in their order.

    True where somebody waits.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._busy: dict[Program, int] = {}
        self._places: dict[Program, deque[_Place]] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    async def take(self, program: Program) -> Instance | None:
        """An instance that is ready; None where one has to be started. What is taken is given back."""
        instance = self._pool.take_warm(program)
        if instance is None and program in self._busy:
            instance = await self._wait(program)
            if instance is not None:
                return instance
        instance = instance or self._pool.take_spare(program)
        if instance is not None:
            self._busy[program] = self._busy.get(program, 0) + 1
        return instance

    def give_back(self, program: Program, instance: Instance, reusable: bool, *, cold: bool = False) -> None:
        """As `Pool.give_back`; an instance that somebody waits for is passed on."""
        if reusable and program in self._places and self._pass_on(program, instance, cold):
            return
        self._pool.give_back(program, instance, reusable, cold=cold)
        self._busy[program] -= 1
        if self._busy[program] == 0:
            del self._busy[program]
            for place in self._places.pop(program, ()):
                _let_go(place.waiting)

    def end_long_waits(self) -> None:
        """A look at all who wait: the first of each program goes if it has waited too long."""
        for program, places in list(self._places.items()):
            for place in places:
                place.looks += 1
            if places[0].looks > _PATIENCE:
                _let_go(self._leave(program))

    async def _wait(self, program: Program) -> Instance | None:
        """The instance that is ready next, still counted as busy; None where that takes too long."""
        waiting: asyncio.Future[Instance | None] = asyncio.get_running_loop().create_future()
        self._places.setdefault(program, deque()).append(_Place(waiting))
        try:
            return await waiting
        except asyncio.CancelledError:
            instance = waiting.result() if waiting.done() and not waiting.cancelled() else None
            if instance is not None:
                self.give_back(program, instance, reusable=True)
            raise

    def _pass_on(self, program: Program, instance: Instance, cold: bool) -> bool:
        if not self._pool.pass_on(program, instance, cold=cold):
            return False
        while program in self._places:
            waiting = self._leave(program)
            if not waiting.done():
                waiting.set_result(instance)
                return True
        return False

    def _leave(self, program: Program) -> asyncio.Future[Instance | None]:
        """The first one leaves the queue."""
        places = self._places[program]
        waiting = places.popleft().waiting
        if not places:
            del self._places[program]
        return waiting


def _let_go(waiting: asyncio.Future[Instance | None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
