"""Which function of a project takes the place of an endpoint: the one of its path, else the one of its uid."""

from __future__ import annotations

from collections.abc import Iterable

from ...functions.folder import Folder
from ...projects.project import Project, ProjectFunction
from ...projects.switches import Switches
from ..export.names import legal_uid
from .findings.subject import Subject


def matched(project: Project, endpoint: str) -> ProjectFunction | None:
    """The function; None where there is none."""
    paths = {path.strip("/"): function for path, function in project.endpoints().items()}
    return paths.get(endpoint) or project.functions.get(legal_uid(endpoint))


def make_subjects(folders: Iterable[Folder], project: Project, switches: Switches) -> list[Subject]:
    """Each endpoint of the folders with what takes its place."""
    return [
        Subject(folder, endpoint, project, matched(project, name), switches)
        for folder in folders
        for name, endpoint in folder.endpoints().items()
    ]


def unmatched(subjects: Iterable[Subject], project: Project) -> list[str]:
    """The endpoints of a project that take no endpoint's place, by path."""
    taken = {subject.function.uid for subject in subjects if subject.function is not None}
    return [path for path, function in project.endpoints().items() if function.uid not in taken]
