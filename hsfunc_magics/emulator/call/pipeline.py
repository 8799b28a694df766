"""One call from the request to its execution, free of how it waits: route, admit, context, run, respond, record."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count, repeat
from typing import Any, Protocol

from ...runtime import forking
from ...runtime.instance.run import OnSent
from ...runtime.outcome import Failure, OnInspecting, Outcome, Play, Program, Sent, Terms
from ..account_state import AccountState
from ..clock import Inside
from ..functions.deployments import Deployment
from ..http import SERVERLESS_PREFIX
from ..limits.limits import Limits
from ..limits.quota import QuotaState
from ..notes import Note
from ..outgoing.unmatched import notes_on_unmatched
from ..process_bound import ProcessBound
from ..settings import bounds
from ..signals import Signal
from .build_execution import Call, build_execution
from .execution import Execution
from .pending_response import OnResponse, PendingResponse
from .rejections import Rejection, admit, bad_json
from .request import Request
from .response import PlatformResponse


class Platform(Protocol):
    """Where functions run. Admission, instances, quota, secrets and log are the same on all of them.

    `title` names it where no function is known.
    """

    title: str

    def refresh(self) -> list[Note]:
        """Takes over what has changed on disk; notes on what cannot take effect."""
        ...

    def route(self, request: Request) -> Deployment | Rejection:
        """The function that a request reaches, ready to run, or what the platform answers itself."""
        ...

    def admits(self, request: Request, deployment: Deployment, /) -> Rejection | None:
        """None where nothing about the request itself is wrong; beyond that every platform admits alike."""
        ...

    def context(
        self, request: Request, deployment: Deployment, quota: QuotaState
    ) -> tuple[dict[str, Any], bytes | None, list[Note]]:
        """What `main` receives without its body, the bytes of JSON that become its body, and notes."""
        ...

    def response(self, sent: Sent, deployment: Deployment, limits: Limits, /) -> tuple[PlatformResponse, list[Note]]:
        """The response that a function has given, and notes. Raises `InvalidResponseError`."""
        ...

    def failed_status(self, failure: Failure, deployment: Deployment, /) -> int:
        """The status of the response to a call whose function has failed and given none."""
        ...


class ProjectPlatform(Platform, Protocol):
    """That of developer projects, which has limits of its own, and says in the end what was not known."""

    def limits(self, request: Request, deployment: Deployment, /) -> Limits:
        """The account's limits, or those of this call."""
        ...

    def remarks(self, outcome: Outcome, deployment: Deployment, /) -> list[Note]:
        """Notes on an execution that has ended."""
        ...


@dataclass(slots=True)
class RunRequest:
    """What the runtime is to run for a call: the arguments of `Pool.run` and `AsyncPool.run`."""

    program: Program
    context: dict[str, Any]
    json_body: bytes | None
    on_sent: OnSent
    terms: Terms | None = None


CallSteps = Generator[RunRequest, Outcome, Execution]
"""A call under way: yields what is to be run, unless there is nothing to run, and is sent what came of that."""


def start(steps: CallSteps) -> RunRequest | Execution:
    """What is to be run, or the execution of a call that is refused, or whose function has no file."""
    try:
        return next(steps)
    except StopIteration as done:
        execution: Execution = done.value
        return execution


def finish(steps: CallSteps, outcome: Outcome) -> Execution:
    """The execution of a call whose job has been run."""
    try:
        steps.send(outcome)
    except StopIteration as done:
        execution: Execution = done.value
        return execution
    raise AssertionError("a call runs one job")


@dataclass(slots=True)
class Finished:
    """A call that is over: its execution, and where its function ran, what the runtime told of that.

    `held` are the bytes of its bodies.
    """

    execution: Execution
    ran: tuple[Outcome, Deployment, Limits] | None = None
    held: int = 0


class Pipeline(ProcessBound):
    """What an account's calls go through, each as a generator that somebody drives.

    `finished` tells every call that is over, also one that was rejected.
    """

    def __init__(self, state: AccountState, design_manager: Platform, projects: Callable[[], ProjectPlatform]) -> None:
        self._state = state
        self._design_manager = design_manager
        self._projects = projects
        self.finished: Signal[Finished] = Signal()
        self._inside: Inside | None = None
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Ids of its own: at the start, and in a child, whose executions are others than the parent's."""
        # Two threads may ask for one at once, which a generator refuses.
        self._ids = map("{}-{}".format, repeat(os.urandom(4).hex()), count(1))

    def steps(
        self,
        request: Request,
        on_response: OnResponse | None,
        *,
        simulated_seconds: float | None = None,
        rejected: Rejection | None = None,
        coverage: bool = False,
        inspecting: OnInspecting | None = None,
    ) -> CallSteps:
        """The call of a request. `rejected`: what is wrong with it already, told where there is such an endpoint.

        `coverage`: it is counted what of the source runs; `inspecting` is told where a debugger is awaited.
        """
        state = self._state
        began = time.perf_counter()
        # route
        of_project = request.path.startswith(SERVERLESS_PREFIX) or request.invocation is not None
        projects = self._projects() if of_project else None
        platform = projects or self._design_manager
        stale = platform.refresh()
        deployment = platform.route(request)
        if isinstance(deployment, Rejection):
            return self._reject(request, deployment, stale, platform.title)

        # admit
        limits = projects.limits(request, deployment) if projects is not None else state.limits
        rejection = rejected or platform.admits(request, deployment) or admit(request, limits, state.quota)
        if rejection is not None:
            return self._reject(request, rejection, stale, deployment.platform)

        # context
        quota = state.quota.state(limits)
        steady = state.clock.frozen and state.quota.steady(limits)
        context, json_body, notes = platform.context(request, deployment, quota)

        # run
        pending = PendingResponse(platform.response, deployment, limits, on_response)
        created = state.clock.timestamp()
        handed = time.perf_counter()
        if deployment.missing:
            outcome = Outcome(failure=Failure("no_file", message=deployment.missing), dispatched=handed)
        else:
            outside = state.outside if state.outside.in_use else None
            own = bounds(limits) if projects is not None else None
            play = self._play()
            # A function that is called by its uid has its value handed on whole.
            whole = request.invocation is not None
            asked = own or outside or play or inspecting
            terms = Terms(own, whole, outside, play, inspecting) if asked else None
            program = deployment.program
            if coverage or state.coverage.on:
                program = state.pool.covering(program)
            outcome = yield RunRequest(program, context, json_body, pending.accept, terms)
        if outcome.failure is not None and outcome.failure.kind == "bad_body":
            return self._reject(request, bad_json(outcome.failure.message), stale, deployment.platform)
        ended, measured = time.perf_counter(), outcome.seconds
        if simulated_seconds is not None:
            pending.simulate(outcome, simulated_seconds)

        # respond
        response, error = pending.respond(outcome, platform.failed_status, state.cassettes.ways)

        # record
        frozen = state.clock.frozen
        # No time passes while the clock stands: what is booked then is what a lesson says, the same in each run.
        if simulated_seconds is not None or not frozen:
            seconds = min(outcome.seconds, limits.execution_seconds)  # a process that was stopped looks late
            state.quota.book(seconds, simulated=simulated_seconds is not None)
        if pending.problem is not None:
            raise pending.problem
        answered, simulated = time.perf_counter(), simulated_seconds is not None
        call = Call(
            next(self._ids), request, deployment, created, began, handed, ended, answered, measured, context,
            json_body, limits, quota, simulated, frozen, steady, not state.settings.network,
        )  # fmt: skip
        noted = [*stale, *notes, *deployment.notes, *pending.notes]
        if projects is not None:
            noted += projects.remarks(outcome, deployment)
        if outcome.outgoing:
            noted += notes_on_unmatched(outcome.outgoing, state.outside)
        execution = Execution.later(partial(build_execution, call, outcome, response, error, noted))
        if outcome.ranges is not None:
            state.coverage.add(deployment.source, outcome.ranges)
        held = len(request.body) + len(response.body)
        self.finished.emit(Finished(execution, (outcome, deployment, limits), held))
        return execution

    def _play(self) -> Play | None:
        """The time and the chance that the function sees, where they are not the real ones."""
        inside = self._state.clock.inside
        if inside is not self._inside:
            # What a function keeps of them at its top level is that of the instance.
            self._inside = inside
            self._state.pool.restart()
        return self._state.clock.play() if inside is not None else None

    def _reject(self, request: Request, rejection: Rejection, stale: list[Note], platform: str) -> Execution:
        """The execution of a call whose function does not run."""
        masker = self._state.secrets.masker
        execution = Execution(
            id=next(self._ids),
            endpoint=request.endpoint,
            request=request,
            reply=rejection.reply.without_body() if request.method == "HEAD" else rejection.reply,
            created=self._state.clock.now(),
            notes=tuple(replace(note, text=masker.mask(note.text)) for note in (*stale, rejection.note)),
            masker=masker,
            platform=platform,
        )
        self.finished.emit(Finished(execution))
        return execution
