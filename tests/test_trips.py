"""The trips through the house that CONTRIBUTING.md tells: each file is there, and has what the list says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_TRIP = re.compile(r"^\*\*(One [^*]+)\*\*.*?\n\n((?:\d+\. .*\n)+)", re.MULTILINE)
_STOP = re.compile(r"^\d+\. `([\w./]+)`: (.*)$", re.MULTILINE)
_MOST_STOPS = 15

TRIPS = dict(_TRIP.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))


def test_four_trips_are_told() -> None:
    assert list(TRIPS) == ["One call", "One HTTP request", "One registration", "One console line"]


@pytest.mark.parametrize("trip", TRIPS)
def test_each_stop_of_a_trip_is_there(trip: str) -> None:
    stops = _STOP.findall(TRIPS[trip])
    assert 0 < len(stops) <= _MOST_STOPS
    assert len(stops) == TRIPS[trip].count("\n")
    for file, rest in stops:
        path = ROOT / file if file.startswith("labextension") else ROOT / "hsfunc_magics" / file
        source = path.read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", rest):
            assert re.search(rf"(def|function) {name}\(", source), f"{file} has no {name}"
