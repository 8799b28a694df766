"""The same executions from an event loop: nothing of it stands still while a function runs."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

from hsfunc_magics.runtime.outcome import Outcome, Program, Terms
from hsfunc_magics.runtime.outgoing import Answer, OutgoingRequest
from hsfunc_magics.runtime.pool.async_pool import AsyncPool
from hsfunc_magics.runtime.pool.pool import Pool

from ...loops import run_in_loop
from ...processes import children
from ..conftest import PoolMaker
from ..outside import HOST, FakeOutside, answer
from ..programs import COUNTS, OK, failure_kind, lines, main, run, sent_json, sent_text

T = TypeVar("T")


def in_loop(pool: Pool, work: Callable[[AsyncPool], Awaitable[T]]) -> T:
    """What the work gives, in an event loop of its own: in a thread, for the browser's tests leave one behind here."""

    async def whole() -> T:
        awaiting = AsyncPool(pool)
        try:
            return await work(awaiting)
        finally:
            awaiting.close()

    return run_in_loop(whole())


def call(awaiting: AsyncPool, program: Program, number: int = 0, body: bytes | None = None) -> Awaitable[Outcome]:
    return awaiting.run(program, {"number": number}, body, None)


def test_a_warm_instance_is_used_again(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> list[Outcome]:
        return [await call(awaiting, COUNTS) for _ in range(3)]

    outcomes = in_loop(pool, work)
    assert [sent_json(outcome)["n"] for outcome in outcomes] == [1, 2, 3]
    assert [outcome.cold for outcome in outcomes] == [True, False, False]


def test_many_at_once_are_never_mixed_and_stay_under_the_cap(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=3)
    program = main(
        "console.log(context.number); await new Promise((r) => setTimeout(r, 3));"
        " sendResponse({ body: String(context.number) });"
    )

    async def work(awaiting: AsyncPool) -> list[Outcome]:
        return await asyncio.gather(*(call(awaiting, program, number) for number in range(40)))

    outcomes = in_loop(pool, work)
    assert [sent_text(outcome) for outcome in outcomes] == [str(number) for number in range(40)]
    assert [lines(outcome)[0][1] for outcome in outcomes] == [str(number) for number in range(40)]
    assert pool.instances <= 3


def test_deadline_and_memory_end_an_execution_while_others_go_on(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=1.0)
    run(pool, OK)
    programs = [main("for (;;) ;"), main("const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1));")]
    for program in programs:  # warm, so that they run in the loop
        pool.prepare(program)

    async def work(awaiting: AsyncPool) -> tuple[list[Outcome], list[Outcome]]:
        bad = asyncio.gather(*(call(awaiting, program) for program in programs))
        good = [await call(awaiting, OK) for _ in range(20)]
        return good, await bad

    good, bad = in_loop(pool, work)
    assert [sent_json(outcome) for outcome in good] == [{"ok": True}] * 20
    assert [failure_kind(outcome) for outcome in bad] == ["timeout", "memory"]


def test_a_process_that_ends_and_a_refused_answer_are_told_as_elsewhere(pool: Pool) -> None:
    odd = main("sendResponse({ statusCode: 418 });", file="app.functions/odd.js")
    exits = main("console.log('last'); if (context.number) process.exit(3); sendResponse({});")

    async def work(awaiting: AsyncPool) -> tuple[Outcome, Outcome]:
        await call(awaiting, exits)
        await call(awaiting, odd)
        return await call(awaiting, exits, 1), await awaiting.run(odd, {}, None, lambda sent: False)

    exited, refused = in_loop(pool, work)
    assert failure_kind(exited) == "exit"
    assert exited.failure is not None and exited.failure.code == 3
    assert lines(exited) == [("INFO", "last")]
    assert "odd.js:1" in refused.send_stack


def test_an_instance_that_ended_meanwhile_is_replaced(pool: Pool) -> None:
    pid = sent_json(run(pool, COUNTS))["pid"]
    os.kill(pid, 9)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # it has ended, and the pool has not seen it

    async def work(awaiting: AsyncPool) -> Outcome:
        return await call(awaiting, COUNTS)

    outcome = in_loop(pool, work)
    assert sent_json(outcome)["pid"] != pid


def test_a_large_body_arrives_whole(pool: Pool) -> None:
    size = main("sendResponse({ body: String(context.body.length) });")

    async def work(awaiting: AsyncPool) -> Outcome:
        await call(awaiting, size, body=b'"x"')
        return await call(awaiting, size, body=b'"' + b"y" * 3_000_000 + b'"')

    assert sent_text(in_loop(pool, work)) == "3000000"


def test_a_task_that_is_cancelled_ends_its_instance(pool: Pool) -> None:
    run(pool, OK)
    forever = main(
        "console.log(process.pid); if (context.number) await new Promise(() => setInterval(() => {}, 9));"
        " sendResponse({ body: String(process.pid) });"
    )

    async def work(awaiting: AsyncPool) -> int:
        pid = int(sent_text(await call(awaiting, forever)))
        task = asyncio.ensure_future(call(awaiting, forever, 1))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        return pid

    pid = in_loop(pool, work)
    pool._background.settle()
    assert pid not in {process.pid for process in children(os.getpid())}
    assert sent_json(run(pool, OK)) == {"ok": True}


def test_one_that_is_killed_with_the_request_unread_is_replaced_unnoticed(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> Outcome:
        pid = sent_json(await call(awaiting, COUNTS))["pid"]
        os.kill(pid, signal.SIGSTOP)
        waiting = asyncio.ensure_future(call(awaiting, COUNTS))
        await asyncio.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
        return await waiting

    outcome = in_loop(pool, work)
    assert outcome.cold and outcome.failure is None
    assert sent_json(outcome)["n"] == 1


def test_an_instance_goes_between_a_loop_and_threads_and_closes_in_either(pool: Pool) -> None:
    async def work(awaiting: AsyncPool) -> list[int]:
        found = []
        for _ in range(5):
            found.append(sent_json(await call(awaiting, COUNTS))["n"])
            found.append(sent_json(await asyncio.to_thread(run, pool, COUNTS))["n"])
        pool.restart()  # ends the idle instance, whose socket the loop watches
        found.append(sent_json(await call(awaiting, COUNTS))["n"])
        return found

    assert in_loop(pool, work) == [*range(1, 11), 1]
    assert sent_json(run(pool, COUNTS))["n"] == 2  # the loop has ended, the instance has not


def test_a_loop_lets_go_of_a_socket_before_a_thread_may_close_it(pool: Pool) -> None:
    """Closed while the loop still watches it, its number stays watched: what comes to the next one is lost."""
    open_then: list[bool] = []

    async def work(awaiting: AsyncPool) -> None:
        await call(awaiting, COUNTS)
        pid = sent_json(await call(awaiting, COUNTS))["pid"]
        (instance,) = awaiting._attached
        loop = asyncio.get_running_loop()
        remove, removed = loop.remove_reader, asyncio.Event()

        def remove_reader(descriptor: int) -> bool:
            thread = threading.Thread(target=instance.close)
            thread.start()
            thread.join()
            open_then.append(instance.fileno() == descriptor)
            removed.set()
            return remove(descriptor)

        loop.remove_reader = remove_reader  # type: ignore[assignment]
        os.kill(pid, signal.SIGKILL)
        await removed.wait()

    in_loop(pool, work)
    assert open_then == [True]


def test_an_answer_of_the_outside_world_holds_up_nothing_else(pool: Pool) -> None:
    outside = FakeOutside()
    other = threading.Event()
    asks = main("sendResponse({ body: await (await fetch(context.url)).text() });")

    async def work(awaiting: AsyncPool) -> list[Outcome]:
        loop, asked = asyncio.get_running_loop(), asyncio.Event()

        def waits(_: OutgoingRequest) -> Answer:
            loop.call_soon_threadsafe(asked.set)
            return answer(200, b"ok" if other.wait(30) else b"late")

        async def second() -> Outcome:
            await asked.wait()
            outcome = await awaiting.run(OK, {}, None, None)
            other.set()
            return outcome

        outside.answers["/waits"] = waits
        first = awaiting.run(asks, {"url": f"{HOST}/waits"}, None, None, Terms(outside=outside))
        return await asyncio.gather(first, second())

    asked, _ = in_loop(pool, work)
    assert sent_text(asked) == "ok"
    assert [told.by for told in asked.outgoing] == ["mock"]


def test_an_answer_that_never_comes_ends_with_the_function(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=3.0)  # on a busy machine it has asked by then
    outside = FakeOutside()
    over = threading.Event()
    outside.answers["/waits"] = lambda _: answer(200, b"x" if over.wait(30) else b"")

    async def work(awaiting: AsyncPool) -> tuple[Outcome, Outcome]:
        asks = main("await fetch(context.url);")
        first = await awaiting.run(asks, {"url": f"{HOST}/waits"}, None, None, Terms(outside=outside))
        over.set()  # the answer comes when nobody is there any more
        return first, await awaiting.run(OK, {}, None, None)

    asked, after = in_loop(pool, work)
    assert failure_kind(asked) == "timeout"
    assert [(told.response, told.failure) for told in asked.outgoing] == [(None, None)]
    assert sent_json(after) == {"ok": True}
