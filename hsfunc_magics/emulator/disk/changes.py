"""Whether something may have changed on disk, told without a look at each file."""

from __future__ import annotations

import math
import os
import select
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ...runtime import forking

# Clocks of file systems tick in steps: what was changed so shortly before may change once more within one tick.
_TICK_NS = 50_000_000

_Mark = tuple[int, int, int, int] | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How files and directories looked. A directory's mark changes when something in it comes, goes or is renamed."""

    paths: tuple[str, ...]
    marks: tuple[_Mark, ...]
    fresh: bool

    @classmethod
    def take(cls, paths: Iterable[str]) -> Snapshot:
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


# Changes that another machine makes on a network's file system, and those above a folder, reach no watch: after so
# many seconds the files are looked at all the same.
_LONGEST = 0.1
_EVENTS = 65_536


class ChangeWatch:
    """Watches the directories that hold some paths. Where the system cannot, all may have changed at any time."""

    def __init__(self, paths: Iterable[str], *, longest: float = _LONGEST) -> None:
        self._longest = longest
        self._paths = tuple(map(Path, paths))
        self._begin()
        forking.renew(self)

    def _begin(self) -> None:
        self._looked = -math.inf
        self._lost = False
        self._directories = _directories(self._paths)
        self._told = _inotify(self._directories)
        if self._told is not None:
            self._poll = select.poll()
            self._poll.register(self._told, select.POLLIN)

    def after_fork(self) -> None:
        """In a child: watches anew. What it read of the parent's watch, the parent would never see."""
        if self._told is not None:
            os.close(self._told)
            self._begin()

    def follow(self, paths: Iterable[str]) -> None:
        """Watches these paths from now on, which have been read since the last look: they are due.

        The system takes many milliseconds to end a watch, so that of the same directories goes on.
        """
        self._paths = tuple(map(Path, paths))
        self._looked = -math.inf
        while self._told is not None and self._poll.poll(0):
            self._take_events(self._told)
        if self._told is None or self._lost or self._directories != _directories(self._paths):
            self.close()
            self._begin()

    def _take_events(self, told: int) -> None:
        if _some_lost(os.read(told, _EVENTS)):
            self._lost = True

    def is_due(self) -> bool:
        """Whether the paths have to be looked at: the first time, after a change, and now and then."""
        if self._told is None or time.monotonic() - self._looked >= self._longest:
            return True
        return bool(self._poll.poll(0))

    def may_differ(self) -> bool:
        """The same, once: whoever asks looks at them."""
        if not self.is_due():
            return False
        if self._told is not None and self._poll.poll(0):
            self._take_events(self._told)
        self._looked = time.monotonic()
        return True

    def close(self) -> None:
        """Ends the watch. Harmless when repeated."""
        if self._told is not None:
            os.close(self._told)
            self._told = None


def _directories(paths: Iterable[Path]) -> dict[Path, tuple[int, int] | None]:
    """The directories that hold these paths, and which ones they are: another may have taken the place of one."""
    found: dict[Path, tuple[int, int] | None] = {}
    for directory in {path if path.is_dir() else path.parent for path in paths}:
        try:
            status = directory.stat()
        except OSError:
            found[directory] = None
        else:
            found[directory] = status.st_dev, status.st_ino
    return found


if sys.platform == "linux":

    def _inotify(directories: Iterable[Path]) -> int | None:
        """A descriptor that can be read when something has changed; None where not all can be watched."""
        from inotify_simple import INotify, flags

        changes = flags.MODIFY | flags.ATTRIB | flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO
        try:
            with INotify(nonblocking=True) as told:
                for directory in directories:
                    if directory.is_dir():
                        told.add_watch(directory, changes | flags.DELETE_SELF | flags.MOVE_SELF)
                return os.dup(told.fileno())
        except OSError:  # the user's watches are used up
            return None

    def _some_lost(events: bytes) -> bool:
        """Whether one of the directories is watched no more, or stands elsewhere."""
        from inotify_simple import flags, parse_events

        lost = flags.DELETE_SELF | flags.MOVE_SELF | flags.UNMOUNT | flags.IGNORED | flags.Q_OVERFLOW
        return any(event.mask & lost for event in parse_events(events))

else:

    def _inotify(_: Iterable[Path]) -> int | None:
        """None: there is no inotify here."""
        return None

    def _some_lost(_: bytes) -> bool:
        """Nothing is told here."""
        return False
