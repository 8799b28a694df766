"""`account.map` on a Dask cluster of two processes: what it shows, and what comes of workers that are killed."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from distributed import Client, LocalCluster

from hsfunc_magics import Account, RuntimeUnavailable
from hsfunc_magics.runtime.executors.routes import ToDask
from hsfunc_magics.runtime.executors.task import Task

from .counting import SOURCE, Counting, counting

SECRET = "not-for-any-log-0815"
TELLS = """global.n = (global.n ?? 0) + 1;
console.log('told', process.env.TOKEN);
sendResponse({ body: { n: global.n, worker: process.ppid, secret: context.secrets.TOKEN } });
"""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=False) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def place() -> Iterator[Counting]:
    with counting() as place:
        yield place


def on_scheduler(dask_scheduler: Any) -> str:
    """All that the scheduler keeps of tasks, and has told."""
    tasks = [
        (key, repr(task), repr(task.run_spec), pickle.dumps(task.run_spec))
        for key, task in dask_scheduler.tasks.items()
    ]
    return f"{tasks} {dask_scheduler.get_logs()} {list(dask_scheduler.transition_log)}"


def on_worker(dask_worker: Any) -> str:
    """The same of a worker, with what it would spill to disk."""
    kept = [(key, repr(value), pickle.dumps(value)) for key, value in dict(dask_worker.data).items()]
    tasks = [(key, repr(task), repr(task.run_spec)) for key, task in dask_worker.state.tasks.items()]
    return f"{kept} {tasks} {dask_worker.get_logs()} {list(dask_worker.state.log)}"


def test_functions_and_secrets_travel_once_to_each_worker_and_are_shown_nowhere(
    account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.secrets.add("TOKEN", SECRET)
    account.functions.add("tells", TELLS, secrets=["TOKEN"])
    tasks: list[Task] = []
    send = ToDask.send
    monkeypatch.setattr(ToDask, "send", lambda route, task, to=None: tasks.append(task) or send(route, task, to))
    executions = account.map(["tells"] * 40, client)
    shown, bodies = "", []
    for number, execution in enumerate(executions):
        bodies.append(execution.response.json())
        assert "•" in execution.console[0].text or SECRET not in execution.console[0].text
        if number % 10 == 0:
            shown += client.run_on_scheduler(on_scheduler) + "".join(client.run(on_worker).values())
    assert len(shown) > 10_000 and "run_function" in shown and SECRET not in shown
    assert all(body["secret"] == SECRET for body in bodies)
    workers = {body["worker"] for body in bodies}
    assert len(workers) == 2 and os.getpid() not in workers and set(executions.workers) == set(client.nthreads())
    for worker in workers:
        seen = [body["n"] for body in bodies if body["worker"] == worker]
        assert sorted(seen) == list(range(1, len(seen) + 1)), "each keeps one instance"
    assert sum(task.parcel is not None for task in tasks) == 2
    assert not any(SECRET in repr(task.run.value) for task in tasks)
    # The next map finds it there.
    tasks.clear()
    assert sum(1 for _ in account.map(["tells"] * 10, client.get_executor())) == 10
    assert not any(task.parcel is not None for task in tasks)
    assert len(list(account.log.records(limit=100))) == 50
    assert account.quota_state.time_remaining < 600_000


def test_a_killed_worker_loses_no_result_and_its_calls_run_once_more(
    account: Account, client: Client, place: Counting
) -> None:
    account.functions.add("counted", SOURCE)
    place.deadly[7] = 1
    executions = list(account.map((place.call(number) for number in range(30)), client))
    assert [execution.response.json()["n"] for execution in executions] == [str(number) for number in range(30)]
    assert place.came[7] == 2 and set(place.came.values()) == {1, 2} and set(place.came) == set(range(30))
    again = [number for number, execution in enumerate(executions) if execution.notes]
    assert {number for number, times in place.came.items() if times == 2} <= set(again) and len(again) <= 2
    assert "was lost while it had this call, so it was run once more" in executions[7].notes[0].text
    assert len(list(account.log.records(limit=100))) == 30


def test_a_call_that_loses_two_workers_is_not_run_a_third_time(
    account: Account, client: Client, place: Counting
) -> None:
    client.wait_for_workers(2, 60)
    account.functions.add("counted", SOURCE)
    place.deadly[3] = 9
    executions = account.map((place.call(number) for number in range(6)), client, concurrency=1)
    assert [next(executions).response.json()["n"] for _ in range(3)] == ["0", "1", "2"]
    with pytest.raises(RuntimeUnavailable, match=r"Two workers were lost while they had this call, tcp://.*not run a"):
        next(executions)
    assert place.came[3] == 2 and len(list(account.log.records(limit=100))) == 3


def test_without_a_worker_it_is_said_how_to_get_one(
    account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuntimeUnavailable, match=r"has the address tcp://127.0.0.1:1: client.nthreads\(\)"):
        account.map(["f"], client.get_executor(workers="tcp://127.0.0.1:1"))
    monkeypatch.setattr(client, "nthreads", dict)
    with pytest.raises(RuntimeUnavailable, match=r"no worker yet: client.wait_for_workers\(1\)"):
        account.map(["f"], client)
