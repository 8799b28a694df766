"""Good requests that were lost: what each was answered, the first ones whole, all of them counted by kind."""

from __future__ import annotations

import errno
import threading
import time
from collections import Counter

_KEPT = 20
_BODY = 200


class LostError(Exception):
    """A good request was not answered as it must be; the message says what came."""


class Losses:
    """Of all good clients. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._kinds: Counter[str] = Counter()
        self._first: list[str] = []

    def add(self, who: str, problem: Exception, seconds: float) -> None:
        """A request of `who` was lost after so many seconds."""
        with self._lock:
            self._kinds[f"{who}: {_kind(problem)}"] += 1
            if len(self._first) < _KEPT:
                at = time.monotonic() - self._began
                self._first.append(f"at {at:.3f} s, after {seconds * 1000:.1f} ms, {who}: {_told(problem)}")

    def __len__(self) -> int:
        return self._kinds.total()

    def __str__(self) -> str:
        kinds = [f"{count:,} × {kind}" for kind, count in self._kinds.most_common()]
        return "\n".join([f"{len(self):,} good requests were lost.", *kinds, "The first of them:", *self._first])


def answered(status: int, body: bytes) -> LostError:
    """What came in the place of 200."""
    return LostError(f"{status} {body[:_BODY]!r}")


def _kind(problem: Exception) -> str:
    if isinstance(problem, LostError):
        return str(problem).split(" ", 1)[0]
    number = getattr(problem, "errno", None)
    return f"{type(problem).__name__} {errno.errorcode.get(number, number)}" if number else type(problem).__name__


def _told(problem: Exception) -> str:
    return str(problem) if isinstance(problem, LostError) else f"{_kind(problem)} ({problem})"
