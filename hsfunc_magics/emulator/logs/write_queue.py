"""Records on their way into the log's database: bounded, so that a disk that is stuck takes no memory away."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from ..log_loss import Loss, with_loss
from .record import LateFailure, LogRecord

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
            self._losses = [*losses, *self._losses]
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
        """The same, to be written down now."""
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
