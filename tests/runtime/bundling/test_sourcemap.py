"""Source maps: every place leads back to where it came from."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.runtime.bundling.sourcemap import SourceMap

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# Column in the bundle, source, line and column there; all from 0.
Segment = tuple[int, int, int, int]
SOURCES = ("events.js", "node_modules/lodash/lodash.js", "helper.js")


def digits(number: int) -> str:
    value = -number * 2 + 1 if number < 0 else number * 2
    text = ""
    while True:
        value, digit = value >> 5, value & 31
        text += DIGITS[digit | (32 if value else 0)]
        if not value:
            return text


def written(lines: list[list[Segment]]) -> SourceMap:
    """The map of these lines, as the format's own words define it."""
    before = (0, 0, 0)
    mapped = []
    for line in lines:
        column, parts = 0, []
        for at, *there in line:
            deltas = [new - old for new, old in zip(there, before, strict=True)]
            parts.append("".join(map(digits, [at - column, *deltas])))
            column, before = at, tuple(there)
        mapped.append(",".join(parts))
    return SourceMap(json.dumps({"version": 3, "sources": SOURCES, "names": [], "mappings": ";".join(mapped)}))


numbers = st.integers(0, 100_000)
segments = st.lists(
    st.tuples(numbers, st.integers(0, 2), numbers, numbers), max_size=8, unique_by=lambda segment: segment[0]
).map(sorted)


@given(lines=st.lists(segments, max_size=8))
def test_every_segment_leads_back_to_its_source(lines: list[list[Segment]]) -> None:
    source_map = written(lines)
    for number, line in enumerate(lines, 1):
        for at, source, there, column in line:
            assert source_map.position(number, at + 1) == (SOURCES[source], there + 1, column + 1)


def test_a_place_between_two_segments_belongs_to_the_one_before() -> None:
    source_map = written([[], [(4, 0, 2, 0), (10, 1, 7, 3)]])
    assert source_map.position(2, 10) == ("events.js", 3, 1)
    assert source_map.position(2, 11) == ("node_modules/lodash/lodash.js", 8, 4)
    assert source_map.position(2, 999) == ("node_modules/lodash/lodash.js", 8, 4)


@pytest.mark.parametrize(("line", "column"), [(0, 1), (1, 1), (2, 4), (3, 1), (99, 1)])
def test_a_position_without_source_leads_nowhere(line: int, column: int) -> None:
    assert written([[], [(4, 0, 2, 0)], []]).position(line, column) is None


def test_a_segment_without_a_source_ends_the_one_before() -> None:
    source_map = SourceMap(json.dumps({"version": 3, "sources": ["a.js"], "names": [], "mappings": "AAAA,I,IACA"}))
    assert source_map.position(1, 2) == ("a.js", 1, 1)
    assert source_map.position(1, 6) is None
    assert source_map.position(1, 9) == ("a.js", 2, 1)
