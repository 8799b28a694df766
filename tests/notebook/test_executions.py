"""The recent executions that a panel lists: bounded by number and by bytes, and found as long as anybody holds them."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.call.execution import Execution, Status
from hsfunc_magics.emulator.call.request import Request
from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.emulator.outgoing.exchanges import seen
from hsfunc_magics.emulator.secrets.masking import Masker
from hsfunc_magics.notebook.executions import Recent

from ..outgoing_calls import exchange


def execution(number: int, size: int = 0) -> Execution:
    return Execution(
        id=str(number),
        endpoint="f",
        request=Request("GET", "https", "example.com", "/_hcms/api/f", "", ()),
        reply=PlatformResponse(200, (), b"x" * size),
        created=datetime(2026, 1, 1, tzinfo=UTC),
        status=Status.SUCCESS,
    )


def test_the_newest_come_first_and_the_oldest_go() -> None:
    recent = Recent(most=3)
    for number in range(5):
        recent.add(execution(number))
    assert [row["id"] for row in recent.rows()] == ["4", "3", "2"]
    assert recent.find("1") is None


def test_an_execution_that_is_too_large_stays_as_a_row_only() -> None:
    recent = Recent(most=10, most_bytes=100)
    for number in range(3):
        recent.add(execution(number, size=60))
    gc.collect()
    assert [(row["id"], row["kept"]) for row in recent.rows()] == [("2", True), ("1", False), ("0", False)]
    assert recent.find("0") is None
    found = recent.find("2")
    assert found is not None and found.id == "2"


def test_bodies_that_were_sent_count() -> None:
    recent = Recent(most=10, most_bytes=100)
    sent = seen(exchange(sent=b"x" * 60), Masker([]), None)
    for number in range(2):
        recent.add(replace(execution(number), outgoing=(sent,)))
    assert [row["kept"] for row in recent.rows()] == [True, False]


def test_an_execution_that_the_user_holds_is_found_all_the_same() -> None:
    recent = Recent(most=10, most_bytes=100)
    large = execution(0, size=1_000)
    recent.add(large)
    assert recent.find("0") is large
    assert recent.rows()[0]["kept"]


@given(st.lists(st.integers(0, 60), max_size=30))
def test_no_more_than_the_limits_is_held_and_all_that_fits(sizes: list[int]) -> None:
    recent = Recent(most=8, most_bytes=100)
    for number, size in enumerate(sizes):
        recent.add(execution(number, size))
    rows = recent.rows()
    assert [row["id"] for row in rows] == [str(number) for number in range(len(sizes))][::-1][:8]
    kept = [row for row in rows if row["kept"]]
    assert rows[: len(kept)] == kept, "the newest are kept"
    assert sum(sizes[int(row["id"])] for row in kept) <= 100
    if len(kept) < len(rows):
        assert sum(sizes[int(row["id"])] for row in rows[: len(kept) + 1]) > 100
