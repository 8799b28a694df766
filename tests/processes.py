"""What runs below a process, told from /proc: a test's way to see that nothing is left."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    started: str

    @property
    def alive(self) -> bool:
        stat = _stat(self.pid)
        return stat is not None and stat.started == self.started and stat.state != "Z"

    def __str__(self) -> str:
        try:
            command = Path(f"/proc/{self.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            command = "ended"
        return f"{self.pid} {command.strip()[:400]}"


class _Stat(NamedTuple):
    parent: int
    state: str
    started: str


def _stat(pid: int) -> _Stat | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return _Stat(int(fields[1]), fields[0], fields[19])


def children(pid: int) -> list[Process]:
    """The processes that this one started, zombies included."""
    found = [(int(name), _stat(int(name))) for name in os.listdir("/proc") if name.isdigit()]
    return [Process(own, stat.started) for own, stat in found if stat is not None and stat.parent == pid]


def descendants(pid: int, *, zombies: bool = False, beside: Collection[Process] = ()) -> list[Process]:
    """Everything below a process now; zombies, which only wait for their parent to look, on request.

    Left out are the processes of `beside` and whatever is below them, a browser of other tests for example.
    """
    stats = {int(name): _stat(int(name)) for name in os.listdir("/proc") if name.isdigit()}
    below = {pid}
    found: list[Process] = []
    grew = True
    while grew:
        grew = False
        for own, stat in stats.items():
            if (
                stat is not None
                and stat.parent in below
                and own not in below
                and Process(own, stat.started) not in beside
            ):
                below.add(own)
                grew = True
                if zombies or stat.state != "Z":
                    found.append(Process(own, stat.started))
    return found


def with_command(word: str) -> list[Process]:
    """The processes, wherever they come from, that have this word in their command."""
    found: list[Process] = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid() and (stat := _stat(int(name))) is not None:
            process = Process(int(name), stat.started)
            if word in str(process):
                found.append(process)
    return found


def has_ended(pid: int, seconds: float = 20.0) -> bool:
    """Whether a process ends within so many seconds; one that only waits for its parent to look has ended."""
    stat = _stat(pid)
    return stat is None or left_of([Process(pid, stat.started)], seconds) == []


def left_of(processes: list[Process], seconds: float = 20.0) -> list[Process]:
    """Those that still run after so many seconds; returns as soon as none does."""
    until = time.monotonic() + seconds
    while (left := [process for process in processes if process.alive]) and time.monotonic() < until:
        time.sleep(0.02)
    return left
