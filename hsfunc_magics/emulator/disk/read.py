"""Reads `.functions` folders from disk: every file as it stands, without what HubSpot's CLI ignores."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FolderError, ManifestError
from ..functions.folder import Folder, check_folder_name, read_folder
from ..json_text.read_write import encodable
from ..limits.limits import MEGABYTE
from ..serverless_json.lint import AccountRules
from ..serverless_json.manifest import MANIFEST_NAME
from ..serverless_json.problems import Problem, error, in_order, refusal, warning
from ..serverless_json.projects import KEY as PROJECT_KEY
from ..text import did_you_mean
from .changes import Snapshot
from .ignore import IGNORE_FILE, Ignoring, ignoring_for
from .project import find_project

if TYPE_CHECKING:
    from ..packages.folder_bundling import FileBundle

EXTENSION = ".functions"
DOTENV = ".env"
# A search from a home directory must end.
_MOST_SEARCHED = 20_000


@dataclass(frozen=True)
class DiskFolder:
    """A directory as it was read. `folder` is None where the problems have an error that blocks.

    `ignored` are paths that HubSpot's CLI ignores too; `stamp` tells later whether anything has changed.
    `bundles` stand in the place of files, where they were asked for.
    """

    path: Path
    name: str
    folder: Folder | None
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    dotenv: str | None
    stamp: Snapshot
    bundles: tuple[FileBundle, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        """Every error of a folder that cannot be taken; none of one that lacks files of endpoints only."""
        return [problem for problem in self.refusal if problem.severity == "error"]

    @property
    def refusal(self) -> list[Problem]:
        """The errors, and the warnings that are told with them."""
        return refusal(self.problems)

    @property
    def is_project(self) -> bool:
        """Whether it holds functions of a developer project alone, which do not run here."""
        return self.folder is None and any(problem.path == PROJECT_KEY for problem in self.errors)


@dataclass
class Walk:
    """What lies in a directory: regular files by their path inside, and what is left out, with the reason."""

    files: dict[str, Path]
    directories: list[Path]
    ignored: list[str]
    odd: list[Problem]


def find_folders(given: str) -> list[Path]:
    """The `.functions` directories that a path means: itself, or all below it. Raises `FolderError`.

    Where there is none of that name below it, those with a serverless.json are meant.
    """
    path = _existing(given)
    if path.name.endswith(EXTENSION) or (path / MANIFEST_NAME).is_file():
        return [path]
    for wanted in (_is_named, _is_described):
        found = list(_below(path, given, wanted))
        if found:
            return found
    hint = did_you_mean(MANIFEST_NAME, [entry.name for entry in path.iterdir()])
    if (path.parent / MANIFEST_NAME).is_file():
        hint = f" The folder above it has one: {Path(given).parent}."
    raise FolderError(f"{given} has no {MANIFEST_NAME}, and no {EXTENSION} folder lies below it.{hint}")


def folder_name(path: Path) -> str:
    """The name of the folder that a directory is."""
    return path.name.removesuffix(EXTENSION)


def read_directory(path: Path, rules_beside: AccountRules, *, most_bytes: int, to_bundle: bool = False) -> DiskFolder:
    """Reads one `.functions` directory with everything that is wrong with it; `most_bytes` bounds each file.

    `to_bundle`: what is not built yet is taken for what it would be built to.
    """
    name = folder_name(path)
    ignoring = ignoring_for(path)
    watched = [str(path), str(path / DOTENV), *([str(ignoring.file)] if ignoring.file else [])]
    walk = walk_directory(path, ignoring)
    project = find_project(path)
    watched += project.paths
    stamp = Snapshot.take([*watched, *map(str, walk.directories), *map(str, walk.files.values())])
    problems = list(walk.odd)
    contents: dict[str, bytes] = {}
    for inner, file in walk.files.items():
        try:
            size = file.stat().st_size
            if size > most_bytes:
                told = f"has {size / MEGABYTE:.1f} MB, more than the {most_bytes / MEGABYTE:g} MB of a file here."
                problems.append(error(inner, told, f"Move it elsewhere, or name it in {IGNORE_FILE}."))
                continue
            contents[inner] = file.read_bytes()
        except OSError as problem:
            problems.append(error(inner, f"cannot be read: {reason(problem)}.", "Let yourself read it."))
    wrong = check_folder_name(name)
    if wrong is not None:
        problems.append(error(path.name, wrong, "Rename it."))
    folder, found = _parse(name, contents, rules_beside, to_bundle=to_bundle)
    folder = replace(folder, needs=project.needs) if folder is not None else None
    problems = in_order([*problems, *project.with_build(found, path)])
    failed = bool(refusal(problems))
    return DiskFolder(
        path, name, None if failed else folder, tuple(problems), tuple(walk.ignored), _dotenv(path), stamp
    )


def walk_directory(path: Path, ignoring: Ignoring) -> Walk:
    """Everything in a directory, sorted by name. Symbolic links are not followed, as HubSpot's CLI does not."""
    walk = Walk({}, [], [], [])
    waiting = [path]
    while waiting:
        directory = waiting.pop()
        try:
            with os.scandir(directory) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as problem:
            inner = directory.relative_to(path).as_posix()
            walk.odd.append(error(inner, f"cannot be read: {reason(problem)}.", "Let yourself read it."))
            continue
        for entry in entries:
            _sort_in(Path(entry.path), path, ignoring, walk, waiting)
    walk.files = dict(sorted(walk.files.items()))
    return walk


def reason(problem: OSError) -> str:
    """What the system says, as the end of a sentence."""
    return (problem.strerror or type(problem).__name__).lower()


def _sort_in(entry: Path, root: Path, ignoring: Ignoring, walk: Walk, waiting: list[Path]) -> None:
    inner = entry.relative_to(root).as_posix()
    try:
        mode = entry.lstat().st_mode
    except OSError:
        return  # it has just gone
    directory = stat.S_ISDIR(mode)
    if ignoring.ignores(inner, directory=directory):
        walk.ignored.append(f"{inner}/" if directory else inner)
    elif not encodable(inner):
        walk.odd.append(warning(ascii(inner), "is left out: its name is not UTF-8.", "Rename it."))
    elif directory:
        walk.directories.append(entry)
        waiting.append(entry)
    elif stat.S_ISREG(mode):
        walk.files[inner] = entry
    elif stat.S_ISLNK(mode):
        told = "is left out: it is a symbolic link, which HubSpot's CLI does not follow."
        walk.odd.append(warning(inner, told, "Put the file itself there."))
    else:
        walk.odd.append(warning(inner, "is left out: it is no ordinary file.", "Remove it."))


def _parse(
    name: str, contents: Mapping[str, bytes], rules_beside: AccountRules, *, to_bundle: bool
) -> tuple[Folder | None, list[Problem]]:
    data = contents.get(MANIFEST_NAME)
    if data is None:
        near = did_you_mean(MANIFEST_NAME, contents)
        mend = f"A {EXTENSION} folder needs it.{near}"
        return None, [error(MANIFEST_NAME, "is missing, or cannot be read.", mend)]
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        return None, [error(MANIFEST_NAME, f"is not UTF-8 (byte {problem.start}).", "Save it as UTF-8.")]
    files = {inner: data for inner, data in contents.items() if inner != MANIFEST_NAME}
    try:
        return read_folder(name, text, files, rules_beside, to_bundle=to_bundle)
    except ManifestError as problem:
        return None, problem.problems


def _existing(given: str) -> Path:
    path = Path(given).expanduser()
    try:
        if not path.exists() and path.with_name(f"{path.name}{EXTENSION}").is_dir():
            path = path.with_name(f"{path.name}{EXTENSION}")
        if path.is_dir():
            return path.resolve()
        if path.exists():
            raise FolderError(f"{given} is a file: name the folder that it is in, {path.parent}.")
        near = did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else [])
    except (OSError, ValueError) as problem:
        told = reason(problem) if isinstance(problem, OSError) else str(problem)
        raise FolderError(f"{given!r} cannot be read: {told}.") from None
    raise FolderError(f"There is no folder {given}.{near}")


def _is_named(entry: Path) -> bool:
    return entry.name.endswith(EXTENSION)


def _is_described(entry: Path) -> bool:
    return (entry / MANIFEST_NAME).is_file()


def _below(path: Path, given: str, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    ignoring = ignoring_for(path)
    seen, waiting = 0, [path]
    while waiting:
        directory = waiting.pop(0)
        try:
            with os.scandir(directory) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError:
            continue  # what cannot be read holds nothing that can be imported
        seen += len(entries)
        if seen > _MOST_SEARCHED:
            raise FolderError(f"{given} is too large to be searched for {EXTENSION} folders: name one of them.")
        for entry in entries:
            below = Path(entry.path)
            inner = below.relative_to(path).as_posix()
            if not entry.is_dir(follow_symlinks=False) or ignoring.ignores(inner, directory=True):
                continue
            if wanted(below):
                yield below
            else:
                waiting.append(below)


def _dotenv(path: Path) -> str | None:
    """The text of the folder's `.env`, which is read for values and never carried."""
    try:
        return (path / DOTENV).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
