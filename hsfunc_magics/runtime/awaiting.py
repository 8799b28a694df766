"""Executions awaited in an event loop: no thread stands by while a function runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from .harness import InstanceGoneError
from .instance import TICK, Instance
from .outcome import Outcome, Program
from .pool import Pool
from .run import OnSent, Run

T = TypeVar("T")


class Awaiting:
    """Runs programs of a pool for one event loop: what an instance is ready for here, the rest in threads.

    What is large goes from a thread, too: until the process has read it, sending blocks.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._turns = asyncio.Semaphore(pool.cap)
        self._threads = ThreadPoolExecutor(pool.cap, "hsfunc-await")
        self._watched: dict[Instance, tuple[Run, asyncio.Future[None]]] = {}
        self._looking = False
        self._attached: set[Instance] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        on_sent: OnSent | None,
        *,
        large: bool = False,
    ) -> Outcome:
        """As `Pool.run`. `large`: there is much to send. A task that is cancelled ends its instance."""
        async with self._turns:
            instance = None if large else self._pool.take_ready(program)
            if instance is not None:
                outcome = await self._run_here(instance, program, context, json_body, on_sent)
                if outcome is not None:
                    return outcome
            return await self._in_thread(partial(self._pool.run, program, context, json_body, on_sent))

    async def _run_here(
        self,
        instance: Instance,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        on_sent: OnSent | None,
    ) -> Outcome | None:
        """None where the instance had ended before it took the execution."""
        pool = self._pool
        try:
            run = instance.begin(program, context, json_body, pool.bounds, on_sent, on_slow=pool.prepare_later)
            await self._ended(instance, run)
            if run.settled:
                outcome, reusable = instance.finish(run)
            else:
                outcome, reusable = await self._in_thread(partial(instance.finish, run))
        except InstanceGoneError:
            pool.give_back(program, instance, reusable=False)
            return None
        except BaseException:
            pool.give_back(program, instance, reusable=False)
            raise
        pool.give_back(program, instance, reusable, cold=outcome.cold)
        return outcome

    async def _ended(self, instance: Instance, run: Run) -> None:
        loop = self._loop = asyncio.get_running_loop()
        ended = loop.create_future()
        self._watched[instance] = run, ended
        if instance not in self._attached:
            self._attach(instance, loop)
        if not self._looking:
            self._looking = True
            loop.call_later(TICK, self._look, loop)
        try:
            await ended
        finally:
            del self._watched[instance]

    def _receive(self, instance: Instance) -> None:
        """Something came from an instance, or its process has ended."""
        watched = self._watched.get(instance)
        if watched is None:
            self._detach(instance)  # a thread uses it, or nobody does any more
            return
        run, ended = watched
        try:
            instance.receive(run)
        except Exception as problem:  # noqa: BLE001 - raised again where the execution is awaited
            _settle(ended, problem)
        else:
            if run.ended:
                _settle(ended)

    # An instance stays with the loop from one execution to the next: to come and go costs more than to be there.

    def _attach(self, instance: Instance, loop: asyncio.AbstractEventLoop) -> None:
        loop.add_reader(instance.fileno(), self._receive, instance)
        os.set_blocking(instance.fileno(), True)  # uvloop leaves it otherwise, and others wait in it
        self._attached.add(instance)
        instance.release = lambda: loop.call_soon_threadsafe(self._drop, instance)

    def _detach(self, instance: Instance) -> None:
        if instance in self._attached:
            self._attached.remove(instance)
            instance.release = None
            assert self._loop is not None
            self._loop.remove_reader(instance.fileno())

    def _drop(self, instance: Instance) -> None:
        """The instance has ended: its socket closes once the loop does not watch it, for its number is used again."""
        self._detach(instance)
        instance.close_socket()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """One tick for all executions under way: their deadlines and memory."""
        for instance, (run, ended) in list(self._watched.items()):
            instance.look(run)
            if run.ended:
                _settle(ended)
        self._looking = bool(self._watched)
        if self._looking:
            loop.call_later(TICK, self._look, loop)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Lets go of the instances, and ends the threads once their executions have."""
        for instance in list(self._attached):
            self._detach(instance)
        self._threads.shutdown(wait=False, cancel_futures=True)


def _settle(ended: asyncio.Future[None], problem: Exception | None = None) -> None:
    if ended.done():
        return
    if problem is not None:
        ended.set_exception(problem)
    else:
        ended.set_result(None)
