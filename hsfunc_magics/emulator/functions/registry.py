"""The account's functions: registered, replaced, removed, over all its `.functions` folders (contract §1, §2, §4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ...runtime import forking
from ...runtime.errors import PoolError
from ...runtime.node.node import NodeNotFoundError
from ...runtime.pool.health import check
from ...runtime.pool.pool import Pool
from ..display import listed
from ..errors import FunctionError, HsfuncError, RuntimeUnavailable
from ..limits.limits import Limits
from ..process_bound import ProcessBound
from ..secrets.masked_errors import hiding_values
from ..secrets.secrets import Secrets
from ..serverless_json.lint import AccountRules
from ..serverless_json.manifest import DEFAULT_RUNTIME, Endpoint, bundle_name, normal_file, runtime_major
from ..serverless_json.problems import Problem
from ..settings import Settings
from ..signals import Signal
from ..sources.javascript import SourceFile, has_module_syntax
from ..sources.package_needs import ADDED, LOADED, needs_among
from ..sources.syntax_error import syntax_error
from ..text import did_you_mean
from .absent import absent, why_refused
from .deletion import Deletion, deletion_of
from .deployments import Deployment, Deployments
from .folder import DEFAULT_FOLDER, Folder, accepted, check_folder_name, read_folder
from .registration import Proposal, Registration, propose
from .secret_findings import SecretFinding, find_secret_faults, in_short

_NO_FILE = SourceFile("")
# Each holds its folder as it was, with files that may be large.
_MOST_DELETIONS = 20
_MOST_REFUSED = 20


@dataclass(frozen=True, slots=True)
class FunctionsBefore:
    """All folders, and the deletions that can be undone, at one time."""

    folders: Mapping[str, Folder]
    deletions: tuple[Deletion, ...]


class Functions(ProcessBound):
    """The functions of an account. Iterating gives endpoint names; `functions["events"]` the endpoint.

    `changed` tells the folder that took another one's place; of one that has gone, an empty one.
    """

    def __init__(
        self,
        pool: Pool,
        secrets: Secrets,
        limits: Callable[[], Limits],
        settings: Callable[[], Settings],
        base_url: str,
    ) -> None:
        self._pool = pool
        self._secrets = secrets
        self._limits = limits
        self._settings = settings
        self._base_url = base_url
        self._folders: dict[str, Folder] = {}
        self._routes: dict[str, Folder] = {}
        self._deletions: tuple[Deletion, ...] = ()
        self._refused: dict[str, str] = {}
        self._deployments = Deployments(pool, secrets)
        self.door = ADDED
        """How packages are had for what `add` registers."""
        self.bundle_folder: Callable[[Folder], tuple[Folder, Sequence[Problem]]] | None = None
        """What bundles a folder in its place, for `load`; the account sets it."""
        self.watched: dict[str, str] = {}
        """Folders that follow the disk, and where they stand there."""
        self.changed: Signal[Folder] = Signal()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.RLock()

    # ------------------------------------------------------------ what there is

    def __iter__(self) -> Iterator[str]:
        return iter(self._routes)

    def __len__(self) -> int:
        return len(self._routes)

    def __contains__(self, endpoint: object) -> bool:
        return endpoint in self._routes

    @hiding_values
    def __getitem__(self, endpoint: str) -> Endpoint:
        try:
            return self._routes[endpoint].endpoints()[endpoint]
        except KeyError:
            raise FunctionError(absent(endpoint, self._routes, self._refused)) from None

    def __repr__(self) -> str:
        return f"<Functions: {listed(self._routes) or 'none'}>"

    @property
    def folders(self) -> Mapping[str, Folder]:
        """The `.functions` folders by name."""
        return dict(self._folders)

    @property
    def refused(self) -> Mapping[str, str]:
        """Endpoints that are not there because their registration was refused, and why."""
        return self._refused

    def new_folder(self, name: str) -> Folder:
        """An empty folder, as `add` begins one. It is not registered."""
        return Folder(name, run_on=self.run_on(None), door=self.door)

    # ------------------------------------------------------------ changes

    @hiding_values
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
        bundled: SourceFile | None = None,
        overwrite: bool = False,
    ) -> Registration:
        """Registers an endpoint, or replaces it with all it had.

        `source` is a whole module or the body of main; without it the endpoint points at `file`, which is there. A file
        that another endpoint's source has made takes this one only with `overwrite`.
        `runtime` is the folder's. `bundled` is a bundle of the file, which the endpoint then uses. Raises
        `FunctionError`, `FunctionSyntaxError`, `ManifestError` or `RuntimeUnavailable`; what was registered before
        then stays in force.
        """
        with self._lock:
            proposal, problems = self.propose(
                endpoint,
                source,
                file=file,
                method=method,
                environment=environment,
                secrets=secrets,
                folder=folder,
                runtime=runtime,
                bundled=bundled,
                overwrite=overwrite,
            )
            replaced = endpoint in self._routes
            before = self._folders.get(proposal.folder.name)
            held = before.files.get(proposal.file) if before is not None else None
            self._put(proposal.folder)
            self._prepare(endpoint)
        faults = in_short(self.secret_faults(proposal.folder, endpoint), proposal.folder.door.secrets)
        told = [*problems, *faults]
        return Registration(
            endpoint=self[endpoint],
            folder=proposal.folder,
            url=f"{self._base_url}{endpoint}",
            warnings=tuple(self._secrets.masker.mask(str(one)) for one in told),
            replaced=replaced,
            wrapped=proposal.wrapped,
            shared=tuple(name for name in proposal.folder.users_of(proposal.file) if name != endpoint),
            rewritten=held is not None and held.text != proposal.folder.files[proposal.file].text,
        )

    @hiding_values
    def propose(
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
        bundled: SourceFile | None = None,
        overwrite: bool = False,
        to_bundle: bool = False,
    ) -> tuple[Proposal, list[Problem]]:
        """What `add` would put in place, and its warnings; nothing is changed. Raises as `add` does.

        `to_bundle`: the file may have import and export, which the bundler turns into what Node runs.
        """
        with self._lock, self._remembering(endpoint):
            before = self._folder_for(endpoint, folder)
            self.check_free(before.name)
            proposal = propose(
                before,
                endpoint,
                source,
                file=file,
                method=method,
                environment=environment,
                secrets=secrets,
                runtime=runtime,
                bundled=bundled,
                overwrite=overwrite,
                door=self.door,
            )
            after = proposal.folder
            problems = accepted(after, self.rules_beside(after.name), endpoint)
            runs = after.endpoints()[endpoint]
            if not to_bundle or not has_module_syntax(after.files[runs.file].text):
                self.check_syntax(after, runs.file)
            self._secrets.reveal(runs.secrets)  # a keyring that fails does so before a change
        return proposal, problems

    @hiding_values
    def load(
        self,
        name: str,
        manifest_text: str,
        files: Mapping[str, str | bytes],
        *,
        runtime: str | None = None,
        bundle: bool = False,
    ) -> list[Problem]:
        """Puts a whole folder in place, as its files stand. Returns what is to be told of it.

        With `runtime` it runs on that Node whatever its file says. Endpoints whose file is missing are errors that keep
        nobody from the others. With `bundle` each endpoint runs a bundle of its file with the packages that it
        requires, in the versions of the package.json and package-lock.json among the files; `test.ts` may stand for
        `test.js`. Raises `ManifestError` with every problem, `FunctionError`, `RuntimeUnavailable` or `BundleError`;
        what was there before then stays.
        """
        wrong = check_folder_name(name)
        if wrong is not None:
            raise FunctionError(wrong)
        self.check_free(name)
        rules = replace(self.rules_beside(name), run_on=self.run_on(runtime))
        folder, warnings = read_folder(name, manifest_text, files, rules, to_bundle=bundle)
        folder = replace(folder, needs=needs_among(files), door=LOADED)
        if bundle and self.bundle_folder is not None:
            folder, problems = self.bundle_folder(folder)  # npm takes its time: no lock is held
            warnings = [*warnings, *problems]
        with self._lock:
            accepted(folder, self.rules_beside(name))  # another folder may have come meanwhile
            self._put(folder)
        return warnings

    def run_on(self, runtime: str | None) -> str:
        """What a folder is to run on: the runtime asked for, or that of the settings; an empty text for its file's.

        Raises `FunctionError` where it is no runtime, and `RuntimeUnavailable` where its Node is not here.
        """
        wanted = runtime or self._settings().runtime or ""
        if not wanted:
            return ""
        major = runtime_major(wanted)
        if major is None:
            raise FunctionError(f"{wanted!r} is not a runtime: name one such as {DEFAULT_RUNTIME}.")
        try:
            self._pool.node(major)
        except NodeNotFoundError as error:
            raise RuntimeUnavailable(str(error)) from None
        return wanted

    @hiding_values
    def register_folder(self, folder: Folder, expected: Folder | None) -> list[Problem] | None:
        """Puts a whole folder in the place of `expected`, once its new files compile. Returns the warnings.

        Where by now another folder stands there, nothing is done and None returned: its changes would be lost.
        Raises `ManifestError`, `FunctionError`, `FunctionSyntaxError` or `RuntimeUnavailable`; what was there before
        then stays.
        """
        self.check_free(folder.name)
        with self._lock:
            before = self._folders.get(folder.name)
            if before is not expected:
                return None
            warnings = accepted(folder, self.rules_beside(folder.name))
            for file, source in folder.files.items():
                if (before is None or before.files.get(file) != source) and folder.compiles(file):
                    self.check_syntax(folder, file)
            self._put(folder)
        return warnings

    @hiding_values
    def register_folders(self, folders: Sequence[Folder]) -> None:
        """Puts folders in place, all or none. Raises `ManifestError` and `FunctionError`."""
        with self._lock:
            around = self.rules_beside(*(folder.name for folder in folders))
            for folder in folders:
                accepted(folder, around)
                around = around.beside(folder.title, folder.endpoints())
            for folder in folders:
                self._put(folder)

    def secret_faults(self, folder: Folder, name: str) -> list[SecretFinding]:
        """What the secrets of an endpoint will do to it."""
        endpoint = folder.endpoints()[name]
        file = folder.files.get(endpoint.file, _NO_FILE)
        return find_secret_faults(endpoint, file.text, self._secrets, folder.door.secrets)

    def rules_beside(self, *names: str) -> AccountRules:
        """What the account adds to the rules of folders that take the place of those of these names.

        A single one runs on what it ran on before.
        """
        before = self._folders.get(names[0]) if len(names) == 1 else None
        return AccountRules(
            run_on=before.run_on if before is not None else self._settings().runtime or "",
            allow_deprecated_runtime=self._settings().allow_deprecated_runtime,
            most_endpoints=self._limits().endpoints,
            taken={name: holder.title for name, holder in self._routes.items() if holder.name not in names},
        )

    @hiding_values
    def check_free(self, name: str) -> None:
        """Raises `FunctionError` where a folder follows the disk, so that nothing else may change it."""
        if name in self.watched:
            raise FunctionError(
                f"{name}.functions follows {self.watched[name]} on disk: change the files there, choose another"
                f" folder, or end it with %hs close {name}."
            )

    @hiding_values
    def check_syntax(self, folder: Folder, name: str) -> None:
        """Raises `FunctionSyntaxError` where Node cannot run a file of the folder, or `RuntimeUnavailable`."""
        file = folder.files[name]
        try:
            problem = check(self._pool, folder.path(name), file.text, folder.node_major)
        except (NodeNotFoundError, PoolError) as error:
            raise RuntimeUnavailable(str(error)) from None
        if problem is not None:
            raise syntax_error(problem, file, folder.door)

    @hiding_values
    def replace_file(self, file: str, text: str, *, folder: str = DEFAULT_FOLDER) -> None:
        """Replaces the text of a file as it stands, without a look at it."""
        with self._lock:
            self.check_free(folder)
            if folder not in self._folders:
                raise FunctionError(f"There is no folder {folder}.functions.{did_you_mean(folder, self._folders)}")
            before = self._folders[folder]
            files = {**before.files, normal_file(file): SourceFile(text)}
            self._put(replace(before, files=files))

    @hiding_values
    def register_bundle(self, before: Folder, file: str, bundled: SourceFile) -> Folder:
        """Puts the bundle of a file beside it; its endpoints use it from now on. Raises what `add` does."""
        with self._lock:
            self.check_free(before.name)
            folder = self._folders.get(before.name)
            if folder is None or folder.files.get(file) is not before.files[file]:
                raise FunctionError(f"{file} was changed while it was bundled: bundle it again.")
            after, name = folder.with_bundle(file, bundled), bundle_name(file)
            users = [endpoint for endpoint in after.endpoints().values() if endpoint.file == name]
            accepted(after, self.rules_beside(after.name))
            self.check_syntax(after, name)
            self._secrets.reveal({secret for user in users for secret in user.secrets})
            self._put(after)
            for user in users:
                self._prepare(user.name)
        return after

    @hiding_values
    def delete(self, endpoint: str) -> Deletion:
        """Takes an endpoint away, and its file where no other endpoint uses it; `restore` puts both back.

        Raises `FunctionError`.
        """
        with self._lock:
            holder = self._holder(endpoint)
            after, deletion = deletion_of(holder, endpoint)
            others = (one for one in self._deletions if one.endpoint.name != endpoint)
            self._deletions = (deletion, *others)[:_MOST_DELETIONS]
            self._put(after)
        return deletion

    remove = delete
    """The same, by its earlier name."""

    @property
    def deletions(self) -> tuple[Deletion, ...]:
        """What was deleted and can be restored, the latest first; one of a name."""
        return self._deletions

    @hiding_values
    def restore(self, deletion: Deletion | str) -> Endpoint:
        """Puts back what was deleted, by its deletion or its name. Raises `FunctionError` and `ManifestError`."""
        with self._lock:
            if isinstance(deletion, str):
                deletion = self._deletion(deletion)
            name = deletion.endpoint.name
            self.check_free(deletion.folder.name)
            self._check_new(name)
            after = deletion.put_back(self._folders.get(deletion.folder.name))
            accepted(after, self.rules_beside(after.name))
            self._deletions = tuple(one for one in self._deletions if one.endpoint.name != name)
            self._put(after)
        return self[name]

    @hiding_values
    def rename(self, endpoint: str, name: str) -> Endpoint:
        """Gives an endpoint another name, where it stands in serverless.json; its file keeps its own.

        Raises `FunctionError` and `ManifestError`; nothing has changed then.
        """
        with self._lock:
            holder = self._holder(endpoint)
            self._check_new(name)
            after = holder.with_renamed(endpoint, name)
            accepted(after, self.rules_beside(after.name))
            self._put(after)
        return self[name]

    def exchange(self, state: FunctionsBefore) -> FunctionsBefore:
        """Puts other folders in the place of all that there are, without a look at them; what was there before."""
        with self._lock:
            before = FunctionsBefore(self.folders, self._deletions)
            self._deletions, self._refused = state.deletions, {}
            for name, folder in before.folders.items():
                if name not in state.folders:
                    self._put(Folder(name, folder.manifest.with_data({})), keep=False)
            for folder in state.folders.values():
                self._put(folder)
        return before

    # ------------------------------------------------------------ for a call

    def deployment(self, name: str) -> Deployment | None:
        """The endpoint ready to run, or None where there is none of that name."""
        folder = self._routes.get(name)
        if folder is None:
            return None
        return self._deployments.ready(name, folder)

    # ------------------------------------------------------------ inside

    @contextmanager
    def _remembering(self, endpoint: str) -> Iterator[None]:
        """Keeps why an endpoint was refused, for whoever calls it all the same."""
        try:
            yield
        except HsfuncError as problem:
            if endpoint not in self._routes:
                latest = [(name, why) for name, why in self._refused.items() if name != endpoint]
                self._refused = dict([*latest, (endpoint, why_refused(problem))][-_MOST_REFUSED:])
            raise

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
        return self._folders.get(name) or self.new_folder(name)

    def _holder(self, endpoint: str) -> Folder:
        """The folder of an endpoint that may be changed."""
        if endpoint not in self._routes:
            raise FunctionError(absent(endpoint, self._routes, self._refused))
        self.check_free(self._routes[endpoint].name)
        return self._routes[endpoint]

    def _check_new(self, name: str) -> None:
        if name in self._routes:
            raise FunctionError(
                f"The endpoint {name} is there already, in {self._routes[name].title}: delete it, or rename it."
            )

    def _deletion(self, name: str) -> Deletion:
        found = next((one for one in self._deletions if one.endpoint.name == name), None)
        if found is None:
            names = [one.endpoint.name for one in self._deletions]
            there = f" Deleted: {', '.join(names)}." if names else " Nothing was deleted."
            raise FunctionError(f"No endpoint {name} was deleted.{did_you_mean(name, names)}{there}")
        return found

    def _put(self, folder: Folder, *, keep: bool = True) -> None:
        """Puts a folder in its place; without `keep` it is told, and gone."""
        before = self._folders.get(folder.name)
        gone = set(before.manifest.data.get("endpoints") or {}) if before is not None else set[str]()
        if keep:
            self._folders[folder.name] = folder
        else:
            del self._folders[folder.name]
        names = list(folder.manifest.data.get("endpoints") or {})
        routes = {name: holder for name, holder in self._routes.items() if name not in gone}
        self._routes = {**routes, **dict.fromkeys(names, folder)}
        if self._refused:
            self._refused = {name: why for name, why in self._refused.items() if name not in names}
        for name in gone.difference(names):
            self._deployments.end(name)
        self.changed.emit(folder)

    def _prepare(self, endpoint: str) -> None:
        ready = self.deployment(endpoint)
        assert ready is not None
        self._pool.prepare(ready.program)
