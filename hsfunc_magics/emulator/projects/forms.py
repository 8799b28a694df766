"""What lies at a path: `.functions` folders of the design manager, developer projects, or both (contract §12)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..disk.read import find_folders
from ..errors import FolderError
from ..json_text.read_write import read_json
from ..serverless_json.manifest import MANIFEST_NAME
from .reading.disk import find_projects


@dataclass(frozen=True, slots=True)
class Forms:
    """The directories of each form that a path means."""

    folders: tuple[Path, ...]
    projects: tuple[Path, ...]


def forms_at(given: str) -> Forms:
    """Both forms at a path, or below it. Functions of a project lie in it, and are none of a folder's.

    Raises `FolderError` where there is neither.
    """
    try:
        projects = find_projects(given)
    except FolderError:
        return Forms(tuple(find_folders(given)), ())  # its error tells what is wrong with the path, too
    try:
        folders = find_folders(given)
    except FolderError:
        folders = []
    return Forms(tuple(path for path in folders if not _is_of_project(path, projects)), tuple(projects))


def _is_of_project(path: Path, projects: list[Path]) -> bool:
    if not any(path.is_relative_to(project) for project in projects):
        return False
    try:
        data = read_json((path / MANIFEST_NAME).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return True  # whatever it is, the project's own problems tell of it
    return not isinstance(data, dict) or "endpoints" not in data
