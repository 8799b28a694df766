"""How often each place of a source has run: V8's nested ranges as a step function, and the sum of several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """`values[i]` is how often what lies from `starts[i]` on has run, until the next start. Before the first: never."""

    starts: tuple[int, ...] = ()
    values: tuple[int, ...] = ()

    def at(self, place: int) -> int:
        """How often the place has run."""
        index = bisect_right(self.starts, place) - 1
        return self.values[index] if index >= 0 else 0

    def __add__(self, other: Counts) -> Counts:
        starts = sorted({*self.starts, *other.starts})
        return Counts(tuple(starts), tuple(self.at(start) + other.at(start) for start in starts))


def counts_of(ranges: Sequence[int]) -> Counts:
    """The counts of start, end and count of functions and blocks, one after the other: the innermost range says."""
    triples = [tuple(ranges[index : index + 3]) for index in range(0, len(ranges) - 2, 3)]
    # Those around first; of two that are alike the later one is within.
    triples.sort(key=lambda one: (one[0], -one[1]))
    steps: dict[int, int] = {}
    around: list[tuple[int, int]] = []  # end and count of the ranges that are open
    for start, end, count in triples:
        _close(around, start, steps)
        steps[start] = count
        around.append((min(end, around[-1][0]) if around else end, count))
    _close(around, None, steps)
    return Counts(tuple(sorted(steps)), tuple(steps[start] for start in sorted(steps)))


def _close(around: list[tuple[int, int]], until: int | None, steps: dict[int, int]) -> None:
    """Ends the ranges that end up to a place: from there on the one around them counts."""
    while around and (until is None or around[-1][0] <= until):
        end, _ = around.pop()
        # Where one ends together with what is around it, that one ends as well.
        steps[end] = around[-1][1] if around else 0
