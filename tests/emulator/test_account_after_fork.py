"""An account in forked processes: every answer belongs to its request, and they share no log and no lock."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.limits.quota import full
from hsfunc_magics.web.async_calls import AsyncCalls

from ..forks import MULTI_THREADED, Child, descriptors, in_child
from ..loops import run_in_loop
from .conftest import AccountMaker

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)

ECHO = """exports.main = async (context, sendResponse) => {
  console.log('n is ' + context.params.n);
  await new Promise((r) => setTimeout(r, Number(context.params.n) % 5));
  sendResponse({ body: { n: context.params.n[0], secret: process.env.TOKEN } });
};
"""
FORK = multiprocessing.get_context("fork")
# What `multiprocessing` calls in a forked worker: the account comes along with the memory, not through a pipe.
_account: list[Account] = []


@pytest.fixture
def echo(make_account: AccountMaker) -> Account:
    """An account that has made a call, whose function echoes a number."""
    account = make_account()
    account.secrets.add("TOKEN", "hidden-in-here")
    account.functions.add("echo", ECHO, secrets=["TOKEN"])
    assert call(account, -1) == right(-1)
    _account[:] = [account]
    return account


def right(number: int) -> list[Any]:
    return [200, "SUCCESS", {"n": str(number), "secret": "hidden-in-here"}, [f"n is {number}"]]


def call(account: Account, number: int) -> list[Any]:
    """Status, status in the log, body and console."""
    execution = account.call(f"echo?n={number}")
    lines = [line.text for line in execution.console]
    return [execution.reply.status, execution.status, json.loads(execution.reply.body), lines]


def work(number: int) -> tuple[int, int, list[Any]]:
    return number, os.getpid(), call(_account[0], number)


def assert_all_right(answers: list[tuple[int, int, list[Any]]], numbers: range) -> None:
    assert [number for number, _, _ in answers] == list(numbers)
    assert [(number, answer) for number, _, answer in answers if answer != right(number)] == []
    assert os.getpid() not in {pid for _, pid, _ in answers}


def test_sixty_answers_of_a_multiprocessing_pool_belong_to_their_requests(echo: Account) -> None:
    with FORK.Pool(4) as workers:
        answers = workers.map(work, range(60), chunksize=1)
        workers.close()
        workers.join()
    assert_all_right(answers, range(60))
    assert [call(echo, number) for number in range(5)] == [right(number) for number in range(5)]


def test_so_do_those_of_an_executor_while_the_parent_calls_too(echo: Account) -> None:
    with ProcessPoolExecutor(3, mp_context=FORK) as workers, ThreadPoolExecutor(3) as threads:
        there = [workers.submit(work, number) for number in range(30)]
        here = list(threads.map(lambda number: call(echo, number), range(100, 130)))
        answers = [answer.result() for answer in there]
    assert_all_right(answers, range(30))
    assert here == [right(number) for number in range(100, 130)]


def test_processes_and_a_child_of_a_child(echo: Account) -> None:
    def grandchild() -> list[Any]:
        return [call(echo, 1), in_child(lambda: call(echo, 2)), call(echo, 3)]

    assert in_child(grandchild) == [right(1), right(2), right(3)]
    queue = FORK.SimpleQueue()
    processes = [FORK.Process(target=lambda n=n: queue.put(work(n))) for n in range(4)]
    for process in processes:
        process.start()
    answers = sorted(queue.get() for _ in processes)
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert_all_right(answers, range(4))
    assert call(echo, 4) == right(4)


def test_an_account_that_was_never_called_is_made_before_the_workers_fork(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("echo", "sendResponse({ body: { n: context.params.n[0] } });")
    children = [Child(lambda n=n: json.loads(account.call(f"echo?n={n}").reply.body)["n"]) for n in range(3)]
    assert [child.answer() for child in children] == ["0", "1", "2"]


def test_calls_of_an_event_loop_that_was_there_before_the_fork(echo: Account) -> None:
    awaited = AsyncCalls(echo)

    async def calls(first: int) -> list[Any]:
        numbers = range(first, first + 8)
        found = await asyncio.gather(*(awaited.handle(echo.request(f"echo?n={number}")) for number in numbers))
        return [json.loads(execution.reply.body)["n"] for execution in found]

    async def parent() -> list[Any]:
        await calls(0)
        under_way = asyncio.ensure_future(calls(10))
        await asyncio.sleep(0)  # they have begun when the process is forked
        children = [Child(lambda n=n: asyncio.run(calls(n))) for n in (100, 200)]
        here = await under_way
        return [here, *[await asyncio.to_thread(child.answer) for child in children], await calls(20)]

    found = run_in_loop(parent())
    assert found == [[str(first + n) for n in range(8)] for first in (10, 100, 200, 20)]
    awaited.close()


def test_a_child_keeps_functions_secrets_limits_and_quota_and_changes_its_own(echo: Account) -> None:
    echo.change_limits({"execution_seconds": 3, "account_seconds": 100})
    echo.call("echo?n=1", simulated_seconds=2.5)
    state = echo.quota_state

    def there() -> dict[str, Any]:
        seen: dict[str, Any] = {
            "functions": list(echo.functions),
            "secrets": echo.secrets.names(),
            "limit": echo.limits.account_seconds,
        }
        seen["quota"] = echo.quota_state.time_remaining
        echo.secrets.delete("TOKEN")
        echo.secrets.add("TOKEN", "another-value")
        echo.functions.add("more", "sendResponse({ body: process.env.TOKEN });")
        echo.call("echo?n=1", simulated_seconds=3)
        return {**seen, "answer": json.loads(echo.call("echo?n=2").reply.body), "left": echo.quota_state.time_remaining}

    seen = in_child(there)
    assert (seen["functions"], seen["secrets"], seen["limit"]) == (["echo"], ["TOKEN"], 100)
    assert abs(seen["quota"] - state.time_remaining) <= 1
    assert seen["answer"] == {"n": "2", "secret": "another-value"}
    assert seen["left"] <= seen["quota"] - 3000
    assert call(echo, 3) == right(3)
    assert list(echo.functions) == ["echo"]
    assert state.time_remaining - 1000 < echo.quota_state.time_remaining < full(echo.limits).time_remaining


def test_ids_of_executions_differ_between_parent_and_children(echo: Account) -> None:
    def ids() -> list[str]:
        return [echo.call("echo?n=1").id for _ in range(3)] + [echo.call("none").id]

    found = [*ids(), *in_child(ids), *in_child(ids), *ids()]
    assert len(set(found)) == len(found)


def test_a_log_in_memory_begins_empty_in_a_child_and_the_parents_goes_on(echo: Account) -> None:
    earlier = [record.id for record in echo.log.records()]
    assert len(earlier) == 1
    before = echo.call("echo?n=1").id  # it waits to be written
    told = in_child(
        lambda: [
            len(echo.log.records()),
            echo.call("echo?n=2").id,
            [record.id for record in echo.log.records()],
        ]
    )
    after = echo.call("echo?n=3").id
    assert told == [0, told[1], [told[1]]]
    assert [record.id for record in echo.log.records()] == [after, before, *earlier]


def test_a_folder_that_follows_the_disk_does_so_in_both(make_account: AccountMaker, tmp_path: Path) -> None:
    folder = tmp_path / "shop.functions"
    folder.mkdir()
    (folder / "serverless.json").write_text(
        json.dumps({"runtime": "nodejs20.x", "endpoints": {"shop": {"file": "shop.js", "method": "GET"}}})
    )
    source = "exports.main = (context, sendResponse) => sendResponse({ body: { v: 1 } });"
    (folder / "shop.js").write_text(source)
    account = make_account()
    account.watched_folders.open(str(folder))

    def version() -> int:
        answer: int = json.loads(account.call("shop").reply.body)["v"]
        return answer

    assert version() == 1
    watches = descriptors("anon_inode:inotify")
    assert len(watches) == 1

    def there() -> list[Any]:
        first = version()
        (folder / "shop.js").write_text(source.replace("1", "22"))
        return [first, *(version() for _ in range(3)), len(descriptors("anon_inode:inotify"))]

    assert in_child(there) == [1, 22, 22, 22, 1]
    assert version() == 22
    account.watched_folders.close("shop")


LOCKS: dict[str, Callable[[Account], Any]] = {
    "secrets": lambda account: account.secrets._lock,
    "functions": lambda account: account.functions._lock,
    "deployments": lambda account: account.functions._deployments._lock,
    "quota": lambda account: account.quota._lock,
    "clock": lambda account: account.clock._lock,
    "following": lambda account: account.watched_folders._lock,
    "late failures": lambda account: account._recorder._late._lock,
    "log queue": lambda account: account.log._queue._lock,
    "log writer": lambda account: account.log._starting,
    "log": lambda account: account.log._lock,
    "pool": lambda account: account.pool._changed,
    "response": lambda _: getattr(vars(Execution)["response"], "lock", threading.Lock()),
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_that_another_thread_holds_does_not_stop_a_child(echo: Account, name: str) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with LOCKS[name](echo):
            held.set()
            done.wait()

    def there() -> list[Any]:
        echo.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
        echo.functions.add("more", "sendResponse({ body: 'more' });")
        echo.secrets.add("MORE", "more-to-hide")
        echo.watched_folders.end()
        text = echo.call("more").response.text
        return [text, call(echo, 7), len(echo.log.records())]

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        assert in_child(there) == ["more", right(7), 2]
    finally:
        done.set()
        thread.join()
    assert call(echo, 8) == right(8)


def test_listeners_of_a_program_are_told_in_a_child_what_happens_there(echo: Account) -> None:
    told: list[str] = []
    echo.executed.connect(lambda execution: told.append(execution.id))
    there = in_child(lambda: [echo.call("echo?n=1").id, told])
    assert there[1] == [there[0]]
    assert told == []


def test_a_child_that_closes_the_account_closes_its_own(echo: Account) -> None:
    def close() -> None:
        call(echo, 1)
        echo.close()

    in_child(close)
    in_child(echo.close)
    assert call(echo, 2) == right(2)
    assert len(echo.log.records()) == 2


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="fork is no longer what multiprocessing does unasked")
def test_fork_is_what_multiprocessing_does_here_unasked() -> None:
    assert multiprocessing.get_start_method() == "fork"
