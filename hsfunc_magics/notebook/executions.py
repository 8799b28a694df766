"""The latest executions, for the side panel and for `--diff -1`: whole as long as together they are not too large."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any
from weakref import ref

from ..emulator.call.execution import Execution
from ..runtime import forking

MOST = 50
MOST_BYTES = 16_000_000
_LONGEST_NAME = 200


class _Entry:
    """An execution; once it is let go its row, and itself as long as somebody else holds it."""

    __slots__ = ("_held", "_row", "_weak", "size")

    def __init__(self, execution: Execution) -> None:
        self._held: Execution | None = execution
        self._weak: ref[Execution] | None = None
        self._row: dict[str, Any] | None = None
        self.size = _size(execution)

    @property
    def held(self) -> bool:
        return self._held is not None

    @property
    def execution(self) -> Execution | None:
        return self._held if self._weak is None else self._weak()

    def row(self) -> dict[str, Any]:
        if self._row is None:
            assert self._held is not None  # it is let go with its row
            self._row = _row(self._held)
        return {**self._row, "kept": self.execution is not None}

    def let_go(self) -> None:
        if self._held is not None:
            self.row()
            self._weak, self._held = ref(self._held), None


class Recent:
    """The last `most` executions, whole as long as they are `most_bytes` together. Thread-safe."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[_Entry] = deque()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock, and have been about to add one."""
        # The newer part of the entries: those that are held, and how large they are.
        self._held = deque(entry for entry in self._entries if entry.held)
        self._bytes = sum(entry.size for entry in self._held)
        self._lock = threading.Lock()

    def add(self, execution: Execution) -> None:
        """One more, in the place of the oldest."""
        entry = _Entry(execution)
        with self._lock:
            self._entries.append(entry)
            self._held.append(entry)
            self._bytes += entry.size
            if len(self._entries) > self._most and self._entries.popleft() is self._held[0]:
                self._bytes -= self._held.popleft().size
            while self._bytes > self._most_bytes:
                oldest = self._held.popleft()
                self._bytes -= oldest.size
                oldest.let_go()

    def rows(self) -> list[dict[str, Any]]:
        """What a list shows of each, the newest first; `kept` says whether `find` has it."""
        with self._lock:
            return [entry.row() for entry in reversed(self._entries)]

    def find(self, id_: str) -> Execution | None:
        """The execution of that id; None where it was let go."""
        with self._lock:
            found = [entry.execution for entry in self._entries]
        return next((execution for execution in found if execution is not None and execution.id == id_), None)

    def last(self, endpoint: str | None) -> Execution | None:
        """The last one of an endpoint; None where there was none, or it was let go."""
        with self._lock:
            found = [entry.execution for entry in reversed(self._entries)]
        return next((execution for execution in found if execution and execution.endpoint == endpoint), None)


def _size(execution: Execution) -> int:
    """Bytes that it holds, of those that can be many."""
    size = len(execution.reply.body) + len(execution.request.body)
    if execution.json_body is not None and execution.json_body is not execution.request.body:
        size += len(execution.json_body)
    if execution.console:
        size += sum(len(line.text) for line in execution.console)
    return size


def _row(execution: Execution) -> dict[str, Any]:
    """Time in ms; `status` as the log names it, None where the function did not run."""
    name = execution.endpoint if execution.endpoint is not None else execution.request.path
    ran = execution.status is not None
    return {
        "id": execution.id,
        "method": execution.masked(execution.request.method),
        "endpoint": execution.masked(name)[:_LONGEST_NAME],
        "http": execution.reply.status,
        "status": execution.status,
        "created": execution.created.isoformat(),
        "ms": round(execution.elapsed.total_seconds() * 1000, 3) if ran else None,
        "console": len(execution.console),
        "leak": bool(execution.leaks),
    }
