"""`appFunctions`: the functions of a developer project, which had a serverless.json, too (contract §2, §12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .problems import Problem, error, warning

KEY = "appFunctions"
PROJECT_FILE = "hsproject.json"
# Where its folder is not known.
_PROJECT = "PROJECT"
_WHAT = (
    "these are functions of a developer project (platform 2023.1 to 2025.1), not of the design manager: a UI extension"
    " calls them, and those that have an endpoint of their own are called at /hs/serverless/, not at /_hcms/api/."
)


def is_project(data: Mapping[str, Any]) -> bool:
    """Whether the file is the manifest of project functions alone: it has nothing that is served here."""
    return KEY in data and "endpoints" not in data


def with_projects(problems: Iterable[Problem], data: Mapping[str, Any]) -> Iterator[Problem]:
    """The problems of a file, told what `appFunctions` is in place of an unknown key and a missing one."""
    if is_project(data):
        mend = f'{_runs_with(_PROJECT)} Functions of the design manager stand under "endpoints".'
        yield error(KEY, _WHAT, mend)
        return
    yield from (problem for problem in problems if problem.path != KEY)
    if KEY in data:
        yield warning(KEY, _WHAT, f'{_runs_with(_PROJECT)} Here those under "endpoints" run.')


def in_project(problem: Problem, project: str) -> Problem:
    """The problem where it is known in which project the file lies, as it is named in a shell."""
    if problem.path != KEY:
        return problem
    return replace(problem, mend=problem.mend.replace(_runs_with(_PROJECT), _runs_with(project)))


def _runs_with(project: str) -> str:
    whose = f"the folder with {PROJECT_FILE}" if project == _PROJECT else "the project that they lie in"
    return f"They run with their project: `hsfunc serve {project}`, {whose}."
