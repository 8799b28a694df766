"""`appFunctions`: the functions of a developer project, which have a serverless.json, too (contract §2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .problems import Problem, error, warning

KEY = "appFunctions"
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
        yield error(KEY, _WHAT, 'They do not run here. Functions of the design manager stand under "endpoints".')
        return
    yield from (problem for problem in problems if problem.path != KEY)
    if KEY in data:
        yield warning(KEY, _WHAT, 'They do not run here; those under "endpoints" do.')
