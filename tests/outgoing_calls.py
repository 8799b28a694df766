"""Calls whose function has sent requests, made without Node: what the runtime would tell of them is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.pipeline import finish, start
from hsfunc_magics.runtime.outcome import NO_WORK, Failure, Outcome, Sent, Work
from hsfunc_magics.runtime.outgoing import (
    AnsweredBy,
    Exchange,
    NetworkFailure,
    NetworkFailureKind,
    OutgoingRequest,
    OutgoingResponse,
)

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"
JSON = (("content-type", "application/json"),)


def exchange(
    method: str = "GET",
    url: str = CONTACTS,
    *,
    sent: bytes = b"",
    status: int | None = None,
    answer: bytes = b"",
    code: str = "",
    kind: NetworkFailureKind = "dns",
    message: str = "",
    by: AnsweredBy = "network",
    headers: tuple[tuple[str, str], ...] = (),
    **more: Any,
) -> Exchange:
    """A request, and its response where a status is given, or its failure where a code is; neither: it is pending."""
    response = OutgoingResponse(status, JSON, answer) if status is not None else None
    failure = NetworkFailure(kind, message, code) if code else None
    request = OutgoingRequest(method, url, headers, sent)
    return Exchange(request, response, failure, **{"at": 0.010, "seconds": 0.020, "by": by, **more})


def called(
    account: Account,
    outgoing: Sequence[Exchange],
    *,
    failure: Failure | None = None,
    work: Work = NO_WORK,
    target: str = "f",
    untold: int = 0,
    **arguments: Any,
) -> Execution:
    """The execution of a call whose function has sent these, and has then answered, or failed."""
    steps = account.pipeline.steps(account.request(target, **arguments), None)
    job = start(steps)
    assert not isinstance(job, Execution)
    sent = Sent({"statusCode": 200, "kind": "json"}, b"{}") if failure is None else None
    if sent is not None:
        job.on_sent(sent)
    outcome = Outcome(sent=sent, failure=failure, seconds=0.05, main=0.04, load=0.01, work=work)
    outcome.outgoing, outcome.untold = list(outgoing), untold
    return finish(steps, outcome)
