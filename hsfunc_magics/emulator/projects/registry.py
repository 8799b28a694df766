"""The account's projects: loaded, replaced and removed as a whole (contract §12)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ...runtime import forking
from ...runtime.errors import PoolError
from ...runtime.node.node import NodeNotFoundError
from ...runtime.pool.health import check
from ...runtime.pool.pool import Pool
from ..display import listed
from ..errors import BundleError, FunctionError, RuntimeUnavailable
from ..http import SERVERLESS_PREFIX
from ..process_bound import ProcessBound
from ..secrets.masked_errors import hiding_values
from ..secrets.secrets import Secrets
from ..secrets.ways import BY_PYTHON
from ..serverless_json.problems import Problem, warning
from ..signals import Signal
from ..sources.javascript import SourceFile
from ..text import did_you_mean

if TYPE_CHECKING:
    # Most accounts have no project, and do without what one loads.
    from .deployments import ProjectDeployment, ProjectDeployments
    from .editing.changes import Changed
    from .editing.registration import ProjectDeletion, ProjectRegistration
    from .project import Project, ProjectFunction
    from .switches import Switches

    Prepare = Callable[[Project, Switches], tuple[Mapping[str, SourceFile], list[Problem]]]
    """The file that runs for each function of a project, by uid, and what is to be said of them."""

DEFAULT_PROJECT = "app"
"""The project of cells that name none."""
# Each holds its project as it was.
_MOST_DELETIONS = 20


class LoadedProject(NamedTuple):
    """A project with the files that run under these switches, and what is to be said of these."""

    project: Project
    files: Mapping[str, SourceFile]
    switches: Switches
    problems: tuple[Problem, ...] = ()


class ProjectsBefore(NamedTuple):
    """All projects at one time, in their order."""

    loaded: Mapping[str, LoadedProject] = MappingProxyType({})

    @property
    def endpoints(self) -> list[str]:
        return [path for one in self.loaded.values() for path in one.project.endpoints()]


def as_they_lie(project: Project, _: Switches) -> tuple[Mapping[str, SourceFile], list[Problem]]:
    """Each function runs its entry file, without a bundle."""
    files = project.files
    return {uid: files[one.file] for uid, one in project.functions.items() if one.file in files}, []


class Projects(ProcessBound):
    """The projects of an account. Iterating gives their names; `projects["shop"]` the project.

    `changed` tells the project that took another one's place; of one that has gone, one without functions.
    """

    def __init__(self, pool: Pool, secrets: Secrets, switches: Callable[[], Switches], base_url: str = "") -> None:
        self._switches = switches
        self._base_url = base_url
        self._loaded: dict[str, LoadedProject] = {}
        # By path and by uid: where two have the same, the last one loaded counts.
        self._paths: dict[str, tuple[str, str]] = {}
        self._uids: dict[str, str] = {}
        self._pool = pool
        self._secrets = secrets
        self._deployments: ProjectDeployments | None = None
        self.prepare: Prepare = as_they_lie
        """What finds the files that run, or makes them; the account sets it."""
        self.ways = BY_PYTHON
        """How a secret is added or updated where its projects come from."""
        self.watched: dict[str, str] = {}
        """Projects that follow the disk, and where they stand there."""
        self.overwriting = "overwrite=True"
        """How `add` is told to replace a file of something else."""
        self.changed: Signal[Project] = Signal()
        self._deletions: tuple[ProjectDeletion, ...] = ()
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.RLock()

    # ------------------------------------------------------------ what there is

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._loaded))

    def __len__(self) -> int:
        return len(self._loaded)

    def __contains__(self, name: object) -> bool:
        return name in self._loaded

    @hiding_values
    def __getitem__(self, name: str) -> Project:
        try:
            return self._loaded[name].project
        except KeyError:
            raise FunctionError(f"There is no project {name}.{did_you_mean(name, self._loaded)}") from None

    def __repr__(self) -> str:
        return f"<Projects: {listed(self._loaded) or 'none'}>"

    @property
    def endpoints(self) -> Mapping[str, ProjectFunction]:
        """The functions that have an endpoint, by its path."""
        return {path: self._loaded[name].project.functions[uid] for path, (name, uid) in self._paths.items()}

    @property
    def functions(self) -> Mapping[str, ProjectFunction]:
        """All functions, by uid."""
        return {uid: self._loaded[name].project.functions[uid] for uid, name in self._uids.items()}

    # ------------------------------------------------------------ changes

    @hiding_values
    def load(self, project: Project) -> list[Problem]:
        """Puts a project in place, or in the place of the one of its name. Returns what is to be told of it.

        Raises `BundleError` and `RuntimeUnavailable`; what was there before then stays.
        """
        self.check_free(project.name)
        return self.put(self.prepared(project))

    def prepared(self, project: Project) -> LoadedProject:
        """A project with the files that run. Raises as `load` does; nothing is changed."""
        switches = self._switches()
        files, problems = self.prepare(project, switches)  # npm takes its time: no lock is held
        return LoadedProject(project, files, switches, tuple(problems))

    def put(self, loaded: LoadedProject) -> list[Problem]:
        """Puts it in place. Returns what is to be told of it."""
        project = loaded.project
        with self._lock:
            problems = [*loaded.problems, *self._displaced(project)]
            self._put(project.name, loaded)
        self.changed.emit(project)
        return problems

    @hiding_values
    def check_free(self, name: str) -> None:
        """Raises `FunctionError` where a project follows the disk, so that nothing else may change it."""
        if name in self.watched:
            raise FunctionError(
                f"The project {name} follows {self.watched[name]} on disk: change the files there, or give this one"
                " another name."
            )

    def remove(self, name: str) -> Project:
        """Takes a project away. Raises `FunctionError`."""
        self.check_free(name)
        with self._lock:
            project = self[name]
            self._put(name, None)
        self.changed.emit(_emptied(project))
        return project

    @hiding_values
    def add(
        self,
        name: str,
        source: str | None = None,
        *,
        project: str | None = None,
        path: str | None = None,
        endpoint: bool = True,
        file: str | None = None,
        method: str | Iterable[str] | None = None,
        secrets: Iterable[str] = (),
        npm: Iterable[str] = (),
        overwrite: bool = False,
    ) -> ProjectRegistration:
        """Registers a function in a project, or replaces it with all it had; the project is made where it is not there.

        `name` makes its uid, and without `path` its endpoint's path. Without `endpoint` it has none and is called by
        its uid. `source` is a whole module or the body of main, `async (context)`; without it the function points at
        `file`, which is there. `npm` names packages for package.json. A file that is something else's takes the source
        only with `overwrite`. Raises `FunctionError`, `FunctionSyntaxError`, `ManifestError`, `BundleError` or
        `RuntimeUnavailable`; what was registered before then stays in force.
        """
        from ..functions.bundle import read_specs
        from .deployments import secret_faults
        from .editing.proposal import propose, uid_of
        from .editing.registration import ProjectRegistration
        from .editing.skeleton import new_project

        packages = read_specs(npm)
        uid = uid_of(name)
        holder = project if project is not None else self._uids.get(uid, DEFAULT_PROJECT)
        self.check_free(holder)
        kept = self._loaded.get(holder)
        proposal = propose(
            kept.project if kept is not None else new_project(holder),
            name,
            source,
            path=path,
            endpoint=endpoint,
            file=file,
            method=method,
            secrets=secrets,
            packages=packages,
            overwrite=overwrite,
            again=self.overwriting,
        )
        made = self.prepared(proposal.project)
        function = made.project.functions[uid]
        self._check_runs(made, function, proposal.file)
        self._secrets.reveal(function.secrets)  # a keyring that fails does so before a change
        with self._lock:
            self._check_still(holder, kept)
            problems = self.put(made)
            ready = self._ready(holder, uid)
            assert ready is not None
            self._pool.prepare(ready.program)
        told = [*proposal.warnings, *(one for one in problems if one.file in (function.file, function.declared_in))]
        faults = secret_faults(function, made.project.files[function.file], self._secrets, self.ways)
        return ProjectRegistration(
            function,
            made.project,
            f"{self._base_url}{SERVERLESS_PREFIX}{function.path}" if function.path is not None else None,
            tuple(self._secrets.masker.mask(one) for one in dict.fromkeys([*map(str, told), *map(str, faults)])),
            replaced=kept is not None and uid in kept.project.functions,
            wrapped=proposal.wrapped,
            packages=tuple(f"{package} {range_}" for package, range_ in packages.items()),
        )

    @hiding_values
    def change_files(self, name: str, files: Mapping[str, SourceFile], expected: Project) -> list[Problem] | None:
        """Puts other files in the place of those of a project. Returns what is to be told of it.

        Where by now it is another project, nothing is done and None returned: its changes would be lost. Raises
        `ManifestError`, `FunctionError` and `BundleError`; what was there before then stays.
        """
        from .editing.changes import with_files

        self.check_free(name)
        if self[name] is not expected:
            return None
        changed = with_files(expected, files)
        self._exchange_one(expected, changed)
        return list(changed.problems)

    @hiding_values
    def delete(self, uid: str, project: str | None = None) -> ProjectDeletion:
        """Takes a function away, and its file where nothing else needs it; `restore` puts both back.

        Raises `FunctionError`.
        """
        from .editing.edits import without

        before = self._holder(uid, project)
        changed, deletion = without(before, uid)
        self._exchange_one(before, changed)
        others = (one for one in self._deletions if one.function.uid != uid or one.project.name != before.name)
        self._deletions = (deletion, *others)[:_MOST_DELETIONS]
        return deletion

    @property
    def deletions(self) -> tuple[ProjectDeletion, ...]:
        """What was deleted and can be restored, the latest first."""
        return self._deletions

    @hiding_values
    def restore(self, deletion: ProjectDeletion) -> ProjectFunction:
        """Puts back what was deleted. Raises `FunctionError` and `ManifestError`."""
        from .editing.edits import put_back

        name, uid = deletion.project.name, deletion.function.uid
        self.check_free(name)
        kept = self._loaded.get(name)
        if kept is not None and uid in kept.project.functions:
            raise FunctionError(f"The project {name} has a function {uid} already: delete it, or rename it.")
        changed = put_back(deletion, kept.project if kept is not None else None)
        self._exchange_one(kept.project if kept is not None else None, changed)
        self._deletions = tuple(one for one in self._deletions if one is not deletion)
        return self[name].functions[uid]

    @hiding_values
    def rename(self, uid: str, name: str, project: str | None = None) -> None:
        """Gives an endpoint another path, and a function without one another uid; its file keeps its name.

        Raises `FunctionError` and `ManifestError`; nothing has changed then.
        """
        from .editing.edits import renamed

        before = self._holder(uid, project)
        self._exchange_one(before, renamed(before, uid, name))

    def exchange(self, state: ProjectsBefore) -> ProjectsBefore:
        """Puts other projects in the place of all that there are, without a look at them; what was there before."""
        with self._lock:
            before = ProjectsBefore(dict(self._loaded))
            gone = [one.project for name, one in before.loaded.items() if name not in state.loaded]
            for name in before.loaded:
                self._put(name, None)
            for name, loaded in state.loaded.items():
                self._put(name, loaded)
        for project in gone:
            self.changed.emit(_emptied(project))
        for loaded in state.loaded.values():
            self.changed.emit(loaded.project)
        return before

    # ------------------------------------------------------------ for a call

    def endpoint(self, path: str) -> ProjectDeployment | None:
        """The function of an endpoint, ready to run; None where there is none of that path."""
        found = self._paths.get(path)
        return self._ready(*found) if found is not None else None

    def function(self, uid: str) -> ProjectDeployment | None:
        """The function of that uid, ready to run; None where there is none."""
        name = self._uids.get(uid)
        return self._ready(name, uid) if name is not None else None

    def loaded(self, name: str) -> LoadedProject:
        """A project as it runs. Raises `FunctionError`."""
        self[name]
        return self._loaded[name]

    # ------------------------------------------------------------ inside

    def _holder(self, uid: str, project: str | None) -> Project:
        """The project of a function that may be changed."""
        name = project if project is not None else self._uids.get(uid)
        if name is None or uid not in self[name].functions:
            raise FunctionError(f"No project has the function {uid}.{did_you_mean(uid, self._uids)}")
        self.check_free(name)
        return self[name]

    def _exchange_one(self, before: Project | None, changed: Changed) -> None:
        """Puts a changed project in place, unless it is another one by now."""
        made = self.prepared(changed.project)
        with self._lock:
            name = changed.project.name
            kept = self._loaded.get(name)
            if (kept.project if kept is not None else None) is not before:
                raise FunctionError(f"The project {name} was changed meanwhile: try it again.")
            self.put(made)

    def _check_still(self, name: str, kept: LoadedProject | None) -> None:
        if self._loaded.get(name) is not kept:
            raise FunctionError(f"The project {name} was changed meanwhile: run the cell again.")

    def _check_runs(self, made: LoadedProject, function: ProjectFunction, file: str) -> None:
        """Raises where the entry file of a function that is registered can neither run as it lies nor be bundled."""
        from ..sources.package_needs import CELL
        from ..sources.syntax_error import syntax_error

        runs = made.files[function.uid]
        failed = [one for one in made.problems if one.file == file and one.severity == "error"]
        if runs.origin is None:
            try:
                problem = check(self._pool, file, runs.text, int(made.switches["node"]))
            except (NodeNotFoundError, PoolError) as error:
                raise RuntimeUnavailable(str(error)) from None
            if problem is not None and failed:
                raise BundleError("\n".join(map(str, failed)))
            if problem is not None:
                raise syntax_error(problem, runs, CELL, "context")

    def _ready(self, name: str, uid: str) -> ProjectDeployment | None:
        loaded = self._loaded.get(name)
        if loaded is None or uid not in loaded.project.functions:
            return None  # it has just gone
        switches = self._switches()
        if loaded.switches is not switches:
            loaded = self._switched(name, switches) or loaded
        deployments = self._deployments or self._begin()
        return deployments.ready(loaded.project, uid, loaded.files, switches)

    def _begin(self) -> ProjectDeployments:
        from .deployments import ProjectDeployments

        with self._lock:
            self._deployments = self._deployments or ProjectDeployments(self._pool, self._secrets, self.ways)
        return self._deployments

    def _switched(self, name: str, switches: Switches) -> LoadedProject | None:
        """The project as it runs under other switches."""
        with self._lock:
            loaded = self._loaded.get(name)
            if loaded is None or loaded.switches is switches:
                return loaded
            self._loaded[name] = after = self.prepared(loaded.project)
        return after

    def _displaced(self, project: Project) -> list[Problem]:
        """The endpoints and uids that another project has already. Holds the lock."""
        found = []
        for path, function in project.endpoints().items():
            name, uid = self._paths.get(path, (project.name, ""))
            if name != project.name:
                told = f"has the path {path}, which the function {uid} of the project {name} had."
                mend = "Paths are global over the projects of an account, and the last deployed wins."
                found.append(warning(function.declared_in, told, mend))
        for uid, function in project.functions.items():
            name = self._uids.get(uid, project.name)
            if name != project.name and function.path is None:
                told = f"has the uid {uid}, as a function of the project {name}: a call by uid reaches this one here."
                found.append(warning(function.declared_in, told, ""))
        return found

    def _put(self, name: str, loaded: LoadedProject | None) -> None:
        """Puts a project in its place, or takes it away. Holds the lock."""
        before = self._loaded.get(name)
        others = {other: one for other, one in self._loaded.items() if other != name}
        after = {**others, name: loaded} if loaded is not None else others
        paths = {path: (one, uid) for one, kept in after.items() for path, uid in _paths(kept.project)}
        uids = {uid: one for one, kept in after.items() for uid in kept.project.functions}
        self._loaded, self._paths, self._uids = after, paths, uids
        if before is not None and self._deployments is not None:
            kept_uids = loaded.project.functions if loaded is not None else ()
            self._deployments.end(name, [uid for uid in before.project.functions if uid not in kept_uids])


def _paths(project: Project) -> Iterator[tuple[str, str]]:
    for path, function in project.endpoints().items():
        yield path, function.uid


def _emptied(project: Project) -> Project:
    return replace(project, functions={}, files={})
