"""What several processes have booked of one account's time, in memory that all of them see."""

from __future__ import annotations

import mmap
import os
import struct

from ..process_bound import ProcessBound

_SECONDS = struct.Struct("d")


def make_ledger(processes: int) -> int:
    """The descriptor of an empty ledger for so many processes; it ends with the last of them that has it."""
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.truncate(processes * _SECONDS.size)
        return os.dup(file.fileno())


class QuotaLedger(ProcessBound):
    """A sum for each process, of all seconds that it has ever booked. Each writes its own only, so that nobody waits.

    A sum is written as a whole, and never forgets: whoever reads it late misses nothing, and what a process that has
    died had booked stays booked.
    """

    def __init__(self, descriptor: int, own: int, seen: bytes | None = None) -> None:
        """`own` is the place of this process, `seen` what it knows of already: at first what is there now."""
        self._map = mmap.mmap(descriptor, 0)
        self._sums = memoryview(self._map).cast("d")
        self._own = own
        self._seen = self._sums.tobytes() if seen is None else seen

    def book(self, seconds: float) -> None:
        """For the caller to call from one thread at a time."""
        self._sums[self._own] += seconds

    def news(self) -> float:
        """The seconds that others have booked since this was asked last."""
        now = self._sums.tobytes()
        if now == self._seen:
            return 0.0
        before, self._seen = self._seen, now
        pairs = zip(_SECONDS.iter_unpack(now), _SECONDS.iter_unpack(before), strict=True)
        since = [float(booked) - float(known) for (booked,), (known,) in pairs]
        return sum(since) - since[self._own]

    @property
    def seen(self) -> bytes:
        """What this process knows of."""
        return self._seen
