"""What the students' processes take while a lesson runs, looked at again and again: the most of it counts."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Self

from .processes import NOTHING, Taken, taken, tree

_SECONDS = 1.0


@dataclass(slots=True)
class Desk:
    """One student's processes: the server, and the kernel with what is below it, where that runs."""

    server: int
    kernel: int | None = None
    most: int = 0  # bytes, when they were most
    parts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("server", "kernel", "node"), 0))
    seconds: float = 0.0  # of the processor, kernel and Node


class Sampling:
    """Looks once a second, in a thread, and whenever it is told."""

    def __init__(self, desks: list[Desk]) -> None:
        self._desks = desks
        self._ended = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.most = 0  # bytes of all students, when they were most

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_SECONDS):
            self.look()

    def look(self) -> None:
        """Adds up what they take now."""
        with self._one_at_a_time:
            together = 0
            for desk in self._desks:
                together += _look_at(desk)
            self.most = max(self.most, together)


def _look_at(desk: Desk) -> int:
    """The bytes of one student."""
    server, kernel, nodes = taken(desk.server), NOTHING, NOTHING
    root = desk.kernel
    if root is not None:
        kernel = taken(root)
        nodes = sum((taken(process) for process in tree(root)[1:]), NOTHING)
    parts: dict[str, Taken] = {"server": server, "kernel": kernel, "node": nodes}
    for name, part in parts.items():
        desk.parts[name] = max(desk.parts[name], part.memory)
    desk.seconds = max(desk.seconds, kernel.seconds + nodes.seconds)
    here = sum(part.memory for part in parts.values())
    desk.most = max(desk.most, here)
    return here
