"""Every case of the behaviour contract holds, through the Python API and over HTTP (README.md has their format)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .cases import Case, read_cases

CASES = read_cases()


@pytest.mark.parametrize("door", ["api", "http"])
@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_case(case: Case, door: str, problems_of: Callable[[str, str], list[str]]) -> None:
    problems = problems_of(door, case["id"])
    assert problems == [], "\n".join([f"{case['contract']}: {case['why']}", *problems])
