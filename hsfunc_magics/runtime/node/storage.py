"""How much an instance keeps in its folder, its `/tmp`: counted a few entries at a time, while it runs."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator

_SECONDS = 0.02  # between two looks: what a disk takes in that time is little beside the bound
_FASTEST = 4 * 1024**3  # bytes that a function writes in a second, in memory: far from the bound it is looked at less
_ENTRIES = 500  # of one look: it stands in the caller's way, and a function may make a million files
_BLOCK = 512
_LEAST = 4096  # an empty file or folder takes up room, too


class Storage:
    """The files of one instance. Sparse files count as far as they are written, removed ones while they are open."""

    def __init__(self, folder: str | os.PathLike[str], pids: Callable[[], Iterable[int]], held: int = -1) -> None:
        self._folder = os.fspath(folder)
        self._pids = pids
        # What we have given the instance is not a file of its own.
        status = os.fstat(held) if held >= 0 else None
        self._ours = (status.st_dev, status.st_ino) if status is not None else None
        self._counting: Iterator[int] = iter(())
        self._total = 0
        self._next = 0.0

    def exceeds(self, most: int, now: float) -> bool:
        """Whether there are more than `most` bytes, as far as it has been counted; looks again after a while."""
        if now < self._next:
            return False
        self._next = now + _SECONDS
        for _ in range(_ENTRIES):
            total = next(self._counting, None)
            if total is None:
                self._counting = self._count()
                self._next = now + max(_SECONDS, (most - self._total) / _FASTEST)
                break
            if total > most:
                return True
            self._total = total
        return False

    def exceeds_now(self, most: int) -> bool:
        """Whether there are more than `most` bytes, counted to the end at once."""
        return any(total > most for total in self._count())

    def _count(self) -> Iterator[int]:
        """The bytes found so far, after each entry."""
        total = 0
        folders = [self._folder]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        total += max(_LEAST, entry.stat(follow_symlinks=False).st_blocks * _BLOCK)
                        yield total
            except OSError as problem:
                # A path that is too long to be looked into could hold anything.
                if problem.errno == errno.ENAMETOOLONG:
                    yield 1 << 62
        yield total + self._removed()

    def _removed(self) -> int:
        """The bytes of files that are open, but no longer in the folder."""
        removed: dict[tuple[int, int], int] = {}
        for pid in self._pids():
            try:
                with os.scandir(f"/proc/{pid}/fd") as descriptors:
                    for descriptor in descriptors:
                        status = descriptor.stat()
                        file = status.st_dev, status.st_ino
                        if status.st_nlink == 0 and file != self._ours:
                            removed[file] = status.st_blocks * _BLOCK
            except OSError:
                pass  # the process has ended, or this is not Linux
        return sum(removed.values())
