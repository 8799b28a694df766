"""Both forms in one account, which was made for them alone: same secrets, same clock, one call at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .....runtime.errors import PoolError
from .....runtime.node.node import NodeNotFoundError
from ....account_state import AccountState
from ....call.execution import Execution
from ....call.pipeline import Pipeline, finish, start
from ....call.platforms.developer_projects import DeveloperProjects
from ....call.request import build_request
from ....errors import RuntimeUnavailable
from ....http import PREFIX
from ....projects.project import SERVERLESS_PREFIX, Project
from ....projects.registry import ProjectsBefore
from ....projects.switches import Switches
from ..asked.planned import PlannedRequest
from .heard import HeardAs

# Every call is booked as one of no time, so that limits are the same however long it took.
_SECONDS = 0.0


class _Calls:
    """Calls to an account, one at a time, which its log does not keep."""

    def __init__(self, state: AccountState) -> None:
        self.state = state
        self.design_manager = HeardAs(state)
        projects = DeveloperProjects(state, list)
        self._pipeline = Pipeline(state, self.design_manager, lambda: projects)

    def begin(self) -> None:
        """No instance is warm, and nothing is booked."""
        self.state.pool.restart()
        self.state.quota.exchange()

    def send(self, request: PlannedRequest, path: str) -> Execution:
        """Raises `RuntimeUnavailable`, and what interrupts the call."""
        target = f"{path}?{request.query}" if request.query else path
        built = build_request(
            target,
            domains=self.state.domains,
            method=request.method,
            headers=request.headers,
            content=request.body,
            visitor=request.visitor,
            named=request.visitor is not None,
        )
        steps = self._pipeline.steps(built, None, simulated_seconds=_SECONDS)
        job = start(steps)
        if isinstance(job, Execution):
            return job
        try:
            outcome = self.state.pool.run(job.program, job.context, job.json_body, job.on_sent, None, job.terms)
        except (NodeNotFoundError, PoolError) as problem:
            raise RuntimeUnavailable(str(problem)) from None
        return finish(steps, outcome)


class FolderForm:
    """The `.functions` folders of the account."""

    def __init__(self, calls: _Calls) -> None:
        self._calls = calls

    def begin(self, switches: Switches, heard_as: Collection[str] = ()) -> None:
        """The switches are of no weight here."""
        del switches
        self._calls.begin()
        self._calls.design_manager.rows = heard_as

    def send(self, request: PlannedRequest) -> Execution:
        return self._calls.send(request, PREFIX + request.endpoint)


class ProjectForm:
    """A project; `paths` has the path of the function that takes an endpoint's place."""

    def __init__(self, calls: _Calls, project: Project, paths: Mapping[str, str]) -> None:
        self._calls = calls
        self._project = project
        self._paths = paths
        # What runs under some switches is bundled once: it is put in place again as it is.
        self._ready: dict[tuple[tuple[str, str], ...], tuple[Switches, ProjectsBefore]] = {}

    def begin(self, switches: Switches, heard_as: Collection[str] = ()) -> None:
        """Raises `RuntimeUnavailable` and `BundleError`."""
        del heard_as
        self._calls.begin()
        state = self._calls.state
        key = tuple(sorted(switches.chosen.items()))
        if key not in self._ready:
            state.switches = switches
            state.projects.load(self._project)
            loaded = state.projects.exchange(ProjectsBefore())
            self._ready[key] = (switches, loaded)
        state.switches, loaded = self._ready[key]
        state.projects.exchange(loaded)

    def send(self, request: PlannedRequest) -> Execution:
        return self._calls.send(request, SERVERLESS_PREFIX + self._paths[request.endpoint])


def account_forms(state: AccountState, project: Project, paths: Mapping[str, str]) -> tuple[FolderForm, ProjectForm]:
    """Both forms. Whoever made the account has loaded its folders, and freezes its clock."""
    calls = _Calls(state)
    return FolderForm(calls), ProjectForm(calls, project, paths)
