"""The account's functions: registered, replaced, removed, over all its `.functions` folders (contract §1, §2, §4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..runtime.harness import PRELOADED_PACKAGES
from ..runtime.node import NodeNotFoundError
from ..runtime.outcome import Program
from ..runtime.pool import Pool, PoolError
from .errors import FunctionError, RuntimeUnavailable, did_you_mean
from .failures import syntax_error
from .folder import DEFAULT_FOLDER, Folder, accepted, check_folder_name, read_folder
from .leaks import Masker
from .limits import Limits
from .manifest import Endpoint, normal_file
from .manifest_oddities import Surroundings
from .notes import Note, old_secrets
from .problems import Problem
from .registration import Registration, concerns, endpoint_entry
from .secrets import Secrets
from .settings import Settings
from .signals import Signal
from .source import SourceFile, file_from_cell, required_packages


@dataclass(frozen=True, slots=True)
class Deployment:
    """An endpoint ready to run: made anew when its folder or the secrets have changed."""

    folder: Folder
    endpoint: Endpoint
    file: SourceFile
    secrets: Mapping[str, str] = field(repr=False)
    masker: Masker
    secrets_version: int
    program: Program = field(repr=False)
    notes: tuple[Note, ...] = ()


class Functions:
    """The functions of an account. Iterating gives endpoint names; `functions["events"]` the endpoint.

    `changed` tells the folder that took another one's place.
    """

    def __init__(
        self, pool: Pool, secrets: Secrets, limits: Callable[[], Limits], settings: Settings, base_url: str
    ) -> None:
        self._pool = pool
        self._secrets = secrets
        self._limits = limits
        self._settings = settings
        self._base_url = base_url
        self._lock = threading.RLock()
        self._folders: dict[str, Folder] = {}
        self._routes: dict[str, Folder] = {}
        self._deployed: dict[str, Deployment] = {}
        self.followed: dict[str, str] = {}
        """Folders that follow the disk, and where they stand there."""
        self.changed: Signal[Folder] = Signal()

    # ------------------------------------------------------------ what there is

    def __iter__(self) -> Iterator[str]:
        return iter(self._routes)

    def __len__(self) -> int:
        return len(self._routes)

    def __contains__(self, endpoint: object) -> bool:
        return endpoint in self._routes

    def __getitem__(self, endpoint: str) -> Endpoint:
        try:
            return self._routes[endpoint].endpoints()[endpoint]
        except KeyError:
            raise FunctionError(f"There is no endpoint {endpoint}.{did_you_mean(endpoint, self._routes)}") from None

    def __repr__(self) -> str:
        return f"<Functions: {', '.join(self._routes) or 'none'}>"

    @property
    def folders(self) -> Mapping[str, Folder]:
        """The `.functions` folders by name."""
        return dict(self._folders)

    # ------------------------------------------------------------ changes

    def add(
        self,
        endpoint: str,
        source: str | None = None,
        *,
        file: str | None = None,
        method: str | Iterable[str] | None = None,
        environment: Mapping[str, Any] | None = None,
        secrets: Iterable[str] = (),
        folder: str | None = None,
        runtime: str | None = None,
    ) -> Registration:
        """Registers an endpoint, or replaces it with all it had.

        `source` is a whole module or the body of main; without it the endpoint points at `file`, which is there.
        `runtime` is the folder's. Raises `FunctionError`, `FunctionSyntaxError`, `ManifestError` or
        `RuntimeUnavailable`; what was registered before then stays in force.
        """
        with self._lock:
            before = self._folder_for(endpoint, folder)
            self.check_free(before.name)
            name = normal_file(file) if file is not None else before.default_file(endpoint)
            if source is not None:
                if not source.strip():
                    raise FunctionError(f"The source of {endpoint} is empty: write a module, or the body of main.")
                written = file_from_cell(source)
            else:
                written = None
                if name not in before.files:
                    known = did_you_mean(name, before.files)
                    raise FunctionError(f"There is no file {name} in {before.title}: give its source.{known}")
            entry = endpoint_entry(name, method, environment, secrets)
            if runtime is not None:
                before = before.with_runtime(runtime)
            after = before.with_endpoint(endpoint, entry, written)
            problems = accepted(after, self.surroundings(after.name))
            self._check_syntax(after, name, written or after.files[name])
            self._secrets.reveal(after.endpoints()[endpoint].secrets)  # a keyring that fails does so before a change
            replaced = endpoint in self._routes
            self._put(after)
            self._prepare(endpoint)
        warnings = tuple(str(problem) for problem in problems if concerns(problem, endpoint))
        return Registration(
            endpoint=self[endpoint],
            folder=after,
            url=f"{self._base_url}{endpoint}",
            warnings=warnings,
            replaced=replaced,
            wrapped=written is not None and written.first_column > 0,
        )

    def load(self, name: str, manifest_text: str, files: Mapping[str, str | bytes]) -> list[Problem]:
        """Puts a whole folder in place, as its files stand. Returns the warnings.

        Raises `ManifestError` with every problem, or `FunctionError`; what was there before then stays.
        """
        wrong = check_folder_name(name)
        if wrong is not None:
            raise FunctionError(wrong)
        self.check_free(name)
        with self._lock:
            folder, warnings = read_folder(name, manifest_text, files, self.surroundings(name))
            self._put(folder)
        return warnings

    def place(self, folders: Sequence[Folder]) -> None:
        """Puts folders in place, all or none. Raises `ManifestError` and `FunctionError`."""
        with self._lock:
            around = self.surroundings(*(folder.name for folder in folders))
            for folder in folders:
                accepted(folder, around)
                around = around.beside(folder.title, folder.endpoints())
            for folder in folders:
                self._put(folder)

    def surroundings(self, *names: str) -> Surroundings:
        """What the account adds to the rules of folders that take the place of those of these names."""
        return Surroundings(
            allow_deprecated_runtime=self._settings.allow_deprecated_runtime,
            most_endpoints=self._limits().endpoints,
            taken={name: holder.title for name, holder in self._routes.items() if holder.name not in names},
        )

    def check_free(self, name: str) -> None:
        """Raises `FunctionError` where a folder follows the disk, so that nothing else may change it."""
        if name in self.followed:
            raise FunctionError(
                f"{name}.functions follows {self.followed[name]} on disk: change the files there, choose another"
                f" folder, or end it with %hs close {name}."
            )

    def check_syntax(self, folder: Folder, name: str) -> None:
        """Raises `FunctionSyntaxError` or `RuntimeUnavailable` where Node cannot run a file of the folder."""
        self._check_syntax(folder, name, folder.files[name])

    def write(self, file: str, text: str, *, folder: str = DEFAULT_FOLDER) -> None:
        """Replaces the text of a file as it stands, without a look at it."""
        with self._lock:
            self.check_free(folder)
            if folder not in self._folders:
                raise FunctionError(f"There is no folder {folder}.functions.{did_you_mean(folder, self._folders)}")
            before = self._folders[folder]
            files = {**before.files, normal_file(file): SourceFile(text)}
            self._put(Folder(before.name, before.manifest, files))

    def remove(self, endpoint: str) -> None:
        """Removes an endpoint, and its file where no other endpoint uses it. Raises `FunctionError`."""
        with self._lock:
            if endpoint not in self._routes:
                raise FunctionError(f"There is no endpoint {endpoint}.{did_you_mean(endpoint, self._routes)}")
            self.check_free(self._routes[endpoint].name)
            self._put(self._routes[endpoint].without_endpoint(endpoint))

    # ------------------------------------------------------------ for a call

    def deployment(self, name: str) -> Deployment | None:
        """The endpoint ready to run, or None where there is none of that name."""
        folder = self._routes.get(name)
        if folder is None:
            return None
        ready = self._deployed.get(name)
        if ready is not None and ready.folder is folder and ready.secrets_version == self._secrets.version:
            return ready
        with self._lock:
            return self._deploy(name, folder)

    def _deploy(self, name: str, folder: Folder) -> Deployment:
        version = self._secrets.version
        endpoint = folder.endpoints()[name]
        file = folder.files[endpoint.file]
        values = self._secrets.reveal(endpoint.secrets)
        # The same name twice: the environment's value wins (contract §2, O).
        environment = {**values, **endpoint.environment}
        before = self._deployed.get(name)
        filename, major = folder.path(endpoint.file), folder.manifest.node_major
        if before is not None and _same(before.program, filename, file.text, environment, major):
            program = before.program
        else:
            packages = required_packages(file.text, PRELOADED_PACKAGES)
            program = Program(filename, file.text, environment, packages, major)
            if before is not None:
                self._pool.retire(before.program)
        masker = Masker(self._secrets.delicate(endpoint.secrets))
        old = self._secrets.waiting(endpoint.secrets)
        notes = (old_secrets(old, self._secrets.delay),) if old else ()
        ready = Deployment(folder, endpoint, file, values, masker, version, program, notes)
        self._deployed[name] = ready
        return ready

    # ------------------------------------------------------------ inside

    def _folder_for(self, endpoint: str, wanted: str | None) -> Folder:
        holder = self._routes.get(endpoint)
        name = wanted.removesuffix(".functions") if wanted is not None else (holder.name if holder else DEFAULT_FOLDER)
        wrong = check_folder_name(name)
        if wrong is not None:
            raise FunctionError(wrong)
        if holder is not None and holder.name != name:
            raise FunctionError(
                f"The endpoint {endpoint} is in {holder.title} already, and a URL belongs to one function."
                f" Remove it there first, or choose another name."
            )
        return self._folders.get(name) or Folder(name)

    def _check_syntax(self, folder: Folder, name: str, file: SourceFile) -> None:
        """Raises what keeps Node from running the file."""
        try:
            problem = self._pool.check(folder.path(name), file.text, folder.manifest.node_major)
        except (NodeNotFoundError, PoolError) as error:
            raise RuntimeUnavailable(str(error)) from None
        if problem is None:
            return
        raise syntax_error(problem, file)

    def _put(self, folder: Folder) -> None:
        before = self._folders.get(folder.name)
        gone = set(before.manifest.data.get("endpoints") or {}) if before is not None else set[str]()
        self._folders[folder.name] = folder
        names = list(folder.manifest.data.get("endpoints") or {})
        routes = {name: holder for name, holder in self._routes.items() if name not in gone}
        self._routes = {**routes, **dict.fromkeys(names, folder)}
        for name in gone.difference(names):
            ready = self._deployed.pop(name, None)
            if ready is not None:
                self._pool.retire(ready.program)
        self.changed.emit(folder)

    def _prepare(self, endpoint: str) -> None:
        ready = self.deployment(endpoint)
        assert ready is not None
        self._pool.prepare(ready.program)


def _same(program: Program, filename: str, source: str, environment: Mapping[str, str], major: int) -> bool:
    return (
        program.filename == filename
        and program.node_major == major
        and program.source == source
        and program.environment == environment
    )
