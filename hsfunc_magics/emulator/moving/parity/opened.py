"""What a comparison needs from disk: folders into an account of their own, a project, requests of a file and a log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...disk.load import import_folders
from ...display import listed
from ...errors import FolderError, ManifestError, RequestError
from ...functions.folder import Folder
from ...logs.query import LogQuery
from ...projects.project import Project
from ...projects.reading.disk import find_projects, read_project_directory
from ...secrets.dotenv_file import values_of
from ...sources.package_needs import READ, Door
from .asked.logged import logged_requests
from .asked.planned import PlannedRequest
from .asked.request_file import read_requests

if TYPE_CHECKING:
    from ...account_state import AccountState
    from ...logs.log import ExecutionLog

_MOST_RECORDS = 10_000
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Opened:
    """The folders that are in the account now, the project, and what is to be said of both."""

    folders: tuple[Folder, ...]
    project: Project
    remarks: tuple[str, ...]

    @property
    def endpoints(self) -> list[str]:
        """The names of the folders' endpoints."""
        return [name for folder in self.folders for name in folder.endpoints()]


def open_both(
    state: AccountState,
    folders: Sequence[str | Folder],
    project: str,
    *,
    runtime: str | None = None,
    door: Door = READ,
) -> Opened:
    """Reads both forms; a folder may be one of another account.

    A secret without a value gets one that is made up, so that both forms go on with it.

    Raises `ManifestError`, `FolderError`, `FunctionError`, `SecretError` and `RuntimeUnavailable`.
    """
    remarks: list[str] = []
    loaded: dict[str, Folder] = {}
    registered = [folder for folder in folders if isinstance(folder, Folder)]
    state.functions.register_folders(registered)
    loaded |= {folder.name: folder for folder in registered}
    for given in (folder for folder in folders if isinstance(folder, str)):
        imported = import_folders(state, given, runtime=runtime, door=door)
        remarks += imported.cautions
        loaded |= {one.folder.name: one.folder for one in imported.folders}
    if not any(folder.endpoints() for folder in loaded.values()):
        raise FolderError(f"{listed(loaded)} has no endpoint: there is nothing to compare.")
    read, more = _read_project(state, project)
    remarks += more
    declared = [
        *(name for folder in loaded.values() for one in folder.endpoints().values() for name in one.secrets),
        *(name for function in read.functions.values() for name in function.secrets),
    ]
    missing = [name for name in dict.fromkeys(declared) if name not in state.secrets]
    for name in missing:
        state.secrets.add(name, f"made-up-value-of-{name}", remarks=[])
    if missing:
        remarks.append(f"Secrets without a value here, which both forms got made up: {listed(missing)}.")
    return Opened(tuple(loaded.values()), read, tuple(remarks))


def _read_project(state: AccountState, given: str) -> tuple[Project, list[str]]:
    paths = find_projects(given)
    if len(paths) > 1:
        raise FolderError(f"{given} has several projects: {listed(path.name for path in paths)}. Name one of them.")
    disk = read_project_directory(paths[0], most_bytes=state.settings.file_bytes)
    if disk.project is None:
        raise ManifestError(disk.errors, given)
    for name, value in (values_of(disk.dotenv) if disk.dotenv is not None else {}).items():
        if name not in state.secrets:
            state.secrets.add(name, value, remarks=[])
    return disk.project, [f"{given}: {problem}" for problem in disk.problems if problem.severity == "error"]


def file_requests(given: str, endpoints: Sequence[str]) -> list[PlannedRequest]:
    """The requests of a file. Raises `RequestError`, which names file and line."""
    path = Path(given).expanduser()
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RequestError(f"{given} has more than 64 MB: give the requests in several files.")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RequestError(f"{given} is no text in UTF-8.") from None
    except OSError as problem:
        raise RequestError(f"{given}: {(problem.strerror or 'it cannot be read').lower()}.") from None
    return read_requests(text, given, endpoints)


def log_requests(log: ExecutionLog, endpoints: Sequence[str]) -> tuple[list[PlannedRequest], list[str]]:
    """What the newest records of a log hold of requests, and what they do not. Raises `LogError`."""
    return logged_requests(log.records(LogQuery(limit=_MOST_RECORDS)), endpoints)
