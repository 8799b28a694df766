"""The account's clock from the first day that Python knows to the last: everything that reads it goes on."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics import Account, Status
from hsfunc_magics.emulator.clock import Clock, iso
from hsfunc_magics.emulator.limits.limits import Limits, change
from hsfunc_magics.emulator.logs.query import LogQuery
from hsfunc_magics.emulator.logs.text import record_lines
from hsfunc_magics.emulator.settings import Settings

from .conftest import AccountMaker

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
ENDS = [FIRST, FIRST + timedelta(days=89), LAST - timedelta(days=1), LAST]
ZONES = st.builds(timezone, st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59)))


def test_times_may_be_texts_and_what_is_none_is_told() -> None:
    clock = Clock()
    clock.freeze("2026-01-01T00:00:00Z")
    clock.advance("61s")
    assert iso(clock.now()) == "2026-01-01T00:01:01.000Z"
    clock.freeze("2026-01-02")
    assert iso(clock.now()) == "2026-01-02T00:00:00.000Z"
    with pytest.raises(ValueError, match=r"'noon' is no time: write it as 2026-01-01T00:00:00Z"):
        clock.freeze("noon")
    with pytest.raises(TypeError, match="not at 7, of type int"):
        clock.freeze(7)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="is no duration"):
        clock.advance("long")
    with pytest.raises(TypeError, match="a text such as '61s', not by 61, of type int"):
        clock.advance(61)  # type: ignore[arg-type]
    assert iso(clock.now()) == "2026-01-02T00:00:00.000Z"


@pytest.mark.parametrize("at", ENDS)
@pytest.mark.parametrize("in_file", [False, True])
def test_calls_are_logged_and_listed_at_both_ends_of_time(
    make_account: AccountMaker, tmp_path: Path, at: datetime, in_file: bool
) -> None:
    account = make_account(settings=Settings(log_file=str(tmp_path / "log.sqlite") if in_file else None))
    account.clock.freeze(at)
    account.secrets.add("KEY", "one-value")
    account.functions.add("f", "console.log('x'); sendResponse({ body: process.env.KEY });", secrets=["KEY"])
    account.secrets.update("KEY", "other-value")
    assert account.call("f").response.text == "one-value"
    for query in (LogQuery(), LogQuery(since=FIRST), LogQuery(sort="time"), LogQuery(search="x")):
        (record,) = account.log.records(query)
        assert record.status is Status.SUCCESS
        assert abs(record.created - at) < timedelta(milliseconds=2)
        assert record_lines(record, named=True)[0].startswith(f"{at:%Y}".zfill(4))
    assert account.log.endpoints() == {"f"}
    assert account.log.records().to_frame()["time"][0].year == at.year


@pytest.mark.parametrize("at", ENDS)
def test_a_log_file_of_another_time_is_read_at_both_ends(
    make_account: AccountMaker, tmp_path: Path, at: datetime
) -> None:
    settings = Settings(log_file=str(tmp_path / "log.sqlite"))
    first = make_account(settings=settings)
    first.functions.add("f", "sendResponse({});")
    first.call("f")
    assert len(first.log.records()) == 1, "it is written"
    second = make_account(settings=settings)
    second.clock.freeze(at)
    assert len(second.log.records()) == (1 if at.year == 1 else 0), "the retention is the clock's"


@pytest.mark.parametrize("at", ENDS)
def test_a_log_kept_without_end_is_read_and_written(make_account: AccountMaker, at: datetime) -> None:
    account = make_account(limits=change(Limits(), {"log_days": 10**18}))
    account.functions.add("f", "sendResponse({});")
    account.call("f")
    account.clock.freeze(at)
    account.call("f")
    assert len(account.log.records()) == 2
    assert account.log.records().remarks == ()


@pytest.mark.parametrize("at", ENDS)
def test_the_quota_is_throttled_and_told_at_both_ends(account: Account, at: datetime) -> None:
    account.clock.freeze(at)
    account.functions.add("f", "sendResponse({});")
    for _ in range(60):
        account.quota.book(10.0)
    execution = account.call("f")
    assert execution.response.status_code == 429
    assert execution.response.headers["Retry-After"] == "60"


def test_a_clock_does_not_pass_the_end_of_time_and_stands_where_it_stood() -> None:
    clock = Clock()
    clock.freeze(LAST - timedelta(hours=1))
    before = clock.now()
    for by in (timedelta(hours=2), timedelta.max):
        with pytest.raises(ValueError, match="9999-12-31"):
            clock.advance(by)
        assert clock.now() == before
    clock.advance(timedelta(minutes=59))
    assert iso(clock.now()) > iso(before)


@given(at=st.datetimes(timezones=st.one_of(st.none(), ZONES)), by=st.timedeltas(timedelta(0)))
@example(FIRST.replace(tzinfo=timezone(timedelta(hours=5))), timedelta(0))
@example(LAST.replace(tzinfo=timezone(timedelta(hours=-5))), timedelta(0))
@example(LAST, timedelta(microseconds=1))
@example(FIRST, LAST - FIRST)
def test_a_clock_tells_every_time_that_it_takes(at: datetime, by: timedelta) -> None:
    clock = Clock()
    try:
        clock.freeze(at)
    except ValueError:
        assert at.tzinfo is not None
        return
    stamp = clock.timestamp()
    assert abs(clock.now() - at.replace(tzinfo=at.tzinfo or UTC)) < timedelta(milliseconds=2)
    with suppress(ValueError):
        clock.advance(by)
    assert iso(clock.now()).endswith("Z")
    assert clock.passed() >= stamp
