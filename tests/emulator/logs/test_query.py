"""A query finds the same in the database as among the records that wait for it, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics.emulator.call.execution import ConsoleLine, ErrorInfo, Memory, Status
from hsfunc_magics.emulator.logs.database import LogDatabase
from hsfunc_magics.emulator.logs.query import COLUMNS, LogQuery, microseconds, moment
from hsfunc_magics.emulator.logs.record import LogRecord

TIMES = st.integers(0, 40).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
TEXTS = st.text(st.sampled_from("aAßSs%_\\'\"\n\0é\ud800İ"), max_size=6)
RECORDS = st.builds(
    LogRecord,
    id=st.uuids().map(str),
    endpoint=st.sampled_from(["f", "g", "a/b"]),
    method=st.just("GET"),
    status=st.sampled_from(Status),
    status_code=st.just(200),
    created=TIMES,
    elapsed=st.integers(0, 9).map(lambda ms: timedelta(milliseconds=ms)),
    memory=st.none() | st.builds(Memory, st.integers(0, 3), st.just(128)),
    console=st.lists(st.builds(ConsoleLine, st.just("INFO"), TEXTS, TIMES), max_size=2).map(tuple),
    error=st.none() | st.builds(ErrorInfo, TEXTS, TEXTS),
)
QUERIES = st.builds(
    LogQuery,
    endpoint=st.none() | st.sampled_from(["f", "g", "h"]),
    statuses=st.frozensets(st.sampled_from(Status)),
    since=st.none() | TIMES,
    search=st.none() | TEXTS,
    sort=st.none() | st.sampled_from(sorted(COLUMNS)),
    reverse=st.booleans(),
    limit=st.none() | st.integers(1, 5),
)


@pytest.fixture(scope="module")
def store() -> Iterator[LogDatabase]:
    made = LogDatabase(None, 1)
    yield made
    made.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, max_size=12, unique_by=lambda record: record.id), query=QUERIES)
def test_sql_and_python_find_the_same(store: LogDatabase, records: list[LogRecord], query: LogQuery) -> None:
    store.drop(2**60)
    store.write(records)
    newest_first = [record for record in reversed(records) if query.matches(record)]
    assert [record.id for record in store.find(query)] == [record.id for record in query.ordered(newest_first)]


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_kept_to_the_microsecond(time: datetime) -> None:
    assert moment(microseconds(time)) == time
