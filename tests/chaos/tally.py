"""What the chaos has cost: counted while the tests run, shown at their end."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Count:
    """The counts of one kind of faults."""

    tried: int = 0
    survived: int = 0
    served: int = 0
    lost: int = 0
    worst_ms: float = 0.0
    worst_name: str = ""


@dataclass
class Tally:
    """Counts by kind. Thread-safe."""

    kinds: dict[str, Count] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, kind: str) -> Count:
        with self._lock:
            return self.kinds.setdefault(kind, Count())

    def good(self, kind: str, *, right: bool) -> None:
        """A good call has ended."""
        count = self.of(kind)
        with self._lock:
            if right:
                count.served += 1
            else:
                count.lost += 1

    def next_call(self, kind: str, name: str, seconds: float) -> None:
        """The first good call after a fault took so long."""
        count = self.of(kind)
        if seconds * 1000 > count.worst_ms:
            count.worst_ms, count.worst_name = seconds * 1000, name

    def lines(self) -> list[str]:
        """The table."""
        titles = ("kind", "tried", "survived", "good served", "good lost", "worst next call")
        lines = ["{:<12}{:>7}{:>10}{:>13}{:>11}{:>17}".format(*titles)]
        total = Count()
        for kind, count in self.kinds.items():
            lines.append(_line(kind, count))
            total.tried += count.tried
            total.survived += count.survived
            total.served += count.served
            total.lost += count.lost
            if count.worst_ms > total.worst_ms:
                total.worst_ms, total.worst_name = count.worst_ms, f"{kind}/{count.worst_name}"
        return [*lines, _line("all", total)]


def _line(kind: str, count: Count) -> str:
    return (
        f"{kind:<12}{count.tried:>7}{count.survived:>10}{count.served:>13}{count.lost:>11}{count.worst_ms:>14.1f} ms"
        f"  {count.worst_name}"
    )
