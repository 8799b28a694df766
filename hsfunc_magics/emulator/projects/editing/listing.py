"""The functions of projects as the list of functions shows them, and when they came and last changed."""

from __future__ import annotations

from ...functions.function_list import ChangeTimes, ListedFunction
from ...serverless_json.manifest import Endpoint
from ..project import Project
from ..registry import Projects


def note_project(times: ChangeTimes, project: Project) -> None:
    """Takes down what has come, changed and gone in a project."""
    times.note_all(
        _holder(project.name),
        {uid: (one, project.files.get(one.file)) for uid, one in project.functions.items()},
    )


def listed_functions(projects: Projects, times: ChangeTimes) -> list[ListedFunction]:
    """Each function by what it is called by, in the order of the projects."""
    return [
        ListedFunction(
            Endpoint(one.called, one.file, one.methods, {}, one.secrets),
            times.times(_holder(name), one.uid),
            f"project {projects[name].platform_version}",
        )
        for name in projects
        for one in projects[name].functions.values()
    ]


def _holder(name: str) -> str:
    """No folder's title has a space before it."""
    return f" {name}"
