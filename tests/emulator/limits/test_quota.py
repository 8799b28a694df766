"""600 s of execution time in a sliding minute (contract §5, §7), on the account's clock (§1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, Clock, Limits
from hsfunc_magics.emulator.limits.quota import Quota, QuotaState

START = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = Limits()


def frozen() -> tuple[Clock, Quota]:
    clock = Clock()
    clock.freeze(START)
    return clock, Quota(clock)


def test_a_fresh_account_has_all_of_it() -> None:
    assert frozen()[1].state(LIMITS) == QuotaState(600_000, 60)


def test_executions_are_the_full_ones_that_still_fit() -> None:
    _, quota = frozen()
    for booked, state in (
        (0.001, QuotaState(599_999, 59)),
        (9.999, QuotaState(590_000, 59)),
        (0.0004, QuotaState(590_000, 59)),
        (584.9996, QuotaState(5_000, 0)),
    ):
        quota.book(booked)
        assert quota.state(LIMITS) == state


def test_more_than_all_of_it_is_nothing_left() -> None:
    _, quota = frozen()
    quota.book(700)
    assert quota.state(LIMITS) == QuotaState(0, 0)


def test_booked_time_counts_for_a_minute() -> None:
    clock, quota = frozen()
    quota.book(100)
    clock.advance(timedelta(seconds=30))
    quota.book(200)
    clock.advance(timedelta(seconds=29.9))
    assert quota.state(LIMITS).time_remaining == 300_000
    clock.advance(timedelta(seconds=0.1))
    assert quota.state(LIMITS).time_remaining == 400_000
    clock.advance(timedelta(seconds=30))
    assert quota.state(LIMITS) == QuotaState(600_000, 60)


@pytest.mark.parametrize(("booked", "wait"), [(599.9, 0), (600, 60), (650, 60)])
def test_the_wait_is_told_in_whole_seconds(booked: float, wait: int) -> None:
    _, quota = frozen()
    quota.book(booked)
    assert quota.retry_after(LIMITS) == wait


def test_the_wait_ends_when_enough_has_slid_out_and_not_before() -> None:
    clock, quota = frozen()
    for _ in range(10):
        quota.book(70)
        clock.advance(timedelta(seconds=1))
    wait = quota.retry_after(LIMITS)
    assert wait == 51
    clock.advance(timedelta(seconds=wait - 1))
    assert quota.retry_after(LIMITS) == 1
    clock.advance(timedelta(seconds=1))
    assert quota.retry_after(LIMITS) == 0


@given(steps=st.lists(st.tuples(st.floats(0, 100), st.floats(0, 50)), max_size=30))
def test_waiting_as_told_is_always_enough(steps: list[tuple[float, float]]) -> None:
    clock, quota = frozen()
    for booked, pause in steps:
        quota.book(booked)
        clock.advance(timedelta(seconds=pause))
        state = quota.state(LIMITS)
        assert 0 <= state.time_remaining <= 600_000
        assert state.executions_remaining <= state.time_remaining // 10_000 + 1
    clock.advance(timedelta(seconds=quota.retry_after(LIMITS)))
    assert quota.retry_after(LIMITS) == 0


def test_an_execution_is_booked_with_its_time(account: Account) -> None:
    account.functions.add("f", "await new Promise((r) => setTimeout(r, 200)); sendResponse({});")
    execution = account.call("f")
    left = account.quota_state.time_remaining
    assert 599_000 < left <= 599_800
    assert left == 600_000 - round(execution.elapsed.total_seconds() * 1000)


def test_no_execution_is_booked_with_more_than_it_may_take(account: Account) -> None:
    """It is cut off a little late, or far too late where the whole process was stopped meanwhile."""
    account.change_limits({"execution_seconds": 0.05})
    account.functions.add("f", "for (;;) ;")
    seconds = [account.call("f").elapsed.total_seconds() for _ in range(3)]
    assert min(seconds) > 0.05
    assert account.quota_state.time_remaining == 600_000 - 3 * 50


def test_a_clock_is_real_until_it_is_frozen_and_again_after() -> None:
    clock = Clock()
    assert not clock.frozen
    clock.freeze(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose: it is read as UTC
    assert clock.now() == START and clock.frozen
    clock.advance(timedelta(minutes=1))
    assert clock.now() - START == timedelta(minutes=1)
    clock.real()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    clock.freeze()
    assert clock.now() == clock.now()


def test_a_clock_does_not_go_back_and_a_real_one_is_not_advanced() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="freeze it"):
        clock.advance(timedelta(seconds=1))
    clock.freeze(START)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(timedelta(seconds=-1))


def test_lines_and_executions_carry_the_accounts_time(account: Account) -> None:
    account.clock.freeze(START)
    account.functions.add("f", "console.log('x'); sendResponse({});")
    execution = account.call("f")
    assert execution.created == START
    assert START <= execution.console[0].time < START + timedelta(seconds=5)


def test_time_booked_ahead_of_a_clock_that_was_set_back_does_not_count() -> None:
    clock = Clock()
    quota = Quota(clock)
    quota.book(100.0)
    clock.freeze(datetime(2020, 1, 1, tzinfo=UTC))
    assert quota.state(Limits()).time_remaining == 600_000
    quota.book(50.0)
    assert quota.state(Limits()).time_remaining == 550_000
    clock.real()
    assert quota.state(Limits()).time_remaining == 600_000


def test_thousands_of_executions_a_second_are_counted_and_not_kept_one_by_one() -> None:
    clock, quota = frozen()
    for number in range(5_000):
        clock.freeze(START + timedelta(milliseconds=number / 5))
        quota.book(0.001)
    assert quota.state(LIMITS).time_remaining == 595_000
    assert len(quota._booked) <= 101
    clock.freeze(START + timedelta(seconds=60.5))
    assert abs(quota.state(LIMITS).time_remaining - 597_500) <= 50
    clock.freeze(START + timedelta(seconds=61))
    assert quota.state(LIMITS).time_remaining == 600_000
