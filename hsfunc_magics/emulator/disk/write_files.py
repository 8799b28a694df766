"""Files into a directory: what would change is known first, and they are written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import FolderError
from ..secrets.masking import Masker
from ..secrets.secrets import Secrets
from .ignore import ignoring_for
from .read import reason, walk_directory


@dataclass(frozen=True)
class FilePlan:
    """What writing files does to a directory. `others` are files that are there and not among them: they stay."""

    title: str
    shown: str
    target: Path
    contents: Mapping[str, bytes] = field(repr=False)
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    others: tuple[str, ...]

    def __str__(self) -> str:
        rows = [
            ("new", self.new),
            ("changed", self.changed),
            ("unchanged", self.unchanged),
            ("only there, stays", self.others),
        ]
        told = [f"  {title}: {', '.join(files)}" for title, files in rows if files]
        return "\n".join([f"{self.title} → {self.shown}", *told])


def plan_files(title: str, contents: Mapping[str, bytes], target: Path, shown: str) -> FilePlan:
    """Compares files, by their paths inside, with a directory. Raises `FolderError`."""
    new: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    try:
        for inner, data in contents.items():
            _refuse_obstacle(target, inner, shown)
            place = target / inner
            if place.is_symlink() or (place.exists() and place.read_bytes() != data):
                changed.append(inner)
            else:
                (unchanged if place.exists() else new).append(inner)
        root = target.resolve()
        there = walk_directory(root, ignoring_for(root)).files if target.is_dir() else {}
    except OSError as problem:
        raise FolderError(f"{shown} cannot be read: {reason(problem)}. Nothing was written.") from None
    others = tuple(inner for inner in there if inner not in contents)
    return FilePlan(title, shown, target, contents, tuple(new), tuple(changed), tuple(unchanged), others)


def write_files(plan: FilePlan, *, overwrite: bool, last: str) -> None:
    """Writes the new files and, with `overwrite`, the changed ones. Raises `FolderError`; all is then as it was.

    A new directory appears at once; in one that is there each file is swapped, `last` as the last one.
    """
    names = [*plan.new, *(plan.changed if overwrite else ())]
    if not names:
        return
    staging: Path | None = None
    try:
        plan.target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{plan.target.name}-", dir=plan.target.parent))
        staged = staging / "new"
        for inner in names:
            (staged / inner).parent.mkdir(parents=True, exist_ok=True)
            (staged / inner).write_bytes(plan.contents[inner])
        if plan.target.exists():
            _swap(plan.target, staged, staging / "old", sorted(names, key=lambda inner: inner == last))
        else:
            staged.rename(plan.target)
    except OSError as problem:
        raise FolderError(f"{plan.shown} cannot be written: {reason(problem)}. It is as it was.") from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def maskers_of(secrets: Secrets) -> dict[str, Masker]:
    """What finds each secret's value, by its name."""
    return {name: Masker(secrets.delicate([name])) for name in secrets}


def refuse_secrets(contents: Mapping[str, bytes], maskers: Mapping[str, Masker], place: Callable[[str], str]) -> None:
    """Raises where a file holds a secret's value: names and lines are told, never the value (contract §8).

    `place` says how a file is named.
    """
    found: list[str] = []
    for name, masker in maskers.items():
        for inner, data in contents.items():
            if not masker.found_in(data):
                continue
            lines = data.splitlines()
            line = next((number for number, text in enumerate(lines, 1) if masker.found_in(text)), None)
            where = f", line {line}" if line is not None else ""
            found.append(f"  {place(inner)}{where}: the value of {name}")
    if found:
        raise FolderError(
            "Secrets' values would be written to disk, so nothing was written:\n"
            + "\n".join(found)
            + "\nRead them from process.env or context.secrets instead."
        )


def _swap(target: Path, staged: Path, old: Path, names: list[str]) -> None:
    """Moves files into place one by one, and all of them back where one fails."""
    moved: list[str] = []
    made: list[Path] = []
    try:
        for inner in names:
            place = target / inner
            _make_parents(place.parent, made)
            (old / inner).parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(place):
                if not place.is_symlink():
                    shutil.copymode(place, staged / inner)
                shutil.copy2(place, old / inner, follow_symlinks=False)
            moved.append(inner)
            (staged / inner).replace(place)
    except BaseException:
        for inner in reversed(moved):
            with suppress(OSError):
                if os.path.lexists(old / inner):
                    (old / inner).replace(target / inner)
                else:
                    (target / inner).unlink(missing_ok=True)
        for directory in reversed(made):
            with suppress(OSError):
                directory.rmdir()
        raise


def _make_parents(directory: Path, made: list[Path]) -> None:
    missing = []
    while not directory.exists():
        missing.append(directory)
        directory = directory.parent
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _refuse_obstacle(target: Path, inner: str, shown: str) -> None:
    """Raises where a file or a link stands in place of a directory, or a directory in place of a file."""
    if os.path.lexists(target) and not target.is_dir():
        raise FolderError(f"{shown} is no folder. Nothing was written.")
    place = target
    *above, last = inner.split("/")
    for part in above:
        place /= part
        if os.path.lexists(place) and not stat.S_ISDIR(place.lstat().st_mode):
            raise FolderError(f"{shown}: {place.name} is no folder there, but {inner} lies in it. Nothing was written.")
    if (place / last).is_dir() and not (place / last).is_symlink():
        raise FolderError(f"{shown}: {inner} is a folder there, not a file. Nothing was written.")
