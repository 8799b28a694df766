"""Which endpoints there are: those of `.functions` folders, and those of a developer project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...disk.read import EXTENSION, find_folders, reason
from ...errors import FolderError
from ...json_text.read_write import json_problem
from ...projects.project import PROJECT_FILE
from ...serverless_json.manifest import MANIFEST_NAME
from ...text import did_you_mean

_HSMETA = "-hsmeta.json"
_FUNCTION = "app-function"
_SKIPPED = {"node_modules", ".git"}


@dataclass(frozen=True)
class Endpoints:
    """`folders` are the endpoints at `/_hcms/api/`, `project` those at `/hs/serverless/`; None where none was named."""

    folders: frozenset[str] = frozenset()
    project: frozenset[str] | None = None
    told: str = ""

    @property
    def exist(self) -> frozenset[str] | None:
        """Those that a caller can be led to; None where nobody has said which there are."""
        if self.project is not None:
            return self.project
        return self.folders or None

    @property
    def all(self) -> frozenset[str]:
        return self.folders | (self.project or frozenset())

    def beginning(self, name: str) -> list[str]:
        """Those whose names begin so."""
        return sorted(known for known in self.all if known.startswith(name))


def read_endpoints(folders: Sequence[str], project: str | None, below: Path) -> Endpoints:
    """The endpoints of folders and of a project; without both, of the folders below a path. Raises `FolderError`."""
    if not folders and project is None:
        return Endpoints(_named(_below(below), tolerant=True), told=f"the {EXTENSION} folders below it")
    names = _named((path for given in folders for path in find_folders(given)), tolerant=False)
    of_project = _of_project(project) if project is not None else None
    return Endpoints(names, of_project, project if project is not None else ", ".join(folders))


def _below(path: Path) -> list[Path]:
    try:
        return find_folders(str(path))
    except FolderError:
        return []


def _named(folders: Iterable[Path], *, tolerant: bool) -> frozenset[str]:
    names: set[str] = set()
    for folder in folders:
        try:
            data = _read(folder / MANIFEST_NAME)
        except FolderError:
            if tolerant:
                continue
            raise
        endpoints = data.get("endpoints") if isinstance(data, dict) else None
        if isinstance(endpoints, dict):
            names |= {str(name).strip("/") for name in endpoints}
        elif not tolerant:
            raise FolderError(f"{folder / MANIFEST_NAME} has no endpoints: is it a folder of the design manager?")
    return frozenset(names)


def _of_project(given: str) -> frozenset[str]:
    root = Path(given).expanduser()
    data = _read(root / PROJECT_FILE)
    source = root / str(data.get("srcDir") or "." if isinstance(data, dict) else ".")
    paths: set[str] = set()
    for file in sorted(source.rglob("*.json")):
        if _SKIPPED & set(file.relative_to(source).parts):
            continue
        if file.name.endswith(_HSMETA):
            paths |= _path_of(_read(file))
        elif file.name == MANIFEST_NAME:  # the forms of platform 2023.1 to 2025.1
            functions = _member(_read(file), "appFunctions")
            paths |= set().union(*map(_path_of, functions.values())) if isinstance(functions, dict) else set()
    return frozenset(paths)


def _path_of(data: Any) -> set[str]:
    """The path of a function's endpoint, of hsmeta or of an entry of `appFunctions`."""
    if _member(data, "type") not in (_FUNCTION, None):
        return set()
    path = _member(_member(_member(data, "config") or data, "endpoint"), "path")
    return {path.strip("/")} if isinstance(path, str) and path.strip("/") else set()


def _member(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _read(file: Path) -> Any:
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        return json.loads(text)
    except FileNotFoundError:
        near = did_you_mean(file.name, [entry.name for entry in file.parent.iterdir()] if file.parent.is_dir() else [])
        raise FolderError(f"There is no {file}.{near}") from None
    except OSError as problem:
        raise FolderError(f"{file} cannot be read: {reason(problem)}.") from None
    except UnicodeDecodeError as problem:
        raise FolderError(f"{file} is not UTF-8 (byte {problem.start}). Save it as UTF-8.") from None
    except ValueError as problem:
        told = json_problem(text) or str(problem)
        raise FolderError(f"{file} is no JSON: {told}") from None
