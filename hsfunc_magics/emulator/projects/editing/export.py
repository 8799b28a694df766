"""From the account to disk: a project as it lies, what would change first, whole or not at all (contract §12)."""

from __future__ import annotations

from pathlib import Path

from ...disk.export import Plan, plan_sources
from ...secrets.secrets import Secrets
from ..project import PROJECT_FILE, Project


def plan_project_export(project: Project, target: Path, shown: str, secrets: Secrets) -> Plan:
    """Compares a project with a directory. Raises `FolderError`, also where a secret's value would be written."""
    files = {PROJECT_FILE: project.files[PROJECT_FILE], **project.files}
    return plan_sources(f"the project {project.name}", files, target, shown, secrets)


def left_out(project: Project, target: Path) -> str:
    """What is to be told of a project that was read elsewhere: only what functions can be made of came along."""
    if project.place is None or project.place.resolve() == target.resolve():
        return ""
    return (
        f"Only what functions can be made of is in the account: other files of {project.place} were not read, and are"
        " not written."
    )
