"""Functions ready to run: file, environment and secrets put together, and kept until one of them changes."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...runtime import forking
from ...runtime.outcome import Program
from ...runtime.pool.pool import Pool
from ...runtime.preloaded import PRELOADED_PACKAGES
from ..http import DESIGN_MANAGER
from ..notes import Note, old_secrets
from ..process_bound import ProcessBound
from ..secrets.masking import Masker
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import Endpoint
from ..serverless_json.unbuilt import unbuilt_mend, unbuilt_source
from ..sources.javascript import SourceFile, required_packages
from ..sources.ran_source import RanSource
from ..sources.stack_positions import SourcePosition, map_positions
from ..text import did_you_mean
from .folder import Folder
from .secret_findings import find_secret_faults, in_short


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment(ProcessBound):
    """A function ready to run. `platform` is where it runs, `uid` what a project calls it.

    `masker` knows all secrets of the account, `declared` those that the function declares. `missing` says which file
    is not there and how to mend that: the program then has nothing to run. It is empty otherwise.
    """

    platform: str = DESIGN_MANAGER
    uid: str | None = None
    file: SourceFile
    secrets: Mapping[str, str] = field(repr=False)
    masker: Masker
    declared: Masker
    secrets_version: int
    program: Program = field(repr=False)
    source: RanSource = field(repr=False)
    notes: tuple[Note, ...] = ()
    missing: str = ""

    def map_positions(self, text: str) -> str:
        """A text whose positions in the file that runs are those of its sources."""
        return map_positions(text, self.program.filename, self.file)

    def position(self, line: int, column: int) -> SourcePosition | None:
        """A position in the file that runs; None where the line is 0."""
        return SourcePosition(self.program.filename, line, column, self.file) if line else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderDeployment(Deployment):
    """An endpoint of a `.functions` folder: made anew when its folder or the secrets have changed."""

    folder: Folder
    endpoint: Endpoint


class Deployments:
    """The deployments of an account's folders. Thread-safe."""

    def __init__(self, pool: Pool, secrets: Secrets) -> None:
        self._pool = pool
        self._secrets = secrets
        self._deployed: dict[str, FolderDeployment] = {}
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def ready(self, name: str, folder: Folder) -> FolderDeployment:
        """The endpoint of a folder, made anew where the folder or the secrets have changed."""
        ready = self._deployed.get(name)
        if ready is not None and ready.folder is folder and ready.secrets_version == self._secrets.version:
            return ready
        with self._lock:
            return self._deploy(name, folder)

    def end(self, name: str) -> None:
        """The endpoint is gone: its idle instances end now, the busy ones when they are done."""
        with self._lock:
            ready = self._deployed.pop(name, None)
        if ready is not None:
            self._pool.retire(ready.program)

    def _deploy(self, name: str, folder: Folder) -> FolderDeployment:
        version = self._secrets.version
        endpoint = folder.endpoints()[name]
        file = folder.files.get(endpoint.file)
        missing = _missing(endpoint, folder) if file is None else ""
        file = file or SourceFile("")
        values = self._secrets.reveal(endpoint.secrets)
        # The same name twice: the environment's value wins (contract §2, O).
        environment = {**values, **endpoint.environment}
        before = self._deployed.get(name)
        filename, major = folder.path(endpoint.file), folder.node_major
        if before is not None and _same(before.program, filename, file.text, environment, major):
            program = before.program
        else:
            packages = required_packages(file.text, PRELOADED_PACKAGES)
            program = Program(filename, file.text, environment, packages, major)
            if before is not None:
                self._pool.retire(before.program)
        declared = Masker(self._secrets.delicate(endpoint.secrets))
        old = self._secrets.waiting(endpoint.secrets)
        faults = find_secret_faults(endpoint, file.text, self._secrets, folder.door.secrets) if not missing else []
        notes = tuple(Note(fault.text, fault.source, first=True) for fault in in_short(faults, folder.door.secrets))
        notes += (old_secrets(old, self._secrets.delay),) if old else ()
        ready = FolderDeployment(
            folder=folder,
            endpoint=endpoint,
            file=file,
            secrets=values,
            masker=self._secrets.masker,
            declared=declared,
            secrets_version=version,
            program=program,
            source=RanSource(filename, file),
            notes=notes,
            missing=missing,
        )
        self._deployed[name] = ready
        return ready


def _missing(endpoint: Endpoint, folder: Folder) -> str:
    file = endpoint.file
    source = unbuilt_source(file, folder.files)
    mend = f" {unbuilt_mend(file, source)}" if source is not None else did_you_mean(file, folder.files)
    return f"There is no file {file} in {folder.title}.{mend}"


def _same(program: Program, filename: str, source: str, environment: Mapping[str, str], major: int) -> bool:
    return (
        program.filename == filename
        and program.node_major == major
        and program.source == source
        and program.environment == environment
    )
