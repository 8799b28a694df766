"""Executions awaited in an event loop: no thread stands by while a function runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from .. import forking
from ..instance.instance import TICK, Instance
from ..instance.run import OnSent, Run
from ..outcome import Outcome, Program, Terms
from .async_queue import FEW, Call, Queue
from .pool import Pool

T = TypeVar("T")


class AsyncPool(forking.Unportable):
    """Runs programs of a pool for one event loop: what an instance is ready for here, the rest in threads.

    What is large goes from a thread, too: until the process has read it, sending blocks.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Nothing is under way: at the start, and in a child, which has a loop of its own or none.

        The parent's loop is not told: what a child says to the system's watcher holds for both.
        """
        self._threads = ThreadPoolExecutor(self._pool.cap, "hsfunc-await")
        self._queues: WeakKeyDictionary[Program, Queue] = WeakKeyDictionary()
        self._watched: dict[Instance, Call] = {}
        self._looking = False
        self._attached: set[Instance] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        on_sent: OnSent | None,
        terms: Terms | None = None,
        *,
        large: bool = False,
    ) -> Outcome:
        """As `Pool.run`. `large`: there is much to send. A task that is cancelled ends its instance."""
        if not large:
            loop = self._loop = asyncio.get_running_loop()
            queue = self._queues.get(program)
            if queue is None:
                queue = self._queues[program] = Queue()
            call = Call(program, queue, context, json_body, on_sent, loop.create_future(), terms)
            self._start(call)
            try:
                outcome = await call.done
            except BaseException:
                self._give_up(call)
                raise
            if outcome is not None:
                return outcome
        return await self._in_thread(partial(self._pool.run, program, context, json_body, on_sent, None, terms))

    # ------------------------------------------------------------ the way of an execution

    def _start(self, call: Call) -> None:
        """It begins in an instance that is ready, waits for one that is busy, or is left to a thread."""
        queue = call.queue
        if queue.running and (queue.waiting or queue.enough or not self._pool.has_room):
            queue.waiting.append(call)
            self._receive(next(iter(queue.running)))  # it may have answered: then it need not wait for its turn here
        else:
            self._begin(call)

    def _begin(self, call: Call, instance: Instance | None = None) -> None:
        """It begins in this instance, or in another one that is ready."""
        pool, program = self._pool, call.program
        try:
            instance = instance or pool.take_ready(program)
            if instance is None:
                call.settle(None)
                return
            call.run = instance.begin(
                program,
                call.context,
                call.json_body,
                pool.bounds,
                call.on_sent,
                on_slow=pool.prepare_later,
                terms=call.terms,
                elsewhere=self._elsewhere,
            )
        except Exception as problem:  # noqa: BLE001 - raised again where the execution is awaited
            if instance is not None:
                pool.give_back(program, instance, reusable=False)
            call.fail(problem)
            return
        call.instance = instance
        self._watched[instance] = call.queue.running[instance] = call
        self._watch(instance)

    def _end(self, call: Call, instance: Instance, run: Run) -> None:
        """The execution of an instance has ended."""
        self._forget(call, instance)
        if run.settled:
            self._ended(call, instance, *instance.finish(run))
            return

        def ended(finished: asyncio.Future[tuple[Outcome, bool]]) -> None:
            self._ended(call, instance, *finished.result())

        # Not in our own threads: they may all wait for an instance to be free.
        assert self._loop is not None
        self._loop.run_in_executor(None, instance.finish, run).add_done_callback(ended)

    def _ended(self, call: Call, instance: Instance, outcome: Outcome, reusable: bool) -> None:
        """What came of it is known. The instance takes the next one before anything is done with that."""
        call.queue.ended(outcome)
        self._pass_on(call, instance, reusable, cold=outcome.cold)
        call.settle(outcome)
        if call.queue.few_do:
            self._pool.shrink(call.program, FEW)

    def _pass_on(self, call: Call, instance: Instance, reusable: bool, *, cold: bool = False) -> None:
        """An instance is free: the first one that waits gets it."""
        call.instance = None
        waiting = call.queue.waiting
        if reusable and waiting and self._pool.pass_on(call.program, instance, cold=cold):
            self._begin(waiting.popleft(), instance)
        else:
            self._pool.give_back(call.program, instance, reusable, cold=cold)
        while waiting and not call.queue.running:  # no instance is left to wait for
            self._begin(waiting.popleft())

    def _give_up(self, call: Call) -> None:
        """Nobody awaits it any more: its instance ends."""
        instance = call.instance
        if instance in self._watched:
            assert instance is not None
            self._forget(call, instance)
            self._pass_on(call, instance, reusable=False)
        elif call in call.queue.waiting:
            call.queue.waiting.remove(call)

    def _forget(self, call: Call, instance: Instance) -> None:
        del self._watched[instance], call.queue.running[instance]

    # ------------------------------------------------------------ what instances tell

    def _receive(self, instance: Instance) -> None:
        """Something came from an instance, or its process has ended."""
        call = self._watched.get(instance)
        if call is None:
            self._detach(instance)  # a thread uses it, or nobody does any more
            return
        if not instance.has_told:
            return  # it was received meanwhile
        run = call.run
        assert run is not None
        try:
            instance.receive(run)
        except Exception as problem:  # noqa: BLE001 - raised again where the execution is awaited
            self._forget(call, instance)
            self._pass_on(call, instance, reusable=False)
            call.fail(problem)
        else:
            if run.ended:
                self._end(call, instance, run)

    def _elsewhere(self, work: Callable[[], None]) -> None:
        """Finds an answer, and gives it, in a thread: not in ours, which may all wait for an instance to be free."""
        assert self._loop is not None
        self._loop.run_in_executor(None, work)

    # An instance stays with the loop from one execution to the next: to come and go costs more than to be there.

    def _watch(self, instance: Instance) -> None:
        loop = self._loop
        assert loop is not None
        if instance not in self._attached:
            loop.add_reader(instance.fileno(), self._receive, instance)
            os.set_blocking(instance.fileno(), True)  # uvloop leaves it otherwise, and others wait in it
            self._attached.add(instance)
            instance.release = lambda: loop.call_soon_threadsafe(self._drop, instance)
        if not self._looking:
            self._looking = True
            loop.call_later(TICK, self._look, loop)

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
        """One tick: the deadlines and memory of all executions under way, and those that have waited long enough."""
        for instance, call in list(self._watched.items()):
            if self._watched.get(instance) is call and call.run is not None:
                instance.look(call.run)
                if call.run.ended:
                    self._end(call, instance, call.run)
        for queue in {call.queue for call in self._watched.values()}:
            if (queue.stands() or not queue.enough) and queue.waiting and self._pool.has_room:
                self._begin(queue.waiting.popleft())
        self._looking = bool(self._watched)
        if self._looking:
            pauses = [call.run.pause for call in self._watched.values() if call.run is not None]
            loop.call_later(min(pauses, default=TICK), self._look, loop)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        except RuntimeError:
            raise asyncio.CancelledError from None  # closed meanwhile
        return await done

    def close(self) -> None:
        """Lets go of the instances, and ends the threads once their executions have."""
        for instance in list(self._attached):
            self._detach(instance)
        self._threads.shutdown(wait=False, cancel_futures=True)
