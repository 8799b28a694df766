"""The mocks of a file, made anew where the file, or one that it names, has changed on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ....runtime import forking
from ...errors import FunctionSyntaxError, HsfuncError, MockError
from .file import read_mocks

if TYPE_CHECKING:
    from .mock import Mock

Stamp = tuple[tuple[str, int, int], ...]


class FollowedMocks:
    """A file, and when it was read. `tell` gets what is wrong with it later; those from before then stay."""

    def __init__(
        self,
        path: Path,
        make: Callable[..., Mock],
        put: Callable[[str, tuple[Mock, ...]], None],
        tell: Callable[[str], object] | None,
    ) -> None:
        self._path = path
        self._make = make
        self._put = put
        self._tell = tell
        self._files: list[Path] = [path]
        self._stamp: Stamp = ()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def load(self) -> tuple[Mock, ...]:
        """Puts what the file says in force. Raises `MockError`; what was in force then stays."""
        self._stamp = _stamp(self._files)
        found = read_mocks(self._path)
        self._files = found.files
        self._stamp = _stamp(found.files)
        origin, made = str(self._path), []
        if not found.problems:
            for index, arguments in found.entries.items():
                try:
                    made.append(self._make(**arguments, origin=origin))
                except FunctionSyntaxError as problem:
                    found.refuse(index, "respond", f"{arguments.get('name', '')} {problem.told}".strip())
                except MockError as problem:
                    found.refuse(index, None, str(problem))
        found.raise_problems(self._path.name)
        self._put(origin, tuple(made))
        return tuple(made)

    def refresh(self) -> None:
        """Reads the file again where it has changed. The others go on with what is in force meanwhile."""
        if _stamp(self._files) == self._stamp or not self._lock.acquire(blocking=False):
            return
        try:
            self.load()
        except HsfuncError as problem:
            if self._tell is not None:
                self._tell(f"{problem}\nThe mocks from before stay in force.")
        finally:
            self._lock.release()


def _stamp(files: Iterable[Path]) -> Stamp:
    return tuple(_stamp_of(path) for path in files)


def _stamp_of(path: Path) -> tuple[str, int, int]:
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size
