"""Who runs, who waits, and when another instance is started for those that wait in an event loop (contract §4)."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from hsfunc_magics.runtime.instance.harness import InstanceGoneError
from hsfunc_magics.runtime.instance.instance import Instance
from hsfunc_magics.runtime.instance.run import Run
from hsfunc_magics.runtime.outcome import Outcome, Program
from hsfunc_magics.runtime.pool.async_pool import AsyncPool
from hsfunc_magics.runtime.pool.async_queue import _BRIEF, _OFTEN, _STILL, _STILL_BUSY, FEW, Call, Queue
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import COUNTS, OK, WAITS, main, module, run, sent_json
from .test_async_pool import call, in_loop


class _Idle(Instance):
    """It waits, and not for a processor: no process has its number."""

    has_told = False

    def __init__(self) -> None:
        self.pid = 0


def queue_of(number: int, *taking: float) -> Queue:
    """A queue in which so many run, after executions that took so many seconds."""
    queue = Queue()
    for seconds in taking:
        queue.ended(Outcome(main=seconds))
    for _ in range(number):
        queue.running[_Idle()] = Call(OK, queue, {}, None, None, lambda _: None)
    return queue


def test_a_brief_function_shares_a_few_instances() -> None:
    assert not queue_of(FEW - 1, 0.001).enough
    assert queue_of(FEW, 0.001).enough


def test_one_that_takes_its_time_gets_an_instance_for_each_execution() -> None:
    assert not queue_of(20, 1.0).enough
    assert not queue_of(20, *[2 * _BRIEF] * 20).enough


def test_one_that_works_all_the_time_shares_the_processors() -> None:
    queue = queue_of(FEW, 1.0)
    for instance in queue.running:
        instance.pid = os.getpid()  # this process runs while it asks
    assert queue.enough
    next(iter(queue.running)).pid = 0
    assert not queue.enough


def test_a_few_that_took_longer_do_not_make_it_slow() -> None:
    assert queue_of(FEW, 0.001, 2 * _BRIEF, 0.001).enough


def test_an_instances_first_execution_tells_nothing() -> None:
    queue = queue_of(FEW)
    queue.ended(Outcome(main=1.0, cold=True))
    assert queue.enough


def test_those_who_wait_do_not_wait_where_nothing_ends() -> None:
    queue = queue_of(FEW, 0.001)
    assert [queue.stands() for _ in range(_STILL + 2)] == [False] * _STILL + [True] * 2
    queue.ended(Outcome(main=0.001))
    assert not queue.stands()


def test_those_who_wait_are_patient_where_all_wait_for_a_processor() -> None:
    queue = queue_of(FEW, 0.001)
    for instance in queue.running:
        instance.pid = os.getpid()
    assert [queue.stands() for _ in range(_STILL_BUSY + 2)] == [False] * _STILL_BUSY + [True] * 2
    next(iter(queue.running)).pid = 0
    queue.ended(Outcome(main=0.001))
    assert [queue.stands() for _ in range(_STILL + 1)] == [False] * _STILL + [True]


def test_slow_executions_run_side_by_side(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> list[Outcome]:
        return await asyncio.gather(*(awaiting.run(WAITS, {"ms": 600}, None, None) for _ in range(5)))

    assert len({sent_json(outcome)["pid"] for outcome in in_loop(pool, work)}) == 5


def test_instances_of_a_first_rush_end_where_a_few_do(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=FEW + 3)
    slow_at_first = module("""let first = true;
    exports.main = (context, sendResponse) => {
      setTimeout(() => sendResponse({}), first ? 300 : 0);
      first = false;
    };""")

    async def work(awaiting: AsyncPool) -> tuple[int, int]:
        await asyncio.gather(*(call(awaiting, slow_at_first) for _ in range(FEW + 3)))
        started = pool.instances
        for _ in range(_OFTEN):
            await asyncio.gather(*(call(awaiting, slow_at_first) for _ in range(FEW)))
        return started, pool.instances

    assert in_loop(pool, work) == (FEW + 3, FEW)


def test_calls_of_a_brief_function_begin_in_their_order(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> list[Outcome]:
        await call(awaiting, OK)
        return await asyncio.gather(*(call(awaiting, OK, number) for number in range(60)))

    # Those that found no spare wait for a process of their own.
    begun = [outcome.dispatched for outcome in in_loop(pool, work) if not outcome.cold]
    assert len(begun) >= 50
    assert begun == sorted(begun)


def test_another_programs_call_is_not_kept_out_by_a_queue(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=2)

    async def work(awaiting: AsyncPool) -> Outcome:
        await call(awaiting, OK)
        busy = True

        async def keep_on() -> None:
            while busy:
                await call(awaiting, OK)

        crowd = [asyncio.ensure_future(keep_on()) for _ in range(6)]
        try:
            return await asyncio.wait_for(call(awaiting, COUNTS), 20)
        finally:
            busy = False
            await asyncio.gather(*crowd)

    assert sent_json(in_loop(pool, work))["n"] == 1


def test_a_call_that_cannot_be_sent_fails_alone(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> tuple[list[object], Outcome]:
        await call(awaiting, OK)
        odd: Program = main("sendResponse({});")
        await call(awaiting, odd)
        calls = (awaiting.run(odd, {"a": object()}, None, None), *(call(awaiting, odd) for _ in range(5)))
        return await asyncio.gather(*calls, return_exceptions=True), await call(awaiting, odd)

    results, after = in_loop(pool, work)
    assert isinstance(results[0], TypeError)
    assert all(isinstance(result, Outcome) for result in results[1:])
    assert after.failure is None


def test_calls_that_wait_go_on_where_their_instance_ends_as_it_is_handed_to_one(
    make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool(cap=1)
    begin, begun = Instance.begin, 0

    def ends_at_the_third(self: Instance, *arguments: Any, **named: Any) -> Run:
        nonlocal begun
        begun += 1
        if begun == 3:  # after the one that warms it up, and the one that the others wait for
            raise InstanceGoneError("killed")
        return begin(self, *arguments, **named)

    monkeypatch.setattr(Instance, "begin", ends_at_the_third)

    async def work(awaiting: AsyncPool) -> list[Outcome]:
        calls = (awaiting.run(WAITS, {"ms": 50}, None, None) for _ in range(6))
        await next(calls)
        return await asyncio.wait_for(asyncio.gather(*calls), 30)

    assert [outcome.failure for outcome in in_loop(pool, work)] == [None] * 5


def test_calls_that_wait_find_another_instance_where_theirs_ends(pool: Pool) -> None:
    program = module("exports.main = (c, s) => { if (c.number === 3) process.exit(1); s({ body: { n: c.number } }); };")
    run(pool, OK)

    async def work(awaiting: AsyncPool) -> list[Outcome]:
        return await asyncio.gather(*(call(awaiting, program, number) for number in range(12)))

    outcomes = in_loop(pool, work)
    assert [outcome.failure is None for outcome in outcomes] == [number != 3 for number in range(12)]
