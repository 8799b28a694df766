"""From disk into the account: one project or all below a folder, together or not at all (contract §12)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...runtime.errors import PoolError
from ...runtime.node.node import NodeNotFoundError
from ...runtime.pool.health import check
from ..display import counted
from ..errors import FolderError, ManifestError
from ..secrets.dotenv_file import values_of
from ..serverless_json.problems import Problem
from .deployments import CONTEXT_SECRETS, secret_faults
from .project import SERVERLESS_PREFIX, Project, ProjectFunction
from .reading.disk import DiskProject, find_projects, read_project_directory
from .registry import LoadedProject

if TYPE_CHECKING:
    from ..account_state import AccountState


@dataclass(frozen=True)
class ImportedProject:
    """One project that is in the account now, from `path`; `told` is what is to be said of it."""

    project: Project
    path: Path
    told: tuple[str, ...]
    replaced: bool


@dataclass(frozen=True)
class ImportedProjects:
    """What an import of projects did; `str` tells it. Of secrets only names."""

    projects: tuple[ImportedProject, ...]
    secrets_added: tuple[str, ...] = ()
    secrets_kept: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def cautions(self) -> list[str]:
        """What whoever calls should know first."""
        return [f"Warning: {told}" for one in self.projects for told in one.told]

    def __str__(self) -> str:
        lines = [line for one in self.projects for line in _lines(one)]
        if self.secrets_added:
            lines.append(f"Secrets whose values were read from .env: {', '.join(self.secrets_added)}.")
        if self.secrets_kept:
            lines.append(f"Secrets that the account has already, not changed: {', '.join(self.secrets_kept)}.")
        return "\n".join([*lines, *self.remarks])


def import_projects(state: AccountState, given: str, *, paths: Sequence[Path] | None = None) -> ImportedProjects:
    """Imports the project, or all projects below a path; or those of `paths` alone.

    Raises `ManifestError` with every problem of every project, `FolderError`, `FunctionError`, `SecretError` or
    `BundleError`; the account is then as it was.
    """
    return put_projects(state, read_projects(state, paths if paths is not None else find_projects(given)), given)


def check_projects(state: AccountState, paths: Sequence[Path], given: str) -> None:
    """Raises `ManifestError` where these projects would be refused: before what goes with them is put in place."""
    found = read_projects(state, paths)
    problems = [_placed(problem, read, found) for read in found for problem in read.errors]
    if problems:
        raise ManifestError(problems, given)


def read_projects(state: AccountState, paths: Sequence[Path]) -> list[DiskProject]:
    """The directories as they stand, problems included."""
    return [read_project_directory(path, most_bytes=state.settings.file_bytes) for path in paths]


def put_projects(
    state: AccountState, found: Sequence[DiskProject], given: str, free: Collection[str] = ()
) -> ImportedProjects:
    """Puts what was read in place; `free` may follow the disk already. Raises as `import_projects` does."""
    problems = [_placed(problem, read, found) for read in found for problem in read.errors]
    if problems:
        raise ManifestError(problems, given)
    projects = {read.project.name: (read.project, read) for read in found if read.project is not None}
    if len(projects) < len(found):
        places = ", ".join(str(read.path) for read in found)
        raise FolderError(f"Several projects would have the same name: {places}. Open one of them.")
    for name in projects:
        if name not in free:
            state.projects.check_free(name)
    values = dotenv_values(found)
    added = [name for name in values if name not in state.secrets]
    if added:
        state.secrets.check_room(added)
    before = set(state.projects)
    prepared = [state.projects.prepared(project) for project, _ in projects.values()]
    remarks: list[str] = []
    for name in added:
        state.secrets.add(name, values[name], remarks=remarks)
    told: list[ImportedProject] = []
    for one, (project, read) in zip(prepared, projects.values(), strict=True):
        problems = [*read.problems, *state.projects.put(one)]
        more = [*uncompiled(state, one), *_secret_faults(state, project)]
        said = tuple(dict.fromkeys([*map(str, problems), *more]))
        told.append(ImportedProject(project, read.path, said, project.name in before))
    kept = tuple(name for name in values if name not in added)
    return ImportedProjects(tuple(told), tuple(added), kept, tuple(remarks))


def dotenv_values(found: Sequence[DiskProject]) -> dict[str, str]:
    """The values that `.env` files have for secrets that functions name, and for those that every function has."""
    values: dict[str, str] = {}
    for read in found:
        if read.dotenv is None or read.project is None:
            continue
        named = {secret for one in read.project.functions.values() for secret in one.secrets}.union(CONTEXT_SECRETS)
        for name, value in values_of(read.dotenv).items():
            if name in named and value and "\0" not in value:
                values.setdefault(name, value)
    return values


def uncompiled(state: AccountState, loaded: LoadedProject, before: LoadedProject | None = None) -> list[str]:
    """What Node says of files that do not compile as they run, so that calls of them fail; those of `before` aside."""
    found: dict[str, str] = {}
    for uid, source in loaded.files.items():
        file = loaded.project.functions[uid].file
        if file in found or (before is not None and before.files.get(uid) == source):
            continue
        try:
            problem = check(state.pool, file, source.text, int(loaded.switches["node"]))
        except (NodeNotFoundError, PoolError):
            break  # the call itself tells that
        if problem is not None:
            place = f"{file}:{problem.line}" if problem.line else file
            found[file] = f"{place}: {problem.type}: {problem.message}"
    return list(found.values())


def _secret_faults(state: AccountState, project: Project) -> list[str]:
    faults: dict[str, list[str]] = {}
    for function in project.functions.values():
        source = project.files.get(function.file)
        if source is None:
            continue
        for fault in secret_faults(function, source, state.secrets, state.projects.ways):
            faults.setdefault(fault.text, []).append(function.uid)
    every = len(project.functions)
    return [text if len(uids) == every else f"{', '.join(uids)}: {text}" for text, uids in faults.items()]


def _placed(problem: Problem, read: DiskProject, found: Sequence[DiskProject]) -> Problem:
    return replace(problem, file=f"{read.path.name}/{problem.file}") if len(found) > 1 else problem


def _lines(imported: ImportedProject) -> list[str]:
    project = imported.project
    place = ", in place of the one that was there" if imported.replaced else ""
    lines = [
        f"{project.name} (project {project.platform_version}): {counted(len(project.functions), 'function')}{place}"
    ]
    lines += [f"  {_route(function)} ({function.file})" for function in project.functions.values()]
    return [*lines, *(f"  Warning: {told}" for told in imported.told)]


def _route(function: ProjectFunction) -> str:
    if function.path is None:
        return f"uid:{function.uid}"
    return f"{' '.join(function.methods)} {SERVERLESS_PREFIX}{function.path}"
