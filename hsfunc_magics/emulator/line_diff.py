"""Texts compared line by line, with a little of what surrounds a change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .measure.json_diff import aligned

Line = tuple[Literal["+", "-", " "], str]

CONTEXT = 2
# Beyond that the search for what has moved takes longer than anybody waits.
MOST_COMPARED = 2_000


def diff_lines(before: Sequence[str], after: Sequence[str]) -> tuple[list[Line], str]:
    """The lines that went and came, with `CONTEXT` that stayed; and where the texts are too long for that, a remark."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) + len(new) > MOST_COMPARED:
        return [], f"from line {start + 1} on {len(old):,} lines became {len(new):,}"
    marked: list[Line] = [(" ", line) for line in before[max(0, start - CONTEXT) : start]]
    for kind, i1, i2, j1, j2 in aligned(old, new):
        if kind == "equal":
            marked += [(" ", line) for line in old[i1:i2]]
        else:
            marked += [("-", line) for line in old[i1:i2]]
            marked += [("+", line) for line in new[j1:j2]]
    if end and (old or new):
        marked += [(" ", line) for line in before[len(before) - end :][:CONTEXT]]
    return _near_changes(marked), ""


def _near_changes(lines: list[Line]) -> list[Line]:
    places = [index for index, (sign, _) in enumerate(lines) if sign != " "]
    near = {index + step for index in places for step in range(-CONTEXT, CONTEXT + 1)}
    return [line for index, line in enumerate(lines) if index in near]
