"""Reads and judges serverless.json with `appFunctions`: functions of projects from 2023.1 to 2025.1 (contract §12)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...serverless_json.manifest import DEFAULT_METHOD, MANIFEST_NAME, read_methods
from ...serverless_json.problems import Problem, json_path, lies_in, warning
from ...serverless_json.shapes import find_problems
from ..project import Convention, ProjectFunction
from .endpoints import Taken, endpoint_problems, plain_path, secret_problems
from .entry_files import Entry, find_entry, lies_below
from .formats.legacy import LEGACY
from .json_file import JsonFile, read_json_file, skipped
from .platform_versions import PlatformVersion

KEY = "appFunctions"
_FOLDER = ".functions"


@dataclass
class AppFunctions:
    """The functions that have no error, and the folders that have any.

    `entries` are the files of all of them; `unread` what names others, which are not known, or not there.
    """

    functions: dict[str, ProjectFunction] = field(default_factory=dict[str, ProjectFunction])
    entries: set[str] = field(default_factory=set[str])
    folders: list[str] = field(default_factory=list[str])
    unread: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])


def manifests(files: Mapping[str, str | bytes], src: str) -> list[str]:
    """Every serverless.json in a `.functions` folder below the source folder."""
    return sorted(
        name
        for name in files
        if posixpath.basename(name) == MANIFEST_NAME
        and posixpath.dirname(name).endswith(_FOLDER)
        and lies_below(name, src)
    )


def read_app_functions(files: Mapping[str, str | bytes], src: str, version: PlatformVersion) -> AppFunctions:
    """The functions of all such files, in the order of their names."""
    found, taken = AppFunctions(), Taken()
    for name in manifests(files, src):
        file, unreadable = read_json_file(name, files[name], LEGACY.mend)
        found.problems += unreadable
        if file is None:
            found.unread.append(name)
            continue
        if KEY not in file.data and "endpoints" in file.data:
            why = f'it has "endpoints" of the design manager, and no "{KEY}".'
            found.problems.append(skipped(name, why, "a folder outside the project, which `hsfunc serve` serves"))
            continue
        _read(file, files, src, version, taken, found)
    return found


def _read(
    file: JsonFile,
    files: Mapping[str, str | bytes],
    src: str,
    version: PlatformVersion,
    taken: Taken,
    found: AppFunctions,
) -> None:
    convention: Convention = "sendResponse" if version.sends else "return"
    folder = posixpath.dirname(file.name)
    found.folders.append(folder)
    told = [*find_problems(LEGACY, file.data), *_of_the_file(file.data, version)]
    entries = file.data.get(KEY)
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict):
            continue
        holder = f"{name} ({file.name})"
        named, place = entry.get("file"), json_path(KEY, name, "file")
        target = find_entry(named, folder, src, files, place) if isinstance(named, str) and named else Entry(None)
        if target.file is None or target.missing:
            found.unread.append(holder)
        else:
            found.entries.add(target.file)
        told += [target.problem] if target.problem is not None else []
        told += secret_problems(entry.get("secrets"), (KEY, name, "secrets"), reserved=False)
        told += taken.uid_problems(name, file.name, json_path(KEY, name))
        endpoint = entry.get("endpoint")
        if isinstance(endpoint, dict):
            told += endpoint_problems(endpoint, (KEY, name, "endpoint"), "method")
            if isinstance(endpoint.get("path"), str):
                path = plain_path(endpoint["path"])
                told += taken.path_problems(path, holder, json_path(KEY, name, "endpoint", "path"))
        own = [one for one in told if one.severity == "error" and lies_in(one, json_path(KEY, name))]
        wrong = [one for one in own if not (target.missing and one is target.problem)]
        if target.file is not None and not wrong:
            found.functions[name] = _function(name, entry, target.file, file.name, convention)
    found.problems += file.problems(told)


def _function(
    name: str, entry: Mapping[str, Any], file: str, declared_in: str, convention: Convention
) -> ProjectFunction:
    """The function of an entry that has no error."""
    endpoint = entry.get("endpoint")
    return ProjectFunction(
        uid=name,
        file=file,
        path=plain_path(endpoint["path"]) if endpoint is not None else None,
        methods=read_methods(endpoint.get("method", DEFAULT_METHOD)) if endpoint is not None else (),
        secrets=tuple(dict.fromkeys(entry.get("secrets") or ())),
        declared_in=declared_in,
        convention=convention,
    )


def _of_the_file(data: Mapping[str, Any], version: PlatformVersion) -> Iterator[Problem]:
    if not version.sends:
        for key in ("runtime", "version"):
            if key in data:
                yield warning(key, "has had no effect since 2023.2.", "Remove it.")
    if "endpoints" in data:
        told = "is not read here: endpoints of 2023.1 stand beside its functions, and later ones in them."
        yield warning("endpoints", told, f'Give each an entry of "{KEY}" with an "endpoint".')
