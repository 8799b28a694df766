"""Those who watch the calls are told of each, and keep nothing of them waiting but what is told."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.logs.record import LogEvent, LogRecord, NotRun
from hsfunc_magics.web.live_log import LiveLog

FUNCTION = "exports.main = (context, sendResponse) => sendResponse({});"
LARGE = "exports.main = (context, sendResponse) => sendResponse({ body: 'x'.repeat(1e6) });"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    account = Account()
    account.functions.add("f", FUNCTION)
    account.functions.add("large", LARGE)
    yield account
    account.close()


def test_nobody_waits_with_the_bodies_of_calls(account: Account) -> None:
    told: list[LogEvent] = []
    full = threading.Event()

    def tell(some: list[LogEvent], _: int) -> None:
        full.wait(30)  # as an output that nobody reads
        told.extend(some)

    watching = LiveLog(account, tell, 0)
    calls = [weakref.ref(account.call("large")) for _ in range(3)]
    calls.append(weakref.ref(account.call("lagre", content=b"x" * 1_000_000)))
    gc.collect()
    assert [call() for call in calls] == [None] * 4
    full.set()
    watching.close(30)
    assert [type(each) for each in told] == [LogRecord] * 3 + [NotRun]
    assert [each.status_code for each in told] == [200, 200, 200, 404]


def test_executions_that_nobody_takes_are_counted(account: Account) -> None:
    told: list[LogEvent] = []
    missed: list[int] = []
    begun, full = threading.Event(), threading.Event()

    def tell(some: list[LogEvent], more: int) -> None:
        begun.set()
        full.wait(30)
        told.extend(some)
        missed.append(more)

    watching = LiveLog(account, tell, 0, most=2)
    account.call("f")
    assert begun.wait(30)
    for _ in range(5):
        account.call("f")
    full.set()
    watching.close(30)
    assert len(told) == 3
    assert sum(missed) == 3
