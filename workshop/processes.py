"""What processes take, from /proc: memory, with each shared page counted in parts, and time of the processor."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_KIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/PID/stat, counted from the state, the first field behind the name in brackets.
_PARENT = 1
_TIMES = (11, 12, 13, 14)  # user and system, then those of children that have ended


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes and seconds of some processes."""

    memory: int  # PSS: a page that five processes share counts a fifth in each
    seconds: float  # of the processor, with those of children that have ended

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.memory + other.memory, self.seconds + other.seconds)


NOTHING = Taken(0, 0.0)


def tree(root: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for path in _PROC.iterdir():
        if path.name.isdecimal() and (fields := _fields(int(path.name))) is not None:
            children.setdefault(int(fields[_PARENT]), []).append(int(path.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def taken(process: int) -> Taken:
    """What one process takes; nothing where it has ended meanwhile."""
    fields = _fields(process)
    try:
        rollup = (_PROC / str(process) / "smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return NOTHING
    sizes = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    if fields is None or not sizes:
        return NOTHING
    return Taken(int(sizes[0]) * _KIB, sum(int(fields[at]) for at in _TIMES) / _TICKS)


def _fields(process: int) -> list[str] | None:
    """The fields behind the name, which may have brackets and spaces of its own."""
    try:
        text = (_PROC / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()
