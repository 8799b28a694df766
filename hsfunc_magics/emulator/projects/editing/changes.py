"""A project with other files: read anew as from disk, judged by what the change alone makes worse (contract §12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...errors import ManifestError
from ...serverless_json.problems import Problem
from ...sources.javascript import SourceFile
from ..project import Project
from ..reading.read import read_project


@dataclass(frozen=True, slots=True)
class Changed:
    """A project after a change, and what is to be told of all of it."""

    project: Project
    problems: tuple[Problem, ...]


def with_files(before: Project, files: Mapping[str, SourceFile]) -> Changed:
    """The project of these files. Raises `ManifestError` with the errors that were not there before."""
    project, problems = _read(before, files)
    errors = [problem for problem in problems if problem.severity == "error"]
    _, earlier = _read(before, before.files)
    known = {(one.file, one.path, one.message) for one in earlier}
    worse = [one for one in errors if (one.file, one.path, one.message) not in known]
    if project is None or worse:
        raise ManifestError(worse or errors, f"the project {before.name}")
    return Changed(project, tuple(problems))


def _read(before: Project, files: Mapping[str, SourceFile]) -> tuple[Project | None, list[Problem]]:
    project, problems = read_project({name: file.data for name, file in files.items()}, before.place)
    # The files themselves stay: they know which of them cells have written, and how.
    return (replace(project, files=dict(files)) if project is not None else None), problems
