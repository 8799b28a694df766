"""Projects that follow a directory on disk: what is changed there takes effect at the next call (contract §12)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...runtime import forking
from ..disk.changes import ChangeWatch
from ..display import listed
from ..errors import FolderError, HsfuncError
from ..notes import Note, not_in_force
from ..process_bound import ProcessBound
from ..text import did_you_mean

if TYPE_CHECKING:
    from ..account_state import AccountState
    from .load import ImportedProjects
    from .project import Project
    from .reading.disk import DiskProject

# A file that is being written is read again, so often at most.
_TRIES = 3


@dataclass
class _Followed:
    path: Path
    read: DiskProject
    watch: ChangeWatch
    complaint: Note | None = None

    def changed(self) -> bool:
        """Whether the project is no longer as it was read."""
        return (self.read.stamp.fresh or self.watch.may_differ()) and not self.read.stamp.holds()


class WatchedProjects(ProcessBound):
    """The account's projects that follow the disk. Thread-safe."""

    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._followed: dict[str, _Followed] = {}
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock. The watches see to themselves."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<WatchedProjects: {listed(self._followed) or 'none'}>"

    def __bool__(self) -> bool:
        return bool(self._followed)

    def open(self, given: str, *, paths: Sequence[Path] | None = None) -> ImportedProjects:
        """Imports a project, or all below a path, and follows them; the rest is as in `import_projects`."""
        from .load import put_projects, read_projects
        from .reading.disk import find_projects

        with self._lock:
            wanted = paths if paths is not None else find_projects(given)
            found = read_projects(self._state, wanted)
            again = [name for name, one in self._followed.items() if one.path in wanted]
            imported = put_projects(self._state, found, given, free=again)
            for read in found:
                if read.project is None:
                    continue
                self._forget(read.project.name)
                self._followed[read.project.name] = _Followed(read.path, read, ChangeWatch(read.stamp.paths))
                self._state.projects.watched[read.project.name] = given
        return imported

    def close(self, name: str) -> None:
        """Ends the following; the project stays in the account as it is. Raises `FolderError`."""
        with self._lock:
            if name not in self._followed:
                known = did_you_mean(name, self._followed)
                raise FolderError(f"No project {name} follows the disk.{known}")
            self._forget(name)
            self._state.projects.watched.pop(name, None)

    def may_take_long(self) -> bool:
        """Whether `refresh` may have to bundle, or to wait for one that does."""
        if not self._followed:
            return False
        followed = list(self._followed.values())
        return self._lock.locked() or any(one.read.stamp.fresh or one.watch.is_due() for one in followed)

    def refresh(self) -> list[Note]:
        """Takes over what has changed on disk; notes on what cannot take effect, for which the old version stays."""
        if not self._followed:
            return []
        with self._lock:
            for name, followed in list(self._followed.items()):
                if followed.changed():
                    self._take_over(name, followed)
            return [one.complaint for one in self._followed.values() if one.complaint is not None]

    def end(self) -> None:
        """Nothing is followed any more."""
        with self._lock:
            for name in list(self._followed):
                self._forget(name)

    def _forget(self, name: str) -> None:
        followed = self._followed.pop(name, None)
        if followed is not None:
            followed.watch.close()

    def _take_over(self, name: str, followed: _Followed) -> None:
        from ..secrets.dotenv_file import follow_values
        from .load import dotenv_values
        from .reading.disk import read_project_directory

        earlier = read = followed.read
        for _ in range(_TRIES):
            read = read_project_directory(followed.path, most_bytes=self._state.settings.file_bytes)
            if read.stamp.same_as_now():
                break
        followed.read = read
        followed.watch.follow(read.stamp.paths)
        try:
            wrong = _first_error(followed.path, read) or self._put(name, read.project)
            if read.dotenv != earlier.dotenv:
                follow_values(self._state.secrets, dotenv_values([earlier]), dotenv_values([read]))
        except HsfuncError as problem:
            wrong = " ".join(str(problem).split())
        followed.complaint = not_in_force(f"the project {name}", wrong) if wrong is not None else None

    def _put(self, name: str, project: Project | None) -> str | None:
        """Puts what was read in place, where it is another one and its files compile; else says what is wrong."""
        from .load import uncompiled

        projects = self._state.projects
        assert project is not None
        before = projects.loaded(name)
        if _same(before.project, project):
            return None
        if project.name != name:
            return f"hsproject.json names it {project.name} by now: open it again."
        after = projects.prepared(project)
        errors = [str(problem) for problem in after.problems if problem.severity == "error"]
        wrong = [*errors, *(f"{told}." for told in uncompiled(self._state, after, before))]
        if wrong:
            return wrong[0]
        projects.put(after)
        return None


def _first_error(path: Path, read: DiskProject) -> str | None:
    if not path.is_dir():
        return "the folder is gone from the disk."
    if not read.errors:
        return None
    more = f" (and {len(read.errors) - 1} more)" if len(read.errors) > 1 else ""
    return f"{read.errors[0]}{more}"


def _same(one: Project, other: Project) -> bool:
    """Whether two projects hold the same."""
    return one == other and one.needs == other.needs
