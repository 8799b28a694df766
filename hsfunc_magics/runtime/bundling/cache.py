"""Packages installed on demand, kept in a cache: one folder for each set, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..node.node import Node
from .child import BundlingError
from .npm import OnProgress, install

_LEFT_OVER = 24 * 3600.0  # seconds after which an unfinished folder is nobody's any more


@dataclass(frozen=True, slots=True)
class InstalledPackage:
    """A package that was asked for, as it was installed. `deprecated` is its author's word, empty where there is none.

    `native` says that it needs a build for the machine.
    """

    name: str
    version: str
    deprecated: str = ""
    native: bool = False


@dataclass(frozen=True, slots=True)
class PackageSet:
    """An installed set: `folder` has its node_modules and its lock."""

    folder: Path
    packages: tuple[InstalledPackage, ...]


class PackageCache:
    """The sets of one folder, shared by every kernel of the user."""

    def __init__(self, folder: Path | None = None, *, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds

    @property
    def folder(self) -> Path:
        """The folder of the cache, which need not be there yet."""
        if self._folder is None:
            from platformdirs import user_cache_path

            self._folder = user_cache_path("hsfunc_magics", appauthor=False)
        return self._folder

    def get(
        self,
        wanted: Mapping[str, str],
        node: Node,
        *,
        lock: str = "",
        on_progress: OnProgress | None = None,
        update: bool = False,
        refuse: Callable[[PackageSet], str | None] = lambda _: None,
    ) -> PackageSet:
        """The set of these packages, name to range: as it was resolved before, or installed now.

        `lock` is the text of a package-lock.json, whose versions count where they fit. With `update` it is resolved
        anew. `refuse` may say what speaks against a new set. Raises `BundlingError`;
        the cache then has what it had.
        """
        place = self.folder / "sets" / _key(wanted, lock)
        if not update and (ready := _read(place, wanted)) is not None:
            return ready
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            _sweep(place.parent)
            fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
        except OSError as problem:
            raise BundlingError(_told(problem, place.parent)) from None
        try:
            install(wanted, fresh, lock=lock, node=node, seconds=self._seconds, on_progress=on_progress)
            made = _read(fresh, wanted)
            if made is None:
                raise BundlingError(f"npm installed {', '.join(wanted)} only in part. Try it again.")
            reason = refuse(made)
            if reason is not None:
                raise BundlingError(reason)
            _put(fresh, place, replace=update)
        except OSError as problem:
            raise BundlingError(_told(problem, place.parent)) from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        ready = _read(place, wanted)
        if ready is None:
            raise BundlingError(f"The cache {self.folder} cannot be read. Delete it, and try again.")
        return ready


def _put(fresh: Path, place: Path, *, replace: bool) -> None:
    """Renames a whole set into its place. Where another kernel was quicker, its set stays."""
    old = None
    if replace or _read_lock(place) is None:
        with contextlib.suppress(FileNotFoundError):
            old = fresh.with_name(f"{fresh.name}-old")
            place.rename(old)
    try:
        fresh.rename(place)
    except OSError as problem:
        if problem.errno not in (errno.EEXIST, errno.ENOTEMPTY):
            raise
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def _read(folder: Path, wanted: Mapping[str, str]) -> PackageSet | None:
    lock = _read_lock(folder)
    if lock is None:
        return None
    packages = []
    for name in wanted:
        entry = lock.get(f"node_modules/{name}")
        here = folder / "node_modules" / name
        if entry is None or not (here / "package.json").is_file():
            return None
        packages.append(
            InstalledPackage(name, str(entry.get("version", "")), str(entry.get("deprecated", "")), _is_native(here))
        )
    return PackageSet(folder, tuple(packages))


def _read_lock(folder: Path) -> dict[str, dict[str, object]] | None:
    try:
        lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return lock if isinstance(lock, dict) else None


def _is_native(package: Path) -> bool:
    return (package / "binding.gyp").is_file() or any(package.glob("prebuilds/**/*.node"))


def _key(wanted: Mapping[str, str], lock: str) -> str:
    # Some packages bring a program for each system.
    system = [platform.system(), platform.machine(), platform.libc_ver()[0]]
    told = json.dumps([sorted(wanted.items()), *system, *filter(None, [lock, *_marks(wanted)])])
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _marks(wanted: Mapping[str, str]) -> list[str]:
    """How the packages look that lie on this machine: other contents are another set."""
    marks = []
    for range_ in wanted.values():
        if range_.startswith("file:"):
            with contextlib.suppress(OSError, ValueError):
                found = Path(range_.removeprefix("file:")).stat()
                marks.append(f"{found.st_size} {found.st_mtime_ns}")
    return marks


def _sweep(folder: Path) -> None:
    """Removes what killed kernels left unfinished."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(".new-") and time.time() - entry.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(entry.path, ignore_errors=True)


def _told(problem: OSError, folder: Path) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: nothing can be written to {folder}. Make room, and try again."
    return (
        f"The cache {folder} cannot be written: {(problem.strerror or 'no reason given').lower()}."
        " Let it be written, or name another folder: Settings(bundle_cache=…)."
    )
