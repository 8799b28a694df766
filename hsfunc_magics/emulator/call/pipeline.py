"""One call from the request to its execution, free of how it waits: route, admit, context, run, respond, record."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from ...runtime import forking
from ...runtime.instance.run import OnSent
from ...runtime.outcome import Outcome, Program
from ..functions.deployments import Deployment
from ..logs.record import record_of, told_of
from ..notes import Note
from ..process_bound import ProcessBound
from .build_execution import record
from .context import build_context
from .execution import Execution, timing_of
from .pending_response import Answer, OnReply
from .rejections import PREFLIGHT, Refusal, admit, bad_json, not_found
from .request import Request

if TYPE_CHECKING:
    from ..account import Account
    from ..logs.late_failures import LateFailures


@dataclass(frozen=True, slots=True)
class Job:
    """What the runtime is to run for a call: the arguments of `Pool.run` and `Awaiting.run`."""

    program: Program
    context: dict[str, Any]
    json_body: bytes | None
    on_sent: OnSent


Steps = Generator[Job, Outcome, Execution]
"""A call under way: yields what is to be run, unless it is refused, and is sent what came of that."""


def begin(steps: Steps) -> Job | Execution:
    """What is to be run, or the execution of a call that is refused."""
    try:
        return next(steps)
    except StopIteration as refused:
        execution: Execution = refused.value
        return execution


def end(steps: Steps, outcome: Outcome) -> Execution:
    """The execution of a call whose job has been run."""
    try:
        steps.send(outcome)
    except StopIteration as done:
        execution: Execution = done.value
        return execution
    raise AssertionError("a call runs one job")


class Flow(ProcessBound):
    """What an account's calls go through, each as a generator that somebody drives."""

    def __init__(self, account: Account, late: LateFailures) -> None:
        self._account = account
        self._late = late
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Ids of its own: at the start, and in a child, whose executions are others than the parent's."""
        prefix = os.urandom(4).hex()
        self._ids = (f"{prefix}-{number}" for number in count(1))

    def steps(
        self,
        request: Request,
        on_reply: OnReply | None,
        *,
        simulated_seconds: float | None = None,
        unfit: Refusal | None = None,
    ) -> Steps:
        """The call of a request. `unfit`: what is wrong with it already, told where there is such an endpoint."""
        account = self._account
        began = time.perf_counter()
        # route
        stale = account.following.refresh()
        name = request.endpoint
        deployment = account.functions.deployment(name) if name else None
        if deployment is None or not _serves(deployment, request.method):
            endpoint = deployment.endpoint if deployment is not None else None
            return self._refuse(request, not_found(request, endpoint, account.functions), stale)
        if request.method == "OPTIONS":
            return self._refuse(request, PREFLIGHT, stale)

        # admit
        limits = account.limits
        refused = unfit or admit(request, account.account_id, limits, account.quota)
        if refused is not None:
            return self._refuse(request, refused, stale)

        # context
        quota = account.quota.state(limits)
        context, json_body, notes = build_context(
            request,
            account_id=account.account_id,
            endpoint=deployment.endpoint.name,
            secrets=deployment.secrets,
            quota=quota,
            recognise=account.visitors.recognise,
            json_methods=account.settings.json_body_methods,
        )

        # run
        answer = Answer(limits, on_reply)
        created = account.clock.now()
        handed = time.perf_counter()
        outcome = yield Job(deployment.program, context, json_body, answer.take)
        if outcome.failure is not None and outcome.failure.kind == "bad_body":
            return self._refuse(request, bad_json(outcome.failure.message), stale)
        ended, ran = time.perf_counter(), outcome.seconds
        if simulated_seconds is not None:
            answer.simulate(outcome, simulated_seconds)

        # respond
        reply, error = answer.respond(outcome, deployment, account.settings.timeout_status)

        # record
        account.quota.book(outcome.seconds)
        if answer.problem is not None:
            raise answer.problem
        execution = record(
            outcome,
            id_=next(self._ids),
            request=request,
            reply=reply,
            error=error,
            created=created,
            quota=quota,
            limits=limits,
            timing=timing_of(outcome, began=began, handed=handed, measured=ran, respond=time.perf_counter() - ended),
            notes=[*stale, *notes, *deployment.notes, *answer.notes],
            context=context,
            json_body=json_body,
            masker=deployment.masker,
            declared=deployment.declared,
            places=deployment.own_places,
            place=deployment.place,
            simulated=simulated_seconds is not None,
            frozen=account.clock.frozen,
        )
        kept = record_of(execution)
        assert kept is not None  # of whatever ran
        account.logbook.add(kept)
        self._late.settle(execution.id, outcome, deployment, limits)
        account.executed.emit(execution)
        account.told.emit(kept)
        return execution

    def _refuse(self, request: Request, refusal: Refusal, stale: list[Note]) -> Execution:
        """The execution of a call whose function does not run."""
        account, masker = self._account, self._account.secrets.masker
        execution = Execution(
            id=next(self._ids),
            endpoint=request.endpoint,
            request=request,
            reply=refusal.reply.without_body() if request.method == "HEAD" else refusal.reply,
            created=account.clock.now(),
            notes=tuple(replace(note, text=masker.mask(note.text)) for note in (*stale, refusal.note)),
            masker=masker,
        )
        account.executed.emit(execution)
        account.told.emit(told_of(execution))
        return execution


def _serves(deployment: Deployment, method: str) -> bool:
    return method == "OPTIONS" or ("GET" if method == "HEAD" else method) in deployment.endpoint.methods
