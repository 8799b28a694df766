"""What a server holds: memory, descriptors, threads, processes, files."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from ...processes import descendants

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MEGABYTE = 1024 * 1024
_STABLE = 5  # readings that are alike
_PATIENCE = 15.0


@dataclass(frozen=True)
class Holding:
    """Memory in MB, numbers of the others. `rss` is the server's, `below` that of all its processes."""

    rss: float
    below: float
    descriptors: int
    threads: int
    processes: int
    zombies: int
    files: int

    def counts(self) -> tuple[int, ...]:
        return self.descriptors, self.threads, self.processes, self.zombies, self.files


def holding(pid: int, temporary: Path) -> Holding:
    """What the process holds now; `temporary` is where it and its functions put files."""
    below = [process.pid for process in descendants(pid)]
    zombies = len(descendants(pid, zombies=True)) - len(below)
    return Holding(
        rss(pid),
        sum(map(rss, below)),
        len(os.listdir(f"/proc/{pid}/fd")),
        len(os.listdir(f"/proc/{pid}/task")),
        len(below),
        max(0, zombies),
        sum(1 for _ in temporary.rglob("*")),
    )


def settled(pid: int, temporary: Path) -> Holding:
    """What it holds once that stays the same; the last reading where it does not."""
    until = time.monotonic() + _PATIENCE
    readings = [holding(pid, temporary)]
    while time.monotonic() < until:
        time.sleep(0.1)
        readings.append(holding(pid, temporary))
        if len({reading.counts() for reading in readings[-_STABLE:]}) == 1 and len(readings) >= _STABLE:
            break
    return readings[-1]


def rss(pid: int) -> float:
    """Resident memory in MB; 0 where the process has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / _MEGABYTE
    except (OSError, IndexError):
        return 0.0


def nodes(pid: int) -> list[int]:
    """The instances and spares of a server."""
    return [process.pid for process in descendants(pid) if _program(process.pid) == "node"]


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return ""
