"""`account.map` in this process: what it takes, and what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from hsfunc_magics import Account, RequestError

ECHO = """exports.main = (context, sendResponse) => {
  if (context.params.to) return sendResponse({ statusCode: 302, headers: { Location: context.params.to[0] } });
  sendResponse({ body: [context.method, context.params.n, context.body] });
};"""


@pytest.fixture
def echo(account: Account) -> Account:
    account.functions.add("echo", ECHO, method=["GET", "POST"])
    return account


def test_a_request_is_a_target_arguments_of_a_call_or_a_request(echo: Account) -> None:
    requests = ["echo?n=1", {"target": "echo", "json": {"a": 2}}, echo.request("echo?n=3"), {"target": "echo?n=4"}]
    bodies = [execution.response.json() for execution in echo.map(requests)]
    assert bodies == [["GET", ["1"], None], ["POST", None, {"a": 2}], ["GET", ["3"], None], ["GET", ["4"], None]]


def test_what_all_requests_have_is_said_once(echo: Account) -> None:
    executions = echo.map(({"json": {"a": n}} for n in range(3)), target="echo?n=1", simulated_seconds=2)
    assert [execution.response.json()[2] for execution in executions] == [{"a": 0}, {"a": 1}, {"a": 2}]
    assert echo.quota_state.time_remaining == 594_000
    followed = next(echo.map(["echo?to=echo?n=7"], follow_redirects=True))
    assert followed.response.json()[1] == ["7"] and len(followed.history) == 1


def test_each_call_has_its_record_and_nothing_is_called_before_it_is_wanted(echo: Account) -> None:
    asked: list[int] = []

    def requests() -> Iterator[str]:
        for number in range(10_000):
            asked.append(number)
            yield f"echo?n={number}"

    executions = echo.map(requests(), concurrency=2)
    assert asked == []
    first = [next(executions).response.json()[1] for _ in range(5)]
    executions.close()
    assert first == [["0"], ["1"], ["2"], ["3"], ["4"]]
    assert 5 <= len(list(echo.log.records(limit=100))) <= len(asked) <= 5 + 2 * 4
    assert list(executions) == []


@pytest.mark.parametrize(
    ("requests", "more", "told"),
    [
        ("echo", {}, "several requests: give a list"),
        ({"target": "echo"}, {}, "several requests: give a list"),
        (7, {}, "several requests: give a list"),
        (["echo"], {"concurrency": 0}, "At least one call"),
        ([("POST", "echo")], {}, r"dicts of account.call's arguments.*: not a tuple"),
        ([{"target": "echo", "jsn": 1}], {}, "no argument jsn. Did you mean json"),
        (["echo"], {"header": {}}, "no argument header. Did you mean headers"),
        ([{"target": "echo", "inspect": True}], {}, "inspect does not go with map: somebody steps"),
        (["echo"], {"origin": "https://a.test"}, "origin does not go with map"),
        ([{}], {}, "Which endpoint"),
        (["echo"], {"executor": "pool"}, r"ProcessPoolExecutor\(\), or a Dask client: not str"),
    ],
)
def test_what_cannot_be_called_is_refused_with_what_can(echo: Account, requests: Any, more: Any, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        list(echo.map(requests, **more))
    assert len(list(echo.log.records(limit=100))) == 0


def test_ctrl_c_ends_it_and_what_was_taken_stays(echo: Account) -> None:
    def requests() -> Iterator[str]:
        yield "echo?n=1"
        raise KeyboardInterrupt

    executions = echo.map(requests())
    with pytest.raises(KeyboardInterrupt):
        next(executions)
    assert list(executions) == []
    assert echo.call("echo?n=2").ok


def test_threads_of_an_executor_reach_what_is_in_this_process(echo: Account) -> None:
    echo.mock("GET", "https://api.test/x", json={"mocked": True})
    echo.functions.add("ask", "fetch('https://api.test/x').then(r => r.json()).then(body => sendResponse({ body }));")
    with ThreadPoolExecutor(2) as executor:
        executions = echo.map(["ask"] * 5, executor)
        assert [execution.response.json() for execution in executions] == [{"mocked": True}] * 5
        assert executions.workers == {"threads of this process": 5}
        executions = echo.map(["ask"] * 50, executor, concurrency=1)
        next(executions)
    with pytest.raises(Exception, match=r"shut down before all calls were made: take the executions while it is open"):
        list(executions)


def test_executions_that_nobody_takes_hold_no_thread(echo: Account) -> None:
    executions = echo.map((f"echo?n={number}" for number in count()), concurrency=2)
    next(executions)
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("hsfunc-series")]
    assert len(threads) == 2
    del executions
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
