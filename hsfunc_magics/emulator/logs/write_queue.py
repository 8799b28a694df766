"""Records on their way into the log's database: bounded, so that a disk that is stuck takes no memory away."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..clock import iso
from .record import LateFailure, LogRecord


class StoreError(Exception):
    """The log's database cannot be used now: the text says why. `damaged`: it has to be opened anew."""

    def __init__(self, reason: str, *, damaged: bool = False) -> None:
        self.damaged = damaged
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Loss:
    """Records that were not kept: their number, when the first and the last of them were created, and the reason."""

    count: int
    first: datetime
    last: datetime
    reason: str

    def __str__(self) -> str:
        if self.count == 1:
            return f"1 record of {iso(self.first)} was lost: {self.reason}."
        return f"{self.count:,} records from {iso(self.first)} to {iso(self.last)} were lost: {self.reason}."


def with_loss(losses: list[Loss], more: Loss) -> list[Loss]:
    """The losses and one more; one after the other for the same reason count as one."""
    if not losses or losses[-1].reason != more.reason:
        return [*losses, more]
    last = losses[-1]
    joined = replace(
        last,
        count=last.count + more.count,
        first=min(last.first, more.first),
        last=max(last.last, more.last),
    )
    return [*losses[:-1], joined]


def trouble(path: Path | None, reason: str, items: Sequence[object]) -> str:
    """What a listing says of a log that cannot be used now, while these items wait."""
    waiting = sum(isinstance(item, LogRecord) for item in items)
    where = f"The log file {path}" if path is not None else "The log"
    kept = f" {waiting:,} {'record waits' if waiting == 1 else 'records wait'} in this kernel." if waiting else ""
    return f"{where} cannot be used now: {reason}.{kept}"


MOST_WAITING = 10_000

Item = LogRecord | LateFailure


class LogQueue:
    """Takes records at once, and gives them to whoever writes. What is one too many goes, the oldest first.

    Thread-safe. `reason` is why they could not be written, in case that some are lost.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self.reason = "the disk is too slow"
        self._most = most
        self._lock = threading.Lock()
        self._items: deque[Item] = deque()
        self._losses: list[Loss] = []

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: Item) -> None:
        """One more."""
        with self._lock:
            self._items.append(item)
            self._shorten(self._most)

    def take(self, most: int) -> list[Item]:
        """The oldest ones, at most so many."""
        with self._lock:
            return [self._items.popleft() for _ in range(min(most, len(self._items)))]

    def give_back(self, items: Sequence[Item], losses: Sequence[Loss]) -> None:
        """They could not be written."""
        with self._lock:
            self._items.extendleft(reversed(items))
            since, self._losses = self._losses, list(losses)
            for loss in since:
                self._losses = with_loss(self._losses, loss)
            self._shorten(self._most)

    def waiting(self) -> list[Item]:
        """What waits now, the oldest first."""
        with self._lock:
            return list(self._items)

    def losses(self) -> list[Loss]:
        """What was lost and is not written down yet."""
        with self._lock:
            return list(self._losses)

    def take_losses(self) -> list[Loss]:
        """Takes out what was lost, to be written down now."""
        with self._lock:
            losses, self._losses = self._losses, []
            return losses

    def lose(self, loss: Loss) -> None:
        """Something else was lost."""
        with self._lock:
            self._losses = with_loss(self._losses, loss)

    def lose_all(self) -> list[Loss]:
        """Nothing more will be written: all that was lost, with what waits."""
        with self._lock:
            self._shorten(0)
            return self._losses

    def _shorten(self, most: int) -> None:
        while len(self._items) > most:
            oldest = self._items.popleft()
            if isinstance(oldest, LogRecord):
                self._losses = with_loss(self._losses, Loss(1, oldest.created, oldest.created, self.reason))
