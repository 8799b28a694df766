"""Work off the callers' path: spares are booted and ended instances reaped while nobody waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable


class Background:
    """Threads by what they do: what is under way is not begun twice. Thread-safe.

    They are no daemons: the end of the program waits for them, and then closes the pool.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[Hashable, threading.Thread] = {}
        self._closed = threading.Event()

    def start(self, task: Hashable, work: Callable[[], None], after: float = 0.0) -> None:
        """Does the work in a thread, `after` some seconds, or at once where this was closed.

        Nothing where the task is under way.
        """
        with self._lock:
            if task in self._threads:
                return
            if not self._closed.is_set():
                thread = threading.Thread(target=self._run, args=(task, work, after), name="hsfunc-background")
                self._threads[task] = thread
                try:
                    thread.start()
                except RuntimeError:  # the system has no room for another thread
                    del self._threads[task]
                else:
                    return
        work()

    def _run(self, task: Hashable, work: Callable[[], None], after: float) -> None:
        try:
            if after:
                self._closed.wait(after)
            work()
        finally:
            with self._lock:
                del self._threads[task]

    def settle(self) -> None:
        """Waits for what is under way."""
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join()

    def close(self) -> None:
        """Waits for what is under way, and begins no thread any more."""
        with self._lock:
            self._closed.set()
        self.settle()
