"""Times taken in turns, so that whatever else the machine does falls on both sides alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds, batch by batch."""

    batches: list[list[float]]

    @property
    def median(self) -> float:
        return statistics.median(second for batch in self.batches for second in batch)

    def ratio(self, other: Samples) -> float:
        """The median over rounds of this batch's median to the other's: what one round saw, both saw."""
        pairs = zip(self.batches, other.batches, strict=True)
        return statistics.median(statistics.median(mine) / statistics.median(theirs) for mine, theirs in pairs)

    def more(self, other: Samples) -> float:
        """Seconds that it takes more, the median over rounds likewise."""
        pairs = zip(self.batches, other.batches, strict=True)
        return statistics.median(statistics.median(mine) - statistics.median(theirs) for mine, theirs in pairs)


def in_turns(actions: Mapping[str, Action], *, rounds: int, batch: int) -> dict[str, Samples]:
    """Runs every action `batch` times, then the next one, `rounds` times over; each call is timed on its own."""
    taken: dict[str, list[list[float]]] = {name: [] for name in actions}
    clock = time.perf_counter
    for _ in range(rounds):
        for name, action in actions.items():
            seconds: list[float] = []
            for _ in range(batch):
                start = clock()
                action()
                seconds.append(clock() - start)
            taken[name].append(seconds)
    return {name: Samples(batches) for name, batches in taken.items()}


def percentile(values: list[float], percent: float) -> float:
    """The smallest value that so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-len(ordered) * percent // 100) - 1))]


def timed(action: Action) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
