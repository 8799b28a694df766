"""`account.map` in the processes of a `ProcessPoolExecutor`, also where one of them is killed."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from hsfunc_magics import Account

from ...forks import MULTI_THREADED
from .counting import SOURCE, counting

SECRET = "not-for-any-log-0815"
SECRETS = """global.n = (global.n ?? 0) + 1;
sendResponse({ body: { n: global.n, pid: process.pid, worker: process.ppid, secret: context.secrets.TOKEN } });
"""


@pytest.mark.filterwarnings(MULTI_THREADED)
@pytest.mark.parametrize("start", ["spawn", "fork"])
def test_each_worker_keeps_its_instances_and_a_killed_one_loses_no_call(account: Account, start: str) -> None:
    account.secrets.add("TOKEN", SECRET)
    account.functions.add("count", SECRETS, secrets=["TOKEN"])
    account.functions.add("counted", SOURCE)
    with counting() as place, ProcessPoolExecutor(2, multiprocessing.get_context(start)) as executor:
        executions = account.map(["count"] * 30, executor)
        bodies = [execution.response.json() for execution in executions]
        assert sum(executions.workers.values()) == 30 and len(executions.workers) <= 2
        assert all(body["secret"] == SECRET and body["worker"] != os.getpid() for body in bodies)
        of_instances: dict[Any, list[int]] = {}
        for body in bodies:
            of_instances.setdefault(body["pid"], []).append(body["n"])
        assert len(of_instances) <= 2
        assert all(sorted(seen) == list(range(1, len(seen) + 1)) for seen in of_instances.values())

        place.deadly[5] = 1
        executions = account.map((place.call(number) for number in range(12)), executor, concurrency=2)
        told = [(execution.response.json()["n"], len(execution.notes)) for execution in executions]
    assert [number for number, _ in told] == [str(number) for number in range(12)]
    # What was under way ran once more, here, and so does what follows once the executor has seen that it is broken.
    assert place.came[5] == 2 and max(place.came.values()) == 2
    assert place.workers[5][1] == os.getpid()
    again = [int(number) for number, notes in told if notes]
    assert 5 in again and len(again) <= 2
    here = sum(os.getpid() in workers for workers in place.workers.values())
    assert executions.workers["this process"] == here
