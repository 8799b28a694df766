"""A soak of any length has cycles that hold its longest faults, or is refused in plain words."""

from __future__ import annotations

import pytest

from .cycles import Cycles, cycles
from .faults import LONGEST


@pytest.mark.parametrize(
    ("seconds", "planned"),
    [
        ("36", Cycles(3, 12.0)),
        ("50", Cycles(4, 12.5)),
        ("60", Cycles(5, 12.0)),
        ("600", Cycles(5, 120.0)),
        ("3600", Cycles(12, 300.0)),
    ],
)
def test_the_time_is_parted_into_cycles(seconds: str, planned: Cycles) -> None:
    assert cycles(seconds) == planned
    assert planned.seconds > LONGEST


@pytest.mark.parametrize("seconds", ["10", "35.9", "0", "-60", "nan", "inf", "an hour", ""])
def test_a_time_that_cannot_be_had_is_told_with_the_least(seconds: str) -> None:
    told = cycles(seconds)
    assert isinstance(told, str)
    assert told.startswith(f"HSFUNC_SOAK_SECONDS={seconds}: ") and "36 at least" in told
