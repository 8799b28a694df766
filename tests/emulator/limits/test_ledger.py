"""One account's minute booked by several processes (contract §1): what each knows, and when."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Clock, Limits
from hsfunc_magics.emulator.limits.ledger import QuotaLedger, make_ledger
from hsfunc_magics.emulator.limits.quota import Quota

LIMITS = Limits()
PLACES = 3


@contextmanager
def together(clock: Clock) -> Iterator[tuple[list[Quota], int]]:
    """The quotas of as many processes as there are places, and the ledger's descriptor."""
    descriptor = make_ledger(PLACES)
    try:
        quotas = [Quota(clock) for _ in range(PLACES)]
        for place, quota in enumerate(quotas):
            quota.share(QuotaLedger(descriptor, place))
        yield quotas, descriptor
    finally:
        os.close(descriptor)


def frozen() -> Clock:
    clock = Clock()
    clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    return clock


Steps = st.lists(st.tuples(st.integers(0, PLACES - 1), st.integers(0, 100), st.integers(0, 20)), max_size=30)


@given(Steps)
def test_processes_that_ask_know_what_one_process_would(steps: list[tuple[int, int, int]]) -> None:
    clock = frozen()
    alone = Quota(clock)
    with together(clock) as (quotas, _):
        for who, seconds, pause in steps:
            quotas[who].book(seconds)
            alone.book(seconds)
            assert {quota.state(LIMITS) for quota in quotas} == {alone.state(LIMITS)}
            assert {quota.retry_after(LIMITS) for quota in quotas} == {alone.retry_after(LIMITS)}
            clock.advance(timedelta(seconds=pause))


@given(Steps, st.integers(0, PLACES - 1))
def test_who_asks_late_counts_longer_and_never_less(steps: list[tuple[int, int, int]], late: int) -> None:
    clock = frozen()
    alone = Quota(clock)
    with together(clock) as (quotas, _):
        for who, seconds, pause in steps:
            quotas[who].book(seconds)
            alone.book(seconds)
            clock.advance(timedelta(seconds=pause))
        assert quotas[late].state(LIMITS).time_remaining <= alone.state(LIMITS).time_remaining
        clock.advance(timedelta(seconds=LIMITS.window_seconds))
        assert quotas[late].retry_after(LIMITS) == 0


def test_who_takes_the_place_of_another_knows_the_minute_and_books_on() -> None:
    clock = frozen()
    with together(clock) as (quotas, descriptor):
        quotas[0].book(100)
        quotas[1].book(300)
        quotas[0].state(LIMITS)  # as a server asks ten times a second
        clock.advance("10s")
        booked = quotas[0].shared(LIMITS)
        quotas[2].book(50)
        next_one = Quota(clock)
        next_one.share(QuotaLedger(descriptor, 1, booked.seen), booked)
        next_one.book(100)
        for quota in (quotas[0], quotas[2], next_one):
            assert quota.state(LIMITS).time_remaining == 50_000
        clock.advance("50s")
        assert next_one.state(LIMITS).time_remaining == 450_000
