"""Executions awaited in an event loop: no thread stands by while a function runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from socket import MSG_DONTWAIT
from typing import Any
from weakref import WeakKeyDictionary

from .. import forking
from ..instance.harness import InstanceGoneError
from ..instance.instance import TICK, Instance
from ..instance.run import OnSent, Run
from ..outcome import Outcome, Program, Terms
from .async_queue import FEW, Call, OnOver, Queue
from .pool import Pool


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
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def over(result: Outcome | BaseException) -> None:
            if done.done():
                return
            if isinstance(result, Outcome):
                done.set_result(result)
            elif isinstance(result, asyncio.CancelledError):
                done.cancel()
            else:
                done.set_exception(result)

        call = self.begin(program, context, json_body, on_sent, over, terms, large=large)
        try:
            return await done
        except BaseException:
            self.give_up(call)
            raise

    def begin(
        self,
        program: Program,
        context: dict[str, Any],
        json_body: bytes | None,
        on_sent: OnSent | None,
        on_over: OnOver,
        terms: Terms | None = None,
        *,
        large: bool = False,
    ) -> Call:
        """The same without a task: `on_over` is called in the loop, maybe at once. `give_up` ends it."""
        self._loop = asyncio.get_running_loop()
        queue = self._queues.get(program)
        if queue is None:
            queue = self._queues[program] = Queue()
        call = Call(program, queue, context, json_body, on_sent, on_over, terms)
        if large:
            self._run_in_thread(call)
        else:
            self._start(call)
        return call

    # ------------------------------------------------------------ the way of an execution

    def _start(self, call: Call) -> None:
        """It begins in an instance that is ready, waits for one that is busy, or is left to a thread."""
        queue = call.queue
        if queue.running and (queue.waiting or queue.enough or not self._pool.has_room):
            queue.waiting.append(call)
            first = next(iter(queue.running))
            if first.has_told:  # then it need not wait for its turn in the loop
                self._receive(first)
        else:
            self._begin(call)

    def _begin(self, call: Call, instance: Instance | None = None) -> None:
        """It begins in this instance, or in another one that is ready."""
        pool, program = self._pool, call.program
        try:
            instance = instance or pool.take_ready(program)
            if instance is None:
                self._run_in_thread(call)
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
            self._fail(call, problem)
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

    def _fail(self, call: Call, problem: Exception) -> None:
        """It has come to nothing; where its instance had ended before, another one is to be found."""
        if isinstance(problem, InstanceGoneError):
            self._run_in_thread(call)
        else:
            call.settle(problem)

    def give_up(self, call: Call) -> None:
        """Nobody awaits it any more: its instance ends, unless a thread has it."""
        call.given_up = True
        instance = call.instance
        if instance in self._watched:
            assert instance is not None
            self._forget(call, instance)
            self._pass_on(call, instance, reusable=False)
        elif call in call.queue.waiting:
            call.queue.waiting.remove(call)
        elif call.thread is not None:
            call.thread.cancel()  # where the thread has not begun

    def _forget(self, call: Call, instance: Instance) -> None:
        del self._watched[instance], call.queue.running[instance]

    # ------------------------------------------------------------ what instances tell

    def _receive(self, instance: Instance) -> None:
        """Something came from an instance, or its process has ended."""
        call = self._watched.get(instance)
        if call is None:
            self._detach(instance)  # a thread uses it, or nobody does any more
            return
        run = call.run
        assert run is not None
        try:
            instance.receive(run, MSG_DONTWAIT)  # it may have been received meanwhile
        except Exception as problem:  # noqa: BLE001 - raised again where the execution is awaited
            self._forget(call, instance)
            self._pass_on(call, instance, reusable=False)
            self._fail(call, problem)
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
            assert self._loop is not None
            self._loop.remove_reader(instance.fileno())
            instance.release = None  # not before: a thread that ends the instance closes the socket itself then

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
            stands = queue.stands()
            if queue.waiting and (stands or not queue.enough) and self._pool.has_room:
                self._begin(queue.waiting.popleft())
        self._looking = bool(self._watched)
        if self._looking:
            pauses = [call.run.pause for call in self._watched.values() if call.run is not None]
            loop.call_later(min(pauses, default=TICK), self._look, loop)

    def _run_in_thread(self, call: Call) -> None:
        """No instance is ready for it, or there is much to send: a thread waits."""
        work = partial(self._pool.run, call.program, call.context, call.json_body, call.on_sent, terms=call.terms)

        def over(finished: asyncio.Future[Outcome]) -> None:
            if finished.cancelled():
                call.settle(asyncio.CancelledError())
            else:
                call.settle(finished.exception() or finished.result())

        assert self._loop is not None
        try:
            call.thread = self._loop.run_in_executor(self._threads, work)
        except RuntimeError:  # closed meanwhile
            call.settle(asyncio.CancelledError())
        else:
            call.thread.add_done_callback(over)

    def close(self) -> None:
        """Lets go of the instances, and ends the threads once their executions have."""
        for instance in list(self._attached):
            self._detach(instance)
        self._threads.shutdown(wait=False, cancel_futures=True)
