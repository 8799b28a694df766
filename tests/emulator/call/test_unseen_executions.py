"""An execution is made when somebody looks at it, and shows the account as it was at the call (contract §6, §8)."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.emulator.clock import Clock

from ..conftest import AccountMaker

VALUE = "a-value-to-hide-7Q2m"
LEAKS = "console.log(process.env.TOKEN); sendResponse({ body: process.env.TOKEN });"


@pytest.mark.parametrize("way", [lambda it: it, copy.copy, lambda it: pickle.loads(pickle.dumps(it))])
def test_what_changes_after_a_call_does_not_show_in_it(
    make_account: AccountMaker, way: Callable[[Execution], Execution]
) -> None:
    clock = Clock()
    clock.freeze("2026-01-01T00:00:00Z")
    account = make_account(clock=clock)
    account.secrets.add("TOKEN", VALUE)
    account.functions.add("leaks", LEAKS, secrets=["TOKEN"])
    seen, unseen = account.call("leaks", simulated_seconds=2), account.call("leaks", simulated_seconds=2)
    assert seen.limits_after == account.quota_state.__class__(598_000, 59)
    account.secrets.delete("TOKEN")
    account.change_limits({"account_seconds": 5, "memory_mb": 256})
    account.functions.delete("leaks")
    clock.advance(timedelta(days=3))
    clock.real()

    execution = way(unseen)
    assert VALUE not in repr(execution) + str(execution.console) + str(execution.context)
    assert execution.leaks == ("console", "body")
    assert (execution.created, execution.frozen, execution.simulated) == (seen.created, True, True)
    assert execution.limits is not None
    assert execution.limits.time_remaining == 598_000
    assert execution.limits_in_force == seen.limits_in_force
    assert [line.text for line in execution.console] == ["•••"]
    assert [note.text for note in execution.notes] == [note.text for note in seen.notes]


def test_two_threads_may_be_the_first_to_look(account: Account) -> None:
    account.functions.add("f", "console.log('one'); sendResponse({ body: 'x' });")
    both = Barrier(2)

    def look(execution: Execution) -> tuple[str, int, int]:
        both.wait()
        return execution.id, execution.reply.status, len(execution.console)

    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            execution = account.call("f")
            first, second = threads.map(look, (execution, execution))
            assert first == second == (execution.id, 200, 1)


def test_nothing_is_made_until_somebody_looks_and_then_once(account: Account) -> None:
    account.functions.add("f", "sendResponse({});")
    execution, made = copy.copy(account.call("f")), list[int]()

    def make() -> Execution:
        made.append(1)
        return execution

    unseen = Execution.later(make)
    assert made == []
    assert unseen == execution
    assert unseen.reply == PlatformResponse(200, execution.reply.headers)
    assert made == [1]
