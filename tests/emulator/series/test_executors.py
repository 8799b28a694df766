"""Calls through an executor: each is what it would have been here, and nothing on the way tells a secret."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from hsfunc_magics import Account, Execution, RequestError, Settings
from hsfunc_magics.runtime.executors import worker

from ..conftest import AccountMaker
from ..projects.making import Wanted, make_project
from .wire import Wire

SECRET = "not-for-any-log-0815"


@pytest.fixture(scope="module", autouse=True)
def _instances_end() -> Any:
    yield
    for kept in worker._HERE._pools.values():
        kept.pool.close()
    worker._HERE.after_fork()


def facts(execution: Execution) -> dict[str, Any]:
    """All that does not differ from run to run."""
    error = execution.error
    return {
        "status": execution.status,
        "response": (execution.reply.status, execution.reply.headers, execution.reply.body),
        "console": [(line.level, line.text, str(line.position)) for line in execution.console],
        "error": (str(error), error.stack) if error is not None else None,
        "notes": [note.text for note in execution.notes],
        "leaks": execution.leaks,
        "outgoing": [(one.target, one.result, one.by) for one in execution.outgoing],
        "coverage": str(execution.coverage),
        "context": {key: value for key, value in execution.sent_context.items() if key != "limits"},
    }


FUNCTIONS = {
    "answer": "console.log('hi', context.secrets); sendResponse({ statusCode: 201, body: context });",
    "bytes": "sendResponse({ body: Buffer.from([0, 255, 128]), headers: { 'X-A': ['1', '2'] } });",
    "throws": "console.error('before');\nconst cause = new TypeError('low');\nthrow new Error('high', { cause });",
    "refused": "const value = 3;\nsendResponse({ statusCode: 'teapot' });",
    "silent": "return { statusCode: 200 };",
    "exits": "process.exit(3);",
    "leaks": "console.log(process.env.TOKEN); sendResponse({ body: process.env.TOKEN });",
    "pending": "setTimeout(() => {}, 5000); sendResponse({ body: 1 });",
    "late": "sendResponse({ body: 1 }); throw new RangeError('behind');",
    "fenced": "console.log(String(require('fs').readFileSync('/etc/passwd')));",
    "asks": "fetch('http://127.0.0.1:2/x').catch((e) => sendResponse({ body: e.cause.code }));",
    "syntax": "exports.main = (",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_execution_is_what_it_would_have_been_here(account: Account, name: str) -> None:
    account.secrets.add("TOKEN", SECRET)
    if name == "syntax":
        account.functions.load("f", '{"endpoints": {"syntax": {"file": "a.js"}}}', {"a.js": FUNCTIONS[name]})
    else:
        account.functions.add(name, FUNCTIONS[name], method="POST", secrets=["TOKEN"])
    method = "GET" if name == "syntax" else "POST"
    request = {"target": f"{name}?q=1", "method": method, "json": {"a": "ä"} if method == "POST" else None}
    account.clock.freeze("2026-01-01T00:00:00Z")  # nothing is booked, and the console has one time
    here = facts(account.call(**request, coverage=True))
    there = facts(next(account.map([request], Wire(), coverage=True)))
    assert there == here
    assert [record.status for record in account.log.records(limit=2)] == [here["status"]] * 2


def test_an_instance_is_kept_and_an_update_starts_anew(account: Account) -> None:
    account.functions.add("count", "global.n = (global.n ?? 0) + 1; sendResponse({ body: global.n });")
    assert bodies(account, ["count"] * 3, Wire()) == [1, 2, 3]
    assert bodies(account, ["count"], Wire()) == [4], "also for the next map"
    account.restart()
    assert bodies(account, ["count"], Wire()) == [1]
    account.functions.add("count", "sendResponse({ body: ['new'] });")
    assert bodies(account, ["count"], Wire()) == [["new"]]


def bodies(account: Account, requests: list[str], wire: Wire) -> list[Any]:
    return [execution.response.json() for execution in account.map(requests, wire, concurrency=1)]


def test_a_program_and_its_secrets_travel_once_and_nothing_on_the_way_shows_them(account: Account) -> None:
    account.secrets.add("TOKEN", SECRET)
    account.functions.add(
        "f",
        "console.log(process.env.TOKEN); sendResponse({ body: [process.env.TOKEN, context.secrets.TOKEN] });",
        secrets=["TOKEN"],
    )
    wire = Wire()
    executions = list(account.map(["f"] * 4, wire, concurrency=1))
    assert [execution.response.json() for execution in executions] == [[SECRET, SECRET]] * 4
    assert "".join(wire.told).count("Sealed") and not any(SECRET in told for told in wire.told)
    assert not any(SECRET.encode() in sent or b"context.secrets.TOKEN" in sent for sent in wire.sent)
    # Even taken apart, only one of the tasks has it.
    tasks = [pickle.loads(sent)[1][0] for sent in wire.sent[::2]]
    assert [task.parcel is not None for task in tasks] == [False, True, False, False, False]
    assert not any(SECRET in repr(task.run.value) for task in tasks)
    assert SECRET in repr(tasks[1].parcel.value)
    # A secret that only the context has: another value has to travel, too.
    account.functions.add(
        "g", "sendResponse({ body: [context.secrets.TOKEN] });", environment={"TOKEN": "x"}, secrets=["TOKEN"]
    )
    assert bodies(account, ["g"], Wire()) == [[SECRET]]
    account.settings = Settings(secret_delay_seconds=0)
    account.secrets.update("TOKEN", "another-value-4711")
    assert bodies(account, ["g"], Wire()) == [["another-value-4711"]]


def test_the_quota_the_log_and_the_limits_are_those_of_the_account(account: Account) -> None:
    account.change_limits({"execution_seconds": 300})
    account.functions.add("f", "sendResponse({ body: context.limits.executionsRemaining });")
    executions = list(account.map(["f"] * 4, Wire(), concurrency=1, simulated_seconds=250))
    assert [execution.reply.status for execution in executions] == [200, 200, 200, 429]
    assert [execution.response.json() for execution in executions[:3]] == [2, 1, 0]
    assert len(list(account.log.records(limit=100))) == 3


def test_a_clock_that_stands_inside_is_seen_there(account: Account) -> None:
    account.functions.add("now", "sendResponse({ body: [Date.now(), Math.random()] });")
    account.clock.freeze("2026-01-01T00:00:00Z", inside=True, seed=7)
    here = account.call("now").response.json()
    account.clock.freeze("2026-01-01T00:00:00Z", inside=True, seed=7)
    assert bodies(account, ["now"], Wire()) == [here]
    account.clock.real()
    assert bodies(account, ["now"], Wire())[0][0] > here[0]


def test_what_answers_in_this_process_is_refused_elsewhere_before_anything_has_run(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: 1 });")
    for begin, told in ((lambda: account.mock("GET", "https://a.test/"), "mocks"), (account.mock_hubspot, "HubSpot")):
        begin()
        wire = Wire()
        with pytest.raises(RequestError, match=rf"do not reach what is in this one: .*{told}.*ThreadPoolExecutor"):
            list(account.map(["f"], wire))
        assert wire.sent == [] and len(list(account.log.records(limit=100))) == 0
    with pytest.raises(RequestError, match="mocks"):
        account.repeat("f", 3, executor=Wire())


@pytest.mark.parametrize("setting", ["refuse", "auto"])
def test_requests_are_refused_there_as_here(account: Account, setting: Any) -> None:
    source = "fetch(context.params.url[0]).catch((e) => sendResponse({ body: [e.cause.code, e.cause.message] }));"
    account.functions.add("f", source)
    account.settings, account.unattended = Settings(outgoing=setting), True
    for url in ("https://api.test/x", "http://127.0.0.1:2/x"):
        here = account.call("f", params={"url": url})
        there = next(account.map([{"target": "f", "params": {"url": url}}], Wire()))
        assert there.response.json() == here.response.json()
        asked = [[(one.by, str(one.failure)) for one in execution.outgoing] for execution in (here, there)]
        assert asked[0] == asked[1] != []


def test_a_closed_network_and_the_limits_of_a_project_hold_there(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(network=False))
    account.functions.add("f", "fetch('http://127.0.0.1:2/x').catch((e) => sendResponse({ body: [e.cause.code] }));")
    account.projects.load(make_project({"x": Wanted("exports.main = async (context) => { while (true) {} };")}))
    here, there = account.call("f"), next(account.map(["f"], Wire()))
    assert facts(there) == facts(here) and "closes the network" in here.notes[0].text
    account.change_limits({"execution_seconds": 0.3})
    there = next(account.map(["/hs/serverless/x"], Wire()))
    assert "timed out after 0.30 seconds" in str(there.error)
