"""From the account to disk: what would change is known first, and it is written whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import FolderError
from ..functions.folder import Folder
from ..secrets.masking import Masker
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import MANIFEST_NAME
from ..sources.javascript import SourceFile
from .ignore import ignoring_for, is_dotenv
from .read import reason, walk_directory


@dataclass(frozen=True)
class Plan:
    """What an export of a folder, or of a project, does to a directory. `others` are there and not in it: they stay."""

    shown: str
    target: Path
    title: str
    contents: Mapping[str, bytes]
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


def plan_export(folder: Folder, target: Path, shown: str, secrets: Secrets) -> Plan:
    """Compares a folder with a directory. Raises `FolderError`, also where a secret's value would be written."""
    files = {MANIFEST_NAME: SourceFile(folder.manifest.dumps())}
    files |= {inner: source for inner, source in folder.files.items() if inner != MANIFEST_NAME}
    return plan_files(folder.title, files, target, shown, secrets)


def plan_files(title: str, files: Mapping[str, SourceFile], target: Path, shown: str, secrets: Secrets) -> Plan:
    """The same of any files, by their paths; `title` is what they are together."""
    contents = _contents(title, files)
    _refuse_secrets(title, contents, secrets)
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
    return Plan(shown, target, title, contents, tuple(new), tuple(changed), tuple(unchanged), others)


def write_plan(plan: Plan, *, overwrite: bool) -> None:
    """Writes the new files and, with `overwrite`, the changed ones. Raises `FolderError`; all is then as it was.

    A new directory appears at once; in one that is there each file is swapped, serverless.json last.
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
            _swap(plan.target, staged, staging / "old", sorted(names, key=lambda inner: inner == MANIFEST_NAME))
        else:
            staged.rename(plan.target)
    except OSError as problem:
        raise FolderError(f"{plan.shown} cannot be written: {reason(problem)}. It is as it was.") from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


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


def _contents(title: str, files: Mapping[str, SourceFile]) -> dict[str, bytes]:
    """Every file by its path. `.env` is never among them."""
    contents: dict[str, bytes] = {}
    for inner, source in files.items():
        parts = inner.split("/")
        if PurePosixPath(inner).is_absolute() or any(part in ("", ".", "..") for part in parts) or "\0" in inner:
            raise FolderError(f"The file {inner!r} lies outside {title}, and is not written.")
        if is_dotenv(parts[-1]):
            continue
        try:
            inner.encode()
            contents[inner] = source.to_bytes()
        except UnicodeEncodeError:
            raise FolderError(f"{title}/{inner} has half a character, which no file can hold.") from None
    return contents


def _refuse_secrets(title: str, contents: Mapping[str, bytes], secrets: Secrets) -> None:
    """Raises where a file holds a secret's value: names and lines are told, never the value (contract §8)."""
    found: list[str] = []
    for name in secrets:
        masker = Masker(secrets.delicate([name]))
        for inner, data in contents.items():
            if not masker.found_in(data):
                continue
            lines = data.splitlines()
            line = next((number for number, text in enumerate(lines, 1) if masker.found_in(text)), None)
            place = f", line {line}" if line is not None else ""
            found.append(f"  {title}/{inner}{place}: the value of {name}")
    if found:
        raise FolderError(
            "Secrets' values would be written to disk, so nothing was written:\n"
            + "\n".join(found)
            + "\nRead them from process.env or context.secrets instead."
        )


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
