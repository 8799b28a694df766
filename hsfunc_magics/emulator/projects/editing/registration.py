"""What is told of a function that was registered in a project, or taken out of it."""

from __future__ import annotations

from dataclasses import dataclass

from ...display import Displayable
from ..project import Project, ProjectFunction


@dataclass(frozen=True, repr=False)
class ProjectRegistration(Displayable):
    """What `Projects.add` did. `url` is None where the function has no endpoint; `packages` are those of --npm."""

    function: ProjectFunction
    project: Project
    url: str | None
    warnings: tuple[str, ...]
    replaced: bool
    wrapped: bool
    packages: tuple[str, ...] = ()

    @property
    def platform(self) -> str:
        """`project 2026.09`."""
        return f"project {self.project.platform_version}"

    def __repr__(self) -> str:
        return f"<Registration of {self.url or self.function.called}, {self.platform}>"


@dataclass(frozen=True, repr=False)
class ProjectDeletion(Displayable):
    """What `Projects.delete` took away; `restore` puts it back. `project` is the project as it was.

    `files` are those that went with it, its hsmeta file first; `shared` its entry file, where that stays.
    """

    function: ProjectFunction
    project: Project
    files: tuple[str, ...]
    shared: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Deletion of {self.function.called} in the project {self.project.name}>"
