"""The executions of a program in an event loop: those that run, and those that wait for an instance that is busy."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..instance.instance import Instance
from ..instance.run import OnSent, Run
from ..node.working import is_working
from ..outcome import Outcome, Program, Terms

# What a function takes, in seconds, until it is no longer brief. A brief one shares a few instances: more than there
# are processors answer nothing sooner, and each would have its memory, and compile anew the code that runs often.
_BRIEF = 0.01
FEW = max(2, os.cpu_count() or 1)
# How much the last execution weighs in what is typical: the first ones in an instance take longer than all others.
_WEIGHT = 0.05
# So many ticks without an end of an execution, and those who wait do so for something that takes longer this time.
_STILL = 12
# The same where all that run have work for a processor: on a busy machine they wait for one themselves, and one more
# process, which has to boot, would keep them waiting.
_STILL_BUSY = 100
# So many ends of brief executions, and the instances that a first rush has started are known not to be needed.
_OFTEN = 100


OnOver = Callable[[Outcome | BaseException], None]
"""Called once, in the loop: with what came of an execution, or with what is raised where it is awaited."""


@dataclass(slots=True, eq=False)
class Call:
    """An execution that somebody awaits: `on_over` is called once it is over, or not at all once it is given up."""

    program: Program
    queue: Queue
    context: dict[str, Any]
    json_body: bytes | None
    on_sent: OnSent | None
    on_over: OnOver
    terms: Terms | None = None
    instance: Instance | None = None
    run: Run | None = None
    thread: asyncio.Future[Outcome] | None = None
    given_up: bool = False

    def settle(self, result: Outcome | BaseException) -> None:
        """Tells who awaits it, unless nobody does any more."""
        if not self.given_up:
            self.on_over(result)


class Queue:
    """One program's executions: `running`, by their instances, and `waiting`, in their order."""

    def __init__(self) -> None:
        self.running: dict[Instance, Call] = {}
        self.waiting: deque[Call] = deque()
        self._typical = 0.0
        self._still = 0
        self._ends = 0

    @property
    def enough(self) -> bool:
        """Whether more instances at once would be too many: those that run do, or leave no processor to others."""
        return len(self.running) >= FEW and (self._typical < _BRIEF or self._are_busy())

    def ended(self, outcome: Outcome) -> None:
        """An execution has ended."""
        self._still = 0
        if not outcome.cold:
            self._ends += 1
            self._typical = min(outcome.main, self._typical + outcome.main * _WEIGHT)

    @property
    def few_do(self) -> bool:
        """Now and then, where the function has shown to be brief: whether instances beyond a few are to go."""
        return self._ends % _OFTEN == _OFTEN - 1 and self._typical < _BRIEF

    def stands(self) -> bool:
        """A tick: whether nothing has ended for a while, though the file has been loaded.

        Another instance would have to load it, too, and would not be there sooner.
        """
        if any(call.run is not None and call.run.loading for call in self.running.values()):
            self._still = 0
        self._still += 1
        return self._still > _STILL_BUSY or (self._still > _STILL and not self._are_busy())

    def _are_busy(self) -> bool:
        return all(map(_is_busy, self.running))


def _is_busy(instance: Instance) -> bool:
    """Whether it works, or has done so and we have not yet looked."""
    return is_working(instance.pid) or instance.has_told
