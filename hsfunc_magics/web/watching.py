"""Tells executions as they come, off the path of the calls, a handful at a time."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable

from ..emulator.account import Account
from ..emulator.execution import Execution

# Where nobody takes what is told (a pipe that is full), so many wait; the rest is counted.
_MOST_WAITING = 2_000

Tell = Callable[[list[Execution], int], None]
"""Gets the executions since the last time, in order, and how many more there were."""


class Watching:
    """Tells an account's executions from a thread of its own until it is closed; at most once in `seconds`."""

    def __init__(self, account: Account, tell: Tell, seconds: float = 0.05) -> None:
        self._tell = tell
        self._seconds = seconds
        self._waiting: deque[Execution] = deque()
        self._missed = 0
        self._some = threading.Event()
        self._closed = False
        self._disconnect = account.executed.connect(self._take)
        # A daemon: an output that nobody reads does not keep the program alive.
        self._thread = threading.Thread(target=self._run, name="hsfunc-watch", daemon=True)
        self._thread.start()

    def _take(self, execution: Execution) -> None:
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(execution)
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
                found = [self._waiting.popleft() for _ in range(len(self._waiting))]
                missed, self._missed = self._missed, 0
                if found or missed:
                    self._tell(found, missed)

    def close(self, seconds: float = 1.0) -> None:
        """Tells what waits, as far as somebody takes it."""
        self._disconnect()
        self._closed = True
        self._some.set()
        self._thread.join(seconds)
