"""Tells executions as they come, off the path of the calls, a handful at a time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

from ..emulator.account import Account
from ..emulator.logs.record import LogEvent
from ..runtime import forking

# Where nobody takes what is told (a pipe that is full), so many wait; the rest is counted.
_MOST_WAITING = 2_000

Tell = Callable[[list[LogEvent], int], None]
"""Gets what is told of the executions since the last time, in order, and how many more there were."""


class LiveLog:
    """Tells an account's executions from a thread of its own until it is closed; at most once in `seconds`.

    `most` is how many wait where nobody takes them.
    """

    def __init__(self, account: Account, tell: Tell, seconds: float = 0.05, *, most: int = _MOST_WAITING) -> None:
        self._tell = tell
        self._seconds = seconds
        self._most = most
        self._waiting: deque[LogEvent] = deque()
        self._missed = 0
        self._some = threading.Event()
        self._closed = False
        self._disconnect = account.logged.connect(self._take)
        # A daemon: an output that nobody reads does not keep the program alive.
        self._thread = threading.Thread(target=self._run, name="hsfunc-watch", daemon=True)
        self._thread.start()
        forking.renew(self)

    def after_fork(self) -> None:
        """In a child, where nobody tells: its executions are others than those that are watched."""
        self._disconnect()
        self._closed = True
        self._waiting.clear()
        self._some = threading.Event()

    def _take(self, told: LogEvent) -> None:
        if len(self._waiting) < self._most:
            self._waiting.append(told)
        else:
            self._missed += 1
        if not self._some.is_set():
            self._some.set()

    def _run(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while not self._closed or self._waiting:
                self._some.wait()
                if not self._closed:
                    time.sleep(self._seconds)
                self._some.clear()
                missed, self._missed = self._missed, 0
                if self._waiting or missed:
                    self._tell([self._waiting.popleft() for _ in range(len(self._waiting))], missed)

    def close(self, seconds: float = 1.0) -> None:
        """Tells what waits, as far as somebody takes it."""
        self._disconnect()
        self._closed = True
        self._some.set()
        self._thread.join(seconds)
