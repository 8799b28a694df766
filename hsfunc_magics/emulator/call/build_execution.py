"""What is kept of an execution: console and error without secrets, notes, status (contract §8, §10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ...runtime.outcome import NO_WORK, Outcome, Work
from ...runtime.outcome import ConsoleLine as WrittenLine
from ..functions.deployments import Deployment, FolderDeployment
from ..functions.pending_work import name_of
from ..limits.limits import MEGABYTE, Limits
from ..limits.quota import QuotaState
from ..notes import (
    Note,
    connection_closed,
    ended_processes,
    fence_told,
    get_queried,
    get_searched,
    get_wrote,
    later_sends,
    leak_note,
    network_told,
    run_again,
    work_frozen,
)
from ..outgoing.exchanges import OutgoingExchange, seen
from ..outgoing.hints import querying, searching, writing
from ..packages.preloaded import notes_on_brought
from .error.info import ErrorInfo
from .execution import ConsoleLine, Execution, Memory, Status, timing_of
from .leaks import find_leaks, mask_console, mask_error, tells_secret
from .request import Request
from .response import PlatformResponse

# What Node says where the network is closed: by a filter, or because no name can be looked up.
_UNREACHED = re.compile(r"(?:connect|bind|listen|send) (?:EPERM|EACCES)\b|(?:getaddrinfo|query\w*) [A-Z_]{4,}\b")
# What Node says where its part of the fence refuses something, and what the harness's own errors say.
_REFUSALS = ("ERR_ACCESS_DENIED", "Access to this API has been restricted")


@dataclass(slots=True)
class Call:
    """A call whose function has run, as it was handed to the runtime: with the outcome it makes an execution.

    `created`: what the account's clock said, in seconds; the other times are those of `time.perf_counter`: when the
    call `began`, was `handed` to the runtime, `ended` there and was `answered`; `measured` is its execution time as it
    was measured. `quota` is what the account had left then; `simulated`: its time was given; `frozen`: the account's
    clock stood; `steady`: and nothing in the account's minute was measured; `network_closed`: a setting has closed the
    network.
    """

    id: str
    request: Request
    deployment: Deployment
    created: float
    began: float
    handed: float
    ended: float
    answered: float
    measured: float
    context: dict[str, Any] = field(repr=False)
    json_body: bytes | None = field(repr=False)
    limits: Limits
    quota: QuotaState
    simulated: bool
    frozen: bool
    steady: bool
    network_closed: bool


def build_execution(
    call: Call, outcome: Outcome, reply: PlatformResponse, error: ErrorInfo | None, noted: Sequence[Note]
) -> Execution:
    """The execution of a call: what is told of it leads to the cell's own lines and is without values of secrets.

    Where nobody looks at it, it is not made; then or later it is the same: nothing here asks the account.
    """
    request, deployment = call.request, call.deployment
    masker = deployment.masker
    created = datetime.fromtimestamp(call.created, UTC)
    console = tuple(_console_line(line, created, call) for line in outcome.console) if outcome.console else ()
    notes = [*noted, *_notes_of(outcome, call)]
    if outcome.brought and isinstance(deployment, FolderDeployment):
        notes += notes_on_brought(outcome.brought, deployment.endpoint, deployment.folder.door)
    leaks: tuple[str, ...] = ()
    if masker:
        if console:
            told, console = console, mask_console(masker, console, truncated=outcome.truncated)
            leaks += ("console",) if console != told else ()
        if error is not None:
            failed, error = error, mask_error(masker, error)
            leaks += ("error",) if tells_secret(failed, error) else ()
        leaks += find_leaks(deployment.declared, reply)
        notes = [replace(note, text=masker.mask(note.text)) for note in notes]
        notes += [leak_note(leaks)] if leaks else []
    return Execution(
        id=call.id,
        endpoint=request.endpoint,
        request=request,
        reply=reply.without_body() if request.method == "HEAD" else reply,
        status=_status(error, reply),
        created=created,
        elapsed=timedelta(seconds=outcome.seconds),
        memory=Memory(outcome.memory_bytes, call.limits.memory_mb * MEGABYTE),
        console=console,
        truncated=outcome.truncated,
        error=error,
        limits=call.quota,
        limits_in_force=call.limits,
        timing=timing_of(
            outcome,
            began=call.began,
            handed=call.handed,
            measured=call.measured,
            respond=call.answered - call.ended,
        ),
        notes=tuple(notes),
        cold=outcome.cold,
        sent_context=call.context,
        json_body=call.json_body,
        leaks=leaks,
        outgoing=_outgoing(outcome, call) if outcome.outgoing else (),
        outgoing_more=outcome.untold,
        masker=masker,
        simulated=call.simulated,
        frozen=call.frozen,
        steady=call.steady,
        platform=deployment.platform,
        uid=deployment.uid,
        source=deployment.source,
        ranges=outcome.ranges,
    )


def _console_line(line: WrittenLine, created: datetime, call: Call) -> ConsoleLine:
    return ConsoleLine(
        line.level,
        call.deployment.map_positions(line.text),
        created if call.frozen else created + timedelta(seconds=line.at),
        call.deployment.position(line.line, line.column),
    )


def _outgoing(outcome: Outcome, call: Call) -> tuple[OutgoingExchange, ...]:
    deployment = call.deployment
    return tuple(
        seen(exchange, deployment.masker, deployment.position(exchange.line, exchange.column))
        for exchange in outcome.outgoing
    )


def _status(error: ErrorInfo | None, reply: PlatformResponse) -> Status:
    if error is not None:
        return Status.UNHANDLED_ERROR
    return Status.HANDLED_ERROR if reply.status >= 500 else Status.SUCCESS


def _notes_of(outcome: Outcome, call: Call) -> list[Note]:
    notes: list[Note] = []
    if outcome.sends > 1:
        notes.append(later_sends(outcome.sends - 1))
    if outcome.work is not NO_WORK:
        notes += _notes_of_work(outcome.work, outcome, call)
    elif outcome.left:
        notes.append(ended_processes(()))
    unsaid = outcome.failure is None or outcome.failure.fence is None
    if outcome.console and unsaid and any(refusal in line.text for line in outcome.console for refusal in _REFUSALS):
        notes.append(fence_told())
    if outcome.lost:
        notes.append(run_again(outcome.lost))
    if call.network_closed and unsaid and _met_closed_network(outcome):
        notes.append(network_told())
    return notes


def _met_closed_network(outcome: Outcome) -> bool:
    """Whether a function that went on has failed to reach the network, as its requests, its console or its body say."""
    if any(one.by == "network" and one.failure is not None for one in outcome.outgoing):
        return True
    body = outcome.sent.body if outcome.sent is not None else b""
    return _UNREACHED.search(body.decode("latin-1")) is not None or any(
        _UNREACHED.search(line.text) for line in outcome.console
    )


def _notes_of_work(work: Work, outcome: Outcome, call: Call) -> Iterator[Note]:
    ended = outcome.left
    if call.request.method in ("GET", "HEAD"):
        if work.wrote is not None:
            request, search = writing(outcome.outgoing, queried=work.queried), searching(outcome.outgoing)
            yield get_searched(search) if search and not request else get_wrote(work.wrote, request)
        elif work.queried:
            yield get_queried(querying(outcome.outgoing))
    if work.closed is not None:
        yield connection_closed(work.closed.request, work.closed.reason)
    # With the instance ends what is pending: the resources are those of what ran beside it.
    told = [pending for pending in work.pending if not ended or pending.kind != "resource"]
    named = list(dict.fromkeys(name_of(pending, call.deployment) for pending in told))
    if ended:
        yield ended_processes(named)
    elif named:
        yield work_frozen(named, call.limits.grace_seconds)
