"""A forked process and its parent do not share a runtime: neither sees, harms or outlives what is the other's."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime import forking
from hsfunc_magics.runtime.bundling.child import run_child
from hsfunc_magics.runtime.errors import ForkedError
from hsfunc_magics.runtime.node.node import _told_version, find_node
from hsfunc_magics.runtime.outcome import Sent
from hsfunc_magics.runtime.pool.async_pool import AsyncPool
from hsfunc_magics.runtime.pool.pool import Pool

from ...forks import MULTI_THREADED, Child, descriptors, in_child
from ...loops import run_in_loop
from ..conftest import PoolMaker
from ..programs import COUNTS, OK, WAITS, main, run, sent_json, until, works

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)
ROOT = Path(__file__).parents[3]


def test_a_child_runs_in_instances_of_its_own(pool: Pool) -> None:
    before = sent_json(run(pool, COUNTS))
    there = in_child(lambda: [sent_json(run(pool, COUNTS)) for _ in range(2)])
    after = sent_json(run(pool, COUNTS))
    assert [answer["n"] for answer in there] == [1, 2]
    assert there[0]["pid"] == there[1]["pid"] != before["pid"]
    assert after == {"n": 2, "pid": before["pid"]}


def opened_by_a_child(*kinds: str, writing: bool = False) -> int:
    """How many a child has of its own: the pipe that tells of it, and what an event loop's library opens anew."""
    before = set(descriptors(*kinds))
    return len(in_child(lambda: [name for name in descriptors(*kinds, writing=writing) if name not in before]))


def test_a_child_has_none_of_its_parents_descriptors_also_while_instances_start_and_end(make_pool: PoolMaker) -> None:
    kinds = ("socket", "pipe", "/proc")
    own = opened_by_a_child("socket", "pipe")
    before = set(descriptors(*kinds))
    pool = make_pool(cap=4)
    pool.node(OK.node_major)  # asked for its version once: a child may then have a reading end, which harms nobody
    done = threading.Event()

    def boot() -> None:
        while not done.is_set():
            pool.restart()
            assert works(pool)

    with ThreadPoolExecutor(3) as threads:
        booting = [threads.submit(boot) for _ in range(3)]
        try:
            more = [in_child(lambda: [name for name in descriptors(*kinds) if name not in before]) for _ in range(60)]
        finally:
            done.set()
        for thread in booting:
            thread.result()
    ends = [[name for name in found if not name.startswith("/proc")] for found in more]
    assert [len(found) for found in ends] == [own] * 60
    assert {name.rsplit("/", 1)[-1] for found in more for name in found if name.startswith("/proc")} <= {"fd"}


def test_no_child_keeps_a_program_from_ending_that_is_started_meanwhile() -> None:
    own = opened_by_a_child("pipe", writing=True)
    before = set(descriptors("pipe"))
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            _told_version.cache_clear()
            assert find_node(20).version[0] == 20
            run_child(["/bin/true"], Path("/"), title="true", seconds=20)

    with ThreadPoolExecutor(2) as threads:
        looking = [threads.submit(look) for _ in range(2)]
        try:
            ends = [
                in_child(lambda: [name for name in descriptors("pipe", writing=True) if name not in before])
                for _ in range(60)
            ]
        finally:
            done.set()
        for thread in looking:
            thread.result()
    assert [len(found) for found in ends] == [own] * 60


def test_a_fork_during_a_call_harms_neither(pool: Pool) -> None:
    program = main("await new Promise((r) => setTimeout(r, 700)); sendResponse({ body: { v: context.v } });")
    with ThreadPoolExecutor(2) as threads:
        calls = [threads.submit(run, pool, program, {"v": v}) for v in (1, 2)]
        until(lambda: pool.instances == 2)
        there = Child(lambda: sent_json(run(pool, program, {"v": 3})))
        assert [sent_json(call.result()) for call in calls] == [{"v": 1}, {"v": 2}]
    assert there.answer() == {"v": 3}
    assert works(pool)


@pytest.mark.parametrize("attribute", ["_changed", "_session._lock", "_background._lock"])
def test_a_lock_that_a_thread_holds_does_not_stop_a_child(pool: Pool, attribute: str) -> None:
    assert works(pool)
    lock: Any = pool
    for name in attribute.split("."):
        lock = getattr(lock, name)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    child = Child(lambda: works(pool))
    done.set()
    thread.join()
    assert child.answer() is True
    assert works(pool)


def test_a_fork_in_the_middle_of_an_execution_leaves_it_to_the_parent(pool: Pool) -> None:
    program = main("sendResponse({ body: { ok: 1 } }); await new Promise((r) => setTimeout(r, 300));")
    told, telling = os.pipe()
    forked: list[int] = []

    def fork(_: Sent) -> bool:
        forked.append(os.fork())
        return True

    pid = os.getpid()
    try:
        outcome = pool.run(program, {}, None, fork)
    except ForkedError as problem:
        assert os.getpid() != pid
        os.write(telling, f"{works(pool)} {problem}".encode())
        os._exit(0)
    finally:
        if os.getpid() != pid:
            os._exit(1)
    os.close(telling)
    assert sent_json(outcome) == {"ok": 1}
    assert os.waitpid(forked[0], 0)[1] == 0
    assert os.read(told, 1000).decode() == (
        "True This process was forked while the call ran: its answer is the parent's. Call again."
    )
    os.close(told)
    assert works(pool)


def test_an_event_loop_and_the_loop_of_a_child_have_instances_of_their_own(pool: Pool) -> None:
    awaiting = AsyncPool(pool)

    async def calls(first: int) -> list[int]:
        program = main("await new Promise((r) => setTimeout(r, 20)); sendResponse({ body: { v: context.v } });")
        many = [awaiting.run(program, {"v": first + n}, None, None) for n in range(6)]
        return [sent_json(outcome)["v"] for outcome in await asyncio.gather(*many)]

    async def both() -> tuple[list[int], list[int], list[int]]:
        await calls(0)
        under_way = asyncio.ensure_future(calls(10))
        await asyncio.sleep(0)
        child = Child(lambda: asyncio.run(calls(20)))
        here = await under_way
        there = await asyncio.to_thread(child.answer)
        return here, there, await calls(30)

    here, there, after = run_in_loop(both())
    awaiting.close()
    assert [here, there, after] == [list(range(first, first + 6)) for first in (10, 20, 30)]


def test_inherited_instances_harm_nothing_when_a_child_collects_or_closes_them(pool: Pool) -> None:
    before = sent_json(run(pool, COUNTS))
    assert pool._session is not None
    session, spares = pool._session, list(pool._spares._waiting.values())
    folder = sorted(path.name for path in session.folder.iterdir())
    warm = [instance for programs in pool._warm._programs.values() for instance in programs.idle]
    assert len(warm) == 1

    def end_all() -> None:
        for instance in [*warm, *spares]:
            instance.kill()
            instance.close()
        session.watch(warm[0].pid)
        session.forget(warm[0].pid, warm[0].folder)
        session.close()
        pool.restart()
        pool.close()
        gc.collect()

    in_child(end_all)
    assert sorted(path.name for path in session.folder.iterdir()) == folder
    assert session._guardian.poll() is None
    assert sent_json(run(pool, COUNTS)) == {"n": 2, "pid": before["pid"]}


def test_a_hook_that_fails_takes_no_other_ones_turn(caplog: pytest.LogCaptureFixture) -> None:
    class Part:
        def __init__(self, *, fails: bool) -> None:
            self.fails = fails
            self.renewed = False
            forking.renew(self)

        def after_fork(self) -> None:
            self.renewed = True
            if self.fails:
                raise RuntimeError("cannot be renewed")

    parts = [Part(fails=True), Part(fails=False), Part(fails=True)]
    assert in_child(lambda: [part.renewed for part in parts]) == [True] * 3
    assert not any(part.renewed for part in parts)


def test_a_spare_of_the_parent_is_not_the_childs(pool: Pool) -> None:
    pool.prepare(OK)
    (spare,) = pool._spares._waiting.values()

    def take() -> int:
        instance = pool.take_spare(OK.node_major)
        number = instance.pid
        pool.close()
        instance.close()
        return number

    assert in_child(take) != spare.pid
    assert spare.alive


def test_calls_that_wait_for_room_do_so_in_the_parent_alone(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=1)
    with ThreadPoolExecutor(3) as threads:
        calls = [threads.submit(run, pool, WAITS, {"ms": 200}) for _ in range(3)]
        until(lambda: pool._queued == 2)
        assert in_child(lambda: [works(pool), pool.instances]) == [True, 1]
        assert len({sent_json(call.result())["pid"] for call in calls}) == 1
