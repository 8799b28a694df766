"""`project export`: folders in, a project on disk out; all is known before anything is written (contract §13)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...disk.write_files import FilePlan, maskers_of, plan_files, refuse_secrets, write_files
from ...errors import FolderError
from ...projects.project import PROJECT_FILE
from ...secrets.masking import Masker
from ...secrets.ordinary_values import why_not_masked
from ...text import did_you_mean
from .moving_md import MOVING_FILE, moving_md
from .plan import ProjectPlan, plan_project
from .project_files import PLATFORM_VERSIONS
from .read import read_folders
from .report import report

if TYPE_CHECKING:
    from ...account_state import AccountState


@dataclass(frozen=True)
class ExportPlan:
    """A project and what writing it does. `str` tells it; of secrets only names."""

    project: ProjectPlan
    files: FilePlan

    def __str__(self) -> str:
        return report(self.project, self.files)


def plan_export_of_project(
    state: AccountState,
    given: Sequence[str],
    dest: str,
    *,
    rewriting: bool = False,
    name: str | None = None,
    platform: str = PLATFORM_VERSIONS[0],
) -> ExportPlan:
    """What would be written to `dest`. Raises `FolderError` and `ManifestError`; nothing is written in any case."""
    _check_platform(platform)
    shown = dest.rstrip("/") or "/"
    target = Path(shown).expanduser()
    named = _name(name, target)
    found = read_folders(state, given)
    for folder in found.folders:
        if folder.place is not None and target.resolve().is_relative_to(folder.place):
            raise FolderError(f"{shown} lies in {folder.shown}, which stays as it is: name another folder.")
    maskers = maskers_of(state.secrets)
    values = {one: value for one, value in found.values.items() if not why_not_masked(value)}
    maskers |= {one: Masker([value]) for one, value in values.items() if one not in maskers}
    try:
        project = plan_project(
            found.folders,
            named,
            platform,
            lambda text: any(masker.found_in(text) for masker in maskers.values()),
            rewriting=rewriting,
        )
        contents = {**project.contents, MOVING_FILE: moving_md(project).encode()}
    except UnicodeEncodeError:
        raise FolderError(
            "A file, or a name, has half a character, which no file can hold. Nothing was written."
        ) from None
    refuse_secrets(contents, maskers, lambda inner: project.origins.get(inner, f"{shown}/{inner}"))
    return ExportPlan(project, plan_files(named, contents, target, shown))


def write_export(plan: ExportPlan, *, overwrite: bool) -> None:
    """Writes it. Raises `FolderError` where DEST is there and that was not asked for; all is then as it was."""
    files = plan.files
    if os.path.lexists(files.target) and not overwrite:
        changed = f" It would replace {', '.join(files.changed)}." if files.changed else ""
        raise FolderError(
            f"{files.shown} is there already.{changed} Nothing was written.\n"
            "Name another folder; --dry-run shows all that would change, --force replaces what differs and keeps the"
            " rest."
        )
    write_files(files, overwrite=overwrite, last=PROJECT_FILE)


def _check_platform(platform: str) -> None:
    if platform in PLATFORM_VERSIONS:
        return
    why = " 2025.2 has no functions." if platform == "2025.2" else ""
    known = did_you_mean(platform, PLATFORM_VERSIONS)
    raise FolderError(
        f"{platform} is no platform version that takes functions.{why}{known} Use {' or '.join(PLATFORM_VERSIONS)}."
    )


def _name(given: str | None, target: Path) -> str:
    name = given if given is not None else target.resolve().name
    if name.strip() and name.isprintable():
        return name.strip()
    raise FolderError(
        f"{name!r} cannot be a project's name: it must not be empty, nor have control characters. Give --name."
    )
