"""Reads projects from disk: what their functions may be made of, without what HubSpot's CLI ignores (contract §12)."""

from __future__ import annotations

import posixpath
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...disk.changes import Snapshot
from ...disk.ignore import ignoring_for
from ...disk.project import developer_project
from ...disk.read import DOTENV, below, existing, reason, walk_directory
from ...errors import FolderError
from ...limits.limits import MEGABYTE
from ...serverless_json.problems import Problem, error, refusal
from ...sources.package_needs import PACKAGE_JSON, PACKAGE_LOCK
from ...text import did_you_mean
from ..project import PROJECT_FILE, Project
from .entry_files import CODE
from .formats.project_file import PROJECT
from .json_file import read_json_file
from .read import in_order, read_project

# What functions can be made of wherever it lies; in their own folders everything is read.
_READ = (*CODE, ".json")
_FUNCTIONS = ("functions", ".functions")
# So many times the most of one file is the most of all that is read.
_MOST_FILES = 20


@dataclass(frozen=True)
class DiskProject:
    """A directory as it was read. `project` is None where the problems have an error that blocks.

    `names` are those of the files that were read, `src` is their source folder. `dotenv` is the text of the nearest
    `.env`, which is read for values and never carried. `stamp` tells later whether anything has changed.
    """

    path: Path
    project: Project | None
    problems: tuple[Problem, ...]
    names: frozenset[str]
    src: str
    dotenv: str | None = field(repr=False)
    stamp: Snapshot = field(repr=False)

    @property
    def errors(self) -> list[Problem]:
        """Every error of a project that cannot be taken; none of one with errors of single functions only."""
        return refusal(self.problems)


def find_projects(given: str) -> list[Path]:
    """The directories of projects that a path means: itself, or all below it. Raises `FolderError`."""
    path = existing(given)
    if is_project(path):
        return [path]
    found = list(below(path, given, is_project, "projects"))
    if found:
        return found
    around = developer_project(path)
    hint = f" It lies in a project: {around}." if around is not None else ""
    near = did_you_mean(PROJECT_FILE, [entry.name for entry in path.iterdir()])
    raise FolderError(f"{given} has no {PROJECT_FILE}, and no project lies below it.{hint}{near}")


def is_project(path: Path) -> bool:
    """Whether a directory is a project's."""
    return (path / PROJECT_FILE).is_file()


def read_project_directory(path: Path, *, most_bytes: int) -> DiskProject:
    """Reads one project with everything that is wrong with it; `most_bytes` bounds each file. `path` is resolved."""
    reading = _Reading(path, most_bytes, {}, [], [str(path)], "")
    reading.read()
    project, problems = read_project(reading.files, path)
    told = in_order([*problems, *reading.problems])
    if refusal(told):
        project = None
    stamp = Snapshot.take([*reading.watched, *(str(place / DOTENV) for place in _places(path, project))])
    names = frozenset(reading.files)
    return DiskProject(path, project, tuple(told), names, reading.src, _dotenv(path, project), stamp)


@dataclass
class _Reading:
    """`files` so far, by their paths in the project, and what is to be said of them; `watched` tells of changes."""

    path: Path
    most: int
    files: dict[str, str | bytes]
    problems: list[Problem]
    watched: list[str]
    src: str

    def read(self) -> None:
        self._take(PROJECT_FILE, self.path / PROJECT_FILE)
        src = self._source_folder()
        top = posixpath.normpath(src)
        start = self.path / top
        if start.resolve() != start:
            told = error(
                "srcDir", f"{src} is, or lies in, a symbolic link, which is not followed.", "Put it there itself."
            )
            self.problems.append(replace(told, file=PROJECT_FILE))
            return
        walk = walk_directory(start, ignoring_for(start))
        self.watched += map(str, [*walk.directories, start])
        self.src = "" if top == "." else top
        prefix = f"{self.src}/" if self.src else ""
        for odd in walk.odd:
            self.problems.append(replace(odd, file=f"{prefix}{odd.path}", path="", blocks=False))
        files = {f"{prefix}{inner}": file for inner, file in walk.files.items()}
        for name in [name for name in files if posixpath.basename(name) == PACKAGE_JSON]:
            # HubSpot's CLI leaves it out elsewhere; of functions it says which versions are installed.
            lock = posixpath.join(posixpath.dirname(name), PACKAGE_LOCK)
            files[lock] = self.path / lock
        total = 0
        for name, file in files.items():
            own = any(part.endswith(_FUNCTIONS) for part in name.split("/")[:-1])
            if (own or name.endswith(_READ)) and name not in self.files:
                total += self._take(name, file, missing_is_fine=name.endswith(PACKAGE_LOCK))
        if total > _MOST_FILES * self.most:
            most = f"{_MOST_FILES * self.most / MEGABYTE:g} MB"
            told = error(
                "srcDir",
                f"its sources have {total / MEGABYTE:.0f} MB, more than {most}.",
                "Name other files in .hsignore.",
            )
            self.problems.append(replace(told, file=PROJECT_FILE))

    def _source_folder(self) -> str:
        """As hsproject.json names it, where that is a folder of the project; otherwise the project's own."""
        file, _ = read_json_file(PROJECT_FILE, self.files.get(PROJECT_FILE, ""), PROJECT.mend)
        named: Any = file.data.get("srcDir") if file is not None else None
        if not isinstance(named, str) or "\0" in named:
            return "."
        inside = not posixpath.normpath(named).startswith(("/", ".."))
        return named if inside and (self.path / named).is_dir() else "."

    def _take(self, name: str, file: Path, *, missing_is_fine: bool = False) -> int:
        """Reads a file; its size."""
        self.watched.append(str(file))
        try:
            found = file.lstat()
            if not stat.S_ISREG(found.st_mode):
                if not missing_is_fine:
                    self._of(name, "is not read: it is no ordinary file.", "Put the file itself there.")
            elif found.st_size > self.most:
                size, most = f"{found.st_size / MEGABYTE:.1f} MB", f"{self.most / MEGABYTE:g} MB"
                self._of(name, f"has {size}, more than the {most} of a file here.", "Move it, or name it in .hsignore.")
            else:
                self.files[name] = file.read_bytes()
                return found.st_size
        except OSError as problem:
            if not missing_is_fine:
                self._of(name, f"cannot be read: {reason(problem)}.", "Let yourself read it.")
        return 0

    def _of(self, name: str, told: str, mend: str) -> None:
        self.problems.append(replace(error("", told, mend), file=name, blocks=False))


def _dotenv(path: Path, project: Project | None) -> str | None:
    for place in _places(path, project):
        try:
            return (place / DOTENV).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
    return None


def _places(path: Path, project: Project | None) -> Iterator[Path]:
    """Where a `.env` may lie: beside the functions, then further up, to the project's own directory."""
    if project is not None:
        place = path / posixpath.dirname(project.package_json)
        yield place
        yield from _up(place.parents, path)
    else:
        yield path


def _up(parents: Iterable[Path], top: Path) -> Iterator[Path]:
    for parent in parents:
        yield parent
        if parent == top:
            return
