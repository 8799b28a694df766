"""Folders that follow a directory on disk: what is changed there takes effect at the next call.

No thread watches: a call asks whether something may have changed, compares a few stats then, and reads again only what
has changed.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...runtime import forking
from ..display import listed
from ..errors import FolderError, FunctionSyntaxError, HsfuncError, RuntimeUnavailable
from ..functions.folder import Folder
from ..notes import Note, not_in_force
from ..process_bound import ProcessBound
from ..serverless_json.manifest import MANIFEST_NAME
from ..sources.package_needs import READ, Door
from ..text import did_you_mean
from .changes import ChangeWatch

if TYPE_CHECKING:
    from ..account_state import AccountState
    from ..packages.folder_bundling import FolderBundling
    from .load import Imported
    from .read import DiskFolder

# A file that is being written is read again, so often at most.
_TRIES = 3


@dataclass
class _Followed:
    path: Path
    read: DiskFolder
    watch: ChangeWatch
    complaint: Note | None = None
    bundling: FolderBundling | None = None
    door: Door = READ

    def changed(self) -> bool:
        """Whether the folder is no longer as it was read."""
        return (self.read.stamp.fresh or self.watch.may_differ()) and not self.read.stamp.holds()


class WatchedFolders(ProcessBound):
    """The account's folders that follow the disk. Thread-safe."""

    def __init__(self, state: AccountState) -> None:
        self._state = state
        self._followed: dict[str, _Followed] = {}
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock. The watches see to themselves."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<WatchedFolders: {listed(self._followed) or 'none'}>"

    def __bool__(self) -> bool:
        return bool(self._followed)

    def open(
        self,
        given: str,
        *,
        paths: Sequence[Path] | None = None,
        runtime: str | None = None,
        bundling: FolderBundling | None = None,
        door: Door = READ,
    ) -> Imported:
        """Imports a folder, or all below a path, or those of `paths`, and follows them.

        The rest is as in `import_folders`. What is changed is bundled anew where `bundling` is given.
        """
        # What reads the disk is loaded where it is used: most notebooks never do.
        from .load import put, read_all
        from .read import find_folders

        with self._lock:
            paths = paths if paths is not None else find_folders(given)
            found = read_all(
                self._state,
                paths,
                {},
                runtime=runtime,
                to_bundle=bundling is not None,
                door=door,
            )
            again = [name for name, watched in self._followed.items() if watched.path in paths]
            imported = put(self._state, found, given, free=again, bundling=bundling)
            for read in found:
                if read.folder is None:  # of a developer project, and left out
                    continue
                self._forget(read.name)
                watch = ChangeWatch(read.stamp.paths)
                self._followed[read.name] = _Followed(read.path, read, watch, bundling=bundling, door=door)
                self._state.functions.watched[read.name] = given
        return imported

    def close(self, name: str) -> None:
        """Ends the following; the folder stays in the account as it is. Raises `FolderError`."""
        name = name.removesuffix(".functions")
        with self._lock:
            if name not in self._followed:
                known = did_you_mean(name, self._followed)
                raise FolderError(f"No folder {name}.functions follows the disk.{known}")
            self._forget(name)
            self._state.functions.watched.pop(name, None)

    def may_take_long(self) -> bool:
        """Whether `refresh` may have to bundle, or to wait for one that does."""
        if not self._followed:
            return False
        bundled = [watched for watched in list(self._followed.values()) if watched.bundling is not None]
        if not bundled:
            return False
        return self._lock.locked() or any(one.read.stamp.fresh or one.watch.is_due() for one in bundled)

    def refresh(self) -> list[Note]:
        """Takes over what has changed on disk; notes on what cannot take effect, for which the old version stays."""
        if not self._followed:
            return []
        with self._lock:
            for watched in self._followed.values():
                if watched.changed():
                    self._take_over(watched)
            return [watched.complaint for watched in self._followed.values() if watched.complaint is not None]

    def end(self) -> None:
        """Nothing is followed any more."""
        with self._lock:
            for name in list(self._followed):
                self._forget(name)

    def _forget(self, name: str) -> None:
        watched = self._followed.pop(name, None)
        if watched is not None:
            watched.watch.close()

    def _take_over(self, watched: _Followed) -> None:
        from ..secrets.dotenv_file import follow_values
        from .load import dotenv_values
        from .read import read_directory

        read = watched.read
        around = replace(self._state.functions.rules_beside(read.name), run_on_option=watched.door.runtime)
        for _ in range(_TRIES):
            most, to_bundle = self._state.settings.file_bytes, watched.bundling is not None
            read = read_directory(watched.path, around, most_bytes=most, to_bundle=to_bundle)
            if read.stamp.same_as_now():
                break
        earlier, watched.read = watched.read, read
        watched.watch.follow(read.stamp.paths)
        before = self._state.functions.folders[read.name]
        wrong = _first_error(watched.path, read)
        try:
            after = self._as_it_runs(watched, read, before) if wrong is None else None
            if after is not None and not _same(before, after):
                wrong = self._check_changed(before, after)
                if wrong is None:
                    self._state.functions.register_folders([after])
            if read.dotenv != earlier.dotenv:
                follow_values(self._state.secrets, dotenv_values([earlier]), dotenv_values([read]))
        except HsfuncError as problem:
            wrong = " ".join(str(problem).split())
        watched.complaint = not_in_force(f"{before.title}", wrong) if wrong is not None else None

    def _as_it_runs(self, watched: _Followed, read: DiskFolder, before: Folder) -> Folder | None:
        """The folder with the bundles that were asked for. Raises `BundleError`."""
        folder = replace(read.folder, door=watched.door) if read.folder is not None else None
        if folder is None or watched.bundling is None:
            return folder
        return watched.bundling.anew(folder, before)

    def _check_changed(self, before: Folder, after: Folder) -> str | None:
        """What is wrong with a changed file that an endpoint uses; None where nothing is."""
        for file in dict.fromkeys(endpoint.file for endpoint in after.endpoints().values()):
            now = after.files.get(file)
            if now is None or now == before.files.get(file):
                continue
            if not now.text.strip():
                return f"{file} is empty."
            try:
                self._state.functions.check_syntax(after, file)
            except RuntimeUnavailable:
                return None  # the call itself tells that
            except FunctionSyntaxError as problem:
                return f"{file}: {problem.told}."
        return None


def _first_error(path: Path, read: DiskFolder) -> str | None:
    if not path.is_dir():
        return "the folder is gone from the disk."
    if not read.errors:
        return None
    more = f" (and {len(read.errors) - 1} more)" if len(read.errors) > 1 else ""
    first = read.errors[0]
    place = f"{MANIFEST_NAME}, " if first.line and first.path != MANIFEST_NAME else ""
    return f"{place}{first}{more}"


def _same(one: Folder, other: Folder) -> bool:
    """Whether two folders hold the same, the order of keys included."""
    return one.files == other.files and one.needs == other.needs and one.manifest.dumps() == other.manifest.dumps()
