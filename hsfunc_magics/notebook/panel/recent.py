"""The latest executions: what came of them, and the whole of those that together are not too large."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any
from weakref import ref

from ...emulator.execution import Execution

MOST = 50
MOST_BYTES = 16_000_000
_LONGEST_NAME = 200


class _Entry:
    """An execution; once it is let go its row, and itself as long as somebody else holds it."""

    __slots__ = ("_held", "_row", "size", "weak")

    def __init__(self, execution: Execution) -> None:
        self._held: Execution | None = execution
        self.weak = ref(execution)
        self.size = _size(execution)
        self._row: dict[str, Any] = {}

    def told(self) -> dict[str, Any]:
        if not self._row and self._held is not None:
            self._row = _row(self._held)
        return self._row

    def let_go(self) -> None:
        self.told()
        self._held = None


class Recent:
    """The last `most` executions, whole as long as they are `most_bytes` together. Thread-safe."""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._entries: deque[_Entry] = deque()
        # The newer part of the entries: those that are held, and how large they are.
        self._held: deque[_Entry] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, execution: Execution) -> None:
        """One more, in the place of the oldest."""
        entry = _Entry(execution)
        with self._lock:
            self._entries.append(entry)
            self._held.append(entry)
            self._bytes += entry.size
            while self._bytes > self._most_bytes or len(self._held) > self._most:
                oldest = self._held.popleft()
                self._bytes -= oldest.size
                oldest.let_go()
            while len(self._entries) > self._most:
                self._entries.popleft()

    def rows(self) -> list[dict[str, Any]]:
        """What a list shows of each, the newest first; `kept` says whether `find` has it."""
        with self._lock:
            entries = list(reversed(self._entries))
            facts = [entry.told() for entry in entries]
        return [{**row, "kept": entry.weak() is not None} for entry, row in zip(entries, facts, strict=True)]

    def find(self, id_: str) -> Execution | None:
        """The execution of that id; None where it was let go."""
        with self._lock:
            found = [entry.weak() for entry in self._entries]
        return next((execution for execution in found if execution is not None and execution.id == id_), None)


def _size(execution: Execution) -> int:
    """Bytes that it holds, of those that can be many."""
    return (
        len(execution.reply.body)
        + len(execution.request.body)
        + (0 if execution.json_body is execution.request.body else len(execution.json_body or b""))
        + sum(len(line.text) for line in execution.console)
    )


def _row(execution: Execution) -> dict[str, Any]:
    """Time in ms; `status` as the log names it, None where the function did not run."""
    name = execution.endpoint if execution.endpoint is not None else execution.request.path
    ran = execution.status is not None
    return {
        "id": execution.id,
        "method": execution.request.method,
        "endpoint": execution.masked(name)[:_LONGEST_NAME],
        "http": execution.reply.status,
        "status": execution.status,
        "created": execution.created.isoformat(),
        "ms": round(execution.elapsed.total_seconds() * 1000, 3) if ran else None,
        "console": len(execution.console),
        "leak": bool(execution.leaks),
    }
