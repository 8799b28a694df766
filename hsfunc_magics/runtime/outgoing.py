"""What functions ask of the outside world, and what it answers: plain values, and who may answer in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

AnsweredBy = Literal["network", "mock", "hubspot", "cassette", "refused"]
"""Who has answered a request: the real network, a mock, the small HubSpot, a cassette; nobody, as none may go out."""

NetworkFailureKind = Literal["timeout", "reset", "dns", "tls", "refused", "error"]
"""How a request fails that gets no response."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """A request that a function sends: its full URL, header lines in their order, the bytes of its body.

    `client` is what sent it: Node's `http` (axios, request and `@hubspot/api-client` use it as well) or `fetch`.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    client: Literal["http", "fetch"] = "http"


@dataclass(frozen=True, slots=True)
class OutgoingResponse:
    """What came back: status, header lines in their order, the bytes of the body as they were decoded."""

    status: int
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class NetworkFailure:
    """Why no response came. `code` is Node's (`ECONNRESET`), `message` what the function's error says."""

    kind: NetworkFailureKind
    message: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in for the outside world: a response, or a failure, `delay` seconds after the request.

    `rule` names what has answered, for a person: `GET https://api.hubapi.com/crm/v3/objects/:type`.
    """

    outcome: OutgoingResponse | NetworkFailure
    by: AnsweredBy
    delay: float = 0.0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that a function has sent, and what came of it; neither where it was pending at the execution's end.

    `at` is when it was sent, in seconds since the execution began, `seconds` how long it took. `request_bytes` and
    `response_bytes` are the sizes of both bodies, which are kept up to a bound. `line` and `column` are where in the
    file it was sent, from 1; 0 where that is not known.
    """

    request: OutgoingRequest
    response: OutgoingResponse | None
    failure: NetworkFailure | None
    at: float
    seconds: float
    by: AnsweredBy = "network"
    rule: str = ""
    request_bytes: int = 0
    response_bytes: int = 0
    line: int = 0
    column: int = 0


class Outside(Protocol):
    """What stands between functions and the network. Thread-safe: several instances ask at once.

    `kept_bytes` is how much of each body an exchange keeps.
    """

    @property
    def kept_bytes(self) -> int:
        """The most of a body that an `Exchange` has."""
        ...

    def answer(self, request: OutgoingRequest) -> Answer | None:
        """What answers instead of the network; None: it goes out. May take a moment, and is asked in any thread."""
        ...

    def exchanged(self, exchange: Exchange) -> None:
        """An exchange is over, whoever has answered."""
        ...
