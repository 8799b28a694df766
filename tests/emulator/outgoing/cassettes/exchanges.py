"""Exchanges as an instance reports them, and an account that records or plays them."""

from __future__ import annotations

import json
from typing import Any

from hsfunc_magics import Account
from hsfunc_magics.runtime.outgoing import Answer, Exchange, Headers, NetworkFailure, OutgoingRequest, OutgoingResponse

JSON = ("Content-Type", "application/json;charset=utf-8")
CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


def request(
    url: str = CONTACTS, *, method: str = "GET", headers: Headers = (), body: bytes = b"", json_body: Any = None
) -> OutgoingRequest:
    """A request; with JSON as body also its content type."""
    if json_body is not None:
        return OutgoingRequest(method, url, (*headers, JSON), json.dumps(json_body).encode())
    return OutgoingRequest(method, url, headers, body)


def response(body: Any = None, *, status: int = 200, headers: Headers = (JSON,)) -> OutgoingResponse:
    """A response; what is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return OutgoingResponse(status, headers, content)


def happened(sent: OutgoingRequest, came: OutgoingResponse | None, **fields: Any) -> Exchange:
    """The exchange of both."""
    return Exchange(sent, came, None, at=0.1, seconds=0.2, **fields)


def asked(account: Account, sent: OutgoingRequest) -> Answer:
    """What answers a request in place of the network."""
    answer = account.outside.answer(sent)
    assert answer is not None
    return answer


def answered(account: Account, sent: OutgoingRequest) -> Any:
    """The JSON of a response that was recorded."""
    outcome = asked(account, sent).outcome
    assert isinstance(outcome, OutgoingResponse), outcome
    return json.loads(outcome.body)


def refused(account: Account, sent: OutgoingRequest) -> str:
    """The message of a refusal."""
    answer = asked(account, sent)
    assert isinstance(answer.outcome, NetworkFailure)
    assert (answer.by, answer.outcome.kind) == ("refused", "refused")
    return answer.outcome.message
