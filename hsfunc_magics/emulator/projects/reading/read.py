"""Reads a project from what its files hold, with everything that is wrong or odd in it (contract §12)."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...serverless_json.problems import Problem, error, refusal, show, warning
from ...serverless_json.shapes import find_problems
from ...sources.javascript import SourceFile
from ...sources.package_needs import NO_NEEDS, PACKAGE_JSON, PACKAGE_LOCK, PackageNeeds, read_needs
from ...text import did_you_mean
from ..project import PROJECT_FILE, Project, ProjectFunction
from .apps import app_problems
from .entry_files import lies_below
from .formats.hsmeta import ENDING, FUNCTION, PLACES
from .formats.project_file import PACKAGE, PROJECT
from .hsmeta import read_components
from .json_file import read_json_file
from .legacy import KEY, manifests, read_app_functions
from .platform_versions import NEWEST, PlatformVersion, read_version, version_problems
from .strays import misnamed, of_the_other_form, undeclared

Files = Mapping[str, str | bytes]


def read_project(files: Files, place: Path | None = None) -> tuple[Project | None, list[Problem]]:
    """A project from its files, by their paths in it, and every problem, errors first, then by file and line.

    None where an error concerns the whole project. A function with an error of its own is left out, and the others
    stay; one whose file is not there stays, for the file may still come. `place` is the directory of the project.
    """
    version, src, name, problems = _project_file(files)
    if version is None:
        return None, in_order(problems)
    read = _hsmeta if version.form != "appFunctions" else _app_functions
    found = read(files, src, version)
    needs, more = _needs(files, found.folders, place)
    held = {file: _source(data) for file, data in files.items()}
    problems += [*found.problems, *more, *_unused(held, found, version), *_nothing(found, version)]
    if refusal(problems):
        return None, in_order(problems)
    package_json = posixpath.join(
        found.folders[0] if found.folders else posixpath.join(src, PLACES[FUNCTION]), PACKAGE_JSON
    )
    return Project(name, version.text, found.functions, held, needs, place, package_json), in_order(problems)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Errors first, then by file and place, each once."""
    return sorted(
        dict.fromkeys(problems), key=lambda one: (one.severity != "error", one.file, one.line, one.column, one.path)
    )


def _project_file(files: Files) -> tuple[PlatformVersion | None, str, str, list[Problem]]:
    """Platform version, source folder, name; no version where hsproject.json cannot be used."""
    if PROJECT_FILE not in files:
        near = did_you_mean(PROJECT_FILE, [name for name in files if "/" not in name])
        return None, "", "", [replace(error("", "is missing.", PROJECT.mend + near), file=PROJECT_FILE)]
    file, unreadable = read_json_file(PROJECT_FILE, files[PROJECT_FILE], PROJECT.mend)
    if file is None:
        return None, "", "", [replace(problem, blocks=True) for problem in unreadable]
    told = list(find_problems(PROJECT, file.data))
    src, wrong = _source_folder(file.data.get("srcDir"), files)
    told += [wrong] if wrong is not None else []
    written = file.data.get("platformVersion")
    version = read_version(written) if isinstance(written, str) and written.strip() else None
    if version is not None:
        told += version_problems(version)
    problems = file.problems(told, blocks=True)
    usable = version is not None and wrong is None and not refusal(problems)
    return (version if usable else None), src, str(file.data.get("name")), problems


def _source_folder(named: Any, files: Files) -> tuple[str, Problem | None]:
    if not isinstance(named, str) or not named:
        return "", None  # told by the format
    src = posixpath.normpath(named)
    if src.startswith(("/", "../")) or src == "..":
        return "", error("srcDir", f"{show(named)} lies outside the project.", 'Write "src".')
    src = "" if src == "." else src
    if not any(lies_below(name, src) for name in files):
        near = did_you_mean(src, {name.partition("/")[0] for name in files if "/" in name})
        return src, error(
            "srcDir", f"there is no folder {src} with a file in it.", f"Add it, or correct the name.{near}"
        )
    return src, None


@dataclass(frozen=True, slots=True)
class _Found:
    """Functions without an error by uid, the folders of functions, and the entry files of all of them.

    `complete`: every file that could name an entry was read.
    """

    functions: Mapping[str, ProjectFunction]
    folders: Sequence[str]
    entries: Collection[str]
    problems: list[Problem]
    complete: bool


def _hsmeta(files: Files, src: str, version: PlatformVersion) -> _Found:
    components = read_components(files, src, version)
    problems = [*components.problems, *misnamed(files, src)]
    folders = list(dict.fromkeys(map(posixpath.dirname, components.declared_in)))
    if components.declared_in and not components.unread_apps:
        problems += app_problems(components.apps, list(files), src)
    if version.form == "none":
        told = f"{version.text} has no functions: they are neither built nor deployed."
        mend = f'Write "platformVersion": "{NEWEST}" in {PROJECT_FILE}.'
        problems += [replace(error("", told, mend), file=name) for name in components.declared_in]
    mend = f"Move its functions to {posixpath.join(src, PLACES[FUNCTION])}, with an hsmeta file each."
    problems += of_the_other_form(files, manifests(files, src), version.text, mend)
    return _Found(components.functions, folders, components.entries, problems, not components.unread)


def _app_functions(files: Files, src: str, version: PlatformVersion) -> _Found:
    found = read_app_functions(files, src, version)
    newer = [name for name in files if name.endswith(ENDING) and lies_below(name, src)]
    mend = f'Hsmeta files are read from 2025.2 on: write "platformVersion": "{NEWEST}" in {PROJECT_FILE}.'
    problems = [*found.problems, *of_the_other_form(files, newer, version.text, mend)]
    return _Found(found.functions, found.folders, found.entries, problems, not found.unread)


def _needs(files: Files, folders: Sequence[str], place: Path | None) -> tuple[PackageNeeds, list[Problem]]:
    """What the package.json in each folder of functions names, and what is wrong with these files."""
    needs, problems = NO_NEEDS, list[Problem]()
    for folder in folders:
        name = posixpath.join(folder, PACKAGE_JSON)
        if name not in files:
            if not folder.endswith(".functions"):
                told = error(
                    "",
                    "is missing, and HubSpot's parser refuses functions without it.",
                    'Add it, at least {"dependencies": {}}.',
                )
                problems.append(replace(told, file=name, blocks=False))
            continue
        file, unreadable = read_json_file(name, files[name], PACKAGE.mend)
        problems += unreadable
        if file is None:
            continue
        known = {key.name for key in PACKAGE.keys}
        problems += file.problems(find_problems(PACKAGE, {k: v for k, v in file.data.items() if k in known}))
        lock = _text(files.get(posixpath.join(folder, PACKAGE_LOCK), ""))
        own = read_needs(file.text, lock, (place or Path.cwd()) / folder)
        needs = PackageNeeds(
            {**own.dependencies, **needs.dependencies}, {**own.development, **needs.development}, needs.lock or own.lock
        )
    return needs, problems


def _unused(held: Mapping[str, SourceFile], found: _Found, version: PlatformVersion) -> Iterator[Problem]:
    how = f'Name it under "{KEY}"' if version.form == "appFunctions" else f"Add an hsmeta file NAME{ENDING}"
    return undeclared(held, found.folders if found.complete else (), found.entries, how)


def _nothing(found: _Found, version: PlatformVersion) -> Iterator[Problem]:
    if found.folders or found.entries or not found.complete or version.form == "none":
        return
    where = f'"{KEY}" in a serverless.json' if version.form == "appFunctions" else f"src/{PLACES[FUNCTION]}"
    mend = f"Those of {version.text} stand in {where}."
    yield replace(warning("", "the project has no functions.", mend), file=PROJECT_FILE)


def _source(data: str | bytes) -> SourceFile:
    return SourceFile.from_bytes(data) if isinstance(data, bytes) else SourceFile(data)


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")
