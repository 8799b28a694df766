"""Prints executions as they come, in HubSpot's log form, off the path of the calls."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections import deque

from ..emulator.account import Account
from ..emulator.execution import Execution
from ..emulator.log_text import execution_lines

_COLLECT_SECONDS = 0.05
# Where nobody reads the output (a pipe that is full), so many wait; the rest is counted.
_MOST_WAITING = 2_000


class Printer:
    """Prints an account's executions from a thread of its own until it is closed."""

    def __init__(self, account: Account) -> None:
        self._waiting: deque[Execution] = deque()
        self._missed = 0
        self._some = threading.Event()
        self._closed = False
        self._disconnect = account.executed.connect(self._take)
        # A daemon: an output that nobody reads does not keep the program alive.
        self._thread = threading.Thread(target=self._print, name="hsfunc-print", daemon=True)
        self._thread.start()

    def _take(self, execution: Execution) -> None:
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(execution)
        else:
            self._missed += 1
        if not self._some.is_set():
            self._some.set()

    def _print(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while not self._closed or self._waiting:
                self._some.wait()
                if not self._closed:
                    time.sleep(_COLLECT_SECONDS)
                self._some.clear()
                self._print_waiting()

    def _print_waiting(self) -> None:
        lines: list[str] = []
        while self._waiting:
            lines += execution_lines(self._waiting.popleft())
        missed, self._missed = self._missed, 0
        if missed:
            lines.append(f"… {missed:,} more executions; the log has them.")
        if lines:
            text = "\n".join([*lines, ""])
            sys.stdout.write(text.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding))
            sys.stdout.flush()

    def close(self, seconds: float = 1.0) -> None:
        """Prints what waits, as far as somebody reads it."""
        self._disconnect()
        self._closed = True
        self._some.set()
        self._thread.join(seconds)
