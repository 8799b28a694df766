"""Tells whether files have changed on disk, for the price of a stat each."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

# Clocks of file systems tick in steps: what was changed so shortly before may change once more within one tick.
_TICK_NS = 50_000_000

_Mark = tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Stamp:
    """How files and directories looked. A directory's mark changes when something in it comes, goes or is renamed."""

    paths: tuple[str, ...]
    marks: tuple[_Mark, ...]
    fresh: bool

    @classmethod
    def take(cls, paths: Iterable[str]) -> Stamp:
        """The stamp of these paths now, to be taken before they are read; those that are not there count as well."""
        now = time.time_ns()
        names = tuple(paths)
        marks = tuple(map(_mark, names))
        return cls(names, marks, any(mark is not None and max(mark[2:]) > now - _TICK_NS for mark in marks))

    def holds(self) -> bool:
        """Whether all is as it was. A stamp that was taken too soon after a change never holds."""
        return not self.fresh and self.same_as_now()

    def same_as_now(self) -> bool:
        """Whether nothing has changed as far as the clock's ticks show."""
        return tuple(map(_mark, self.paths)) == self.marks


def _mark(path: str) -> _Mark:
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
