"""When functions came and changed, by the account's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hsfunc_magics import Account
from hsfunc_magics.emulator.functions.function_list import list_functions

START = datetime(2026, 1, 1, tzinfo=UTC)


def times(account: Account) -> dict[str, tuple[float, float]]:
    """Seconds after the start: created and updated."""
    return {
        row.endpoint.name: ((row.times.created - START).total_seconds(), (row.times.updated - START).total_seconds())
        for row in list_functions(account.functions, account.change_times).rows
        if row.times is not None
    }


def test_a_change_of_source_or_entry_counts_and_nothing_else(account: Account) -> None:
    account.clock.freeze(START)
    for name in ("a", "b", "c"):
        account.functions.add(name, "sendResponse({});")
    account.clock.advance(timedelta(seconds=5))
    account.functions.add("a", "sendResponse({ body: 1 });")
    account.functions.add("b", "sendResponse({});")
    account.functions.add("c", "sendResponse({});", method="POST")
    assert times(account) == {"a": (0, 5), "b": (0, 0), "c": (0, 5)}
    account.functions.remove("a")
    account.functions.add("a", "sendResponse({ body: 1 });")
    assert times(account)["a"] == (5, 5)


def test_times_of_a_running_clock_stay_out_of_the_table(account: Account) -> None:
    account.functions.add("a", "sendResponse({});")
    assert not list_functions(account.functions, account.change_times).with_times
    assert list_functions(account.functions, account.change_times, with_times=True).with_times
    account.clock.freeze(START)
    account.functions.add("a", "sendResponse({ body: 1 });")
    assert not list_functions(account.functions, account.change_times).with_times, "it was created while the clock ran"
