"""What an execution tells of the requests that its function has sent: without secrets, and led back to the cell."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, SupportsIndex, TypeVar, overload

from ...runtime.outgoing import Exchange, NetworkFailure, OutgoingRequest, OutgoingResponse
from ...runtime.statuses import status_text
from ..secrets.masking import Masker
from ..sources.stack_positions import SourcePosition
from ..text import visible

_LONGEST_URL = 120
# Who has answered, for a person.
BY_NAMES = {
    "network": "network",
    "mock": "mock",
    "hubspot": "small HubSpot",
    "cassette": "cassette",
    "refused": "refused",
}


class HeaderLines(tuple[tuple[str, str], ...]):
    """Header lines in their order, and by name: `headers["content-type"]`, in any letter case."""

    __slots__ = ()

    @overload
    def __getitem__(self, key: str) -> str: ...
    @overload
    def __getitem__(self, key: SupportsIndex) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[tuple[str, str], ...]: ...
    def __getitem__(self, key: str | SupportsIndex | slice) -> str | tuple[str, str] | tuple[tuple[str, str], ...]:
        if not isinstance(key, str):
            return super().__getitem__(key)
        found = self.get(key)
        if found is None:
            raise KeyError(f"{key}: there are {', '.join(name for name, _ in self) or 'no headers'}")
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None if isinstance(key, str) else super().__contains__(key)

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of a header; several lines of one name are joined with a comma."""
        values = [value for own, value in self if own.lower() == name.lower()]
        return ", ".join(values) if values else default


NO_HEADERS = HeaderLines()


@dataclass(frozen=True, slots=True)
class SentRequest(OutgoingRequest):
    """A request as the execution tells it: secrets are masked. `size` is that of the whole body, in bytes."""

    headers: HeaderLines = NO_HEADERS
    size: int = 0

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body read as JSON. Raises `ValueError` where it is none."""
        return _json(self.body, self.size)


@dataclass(frozen=True, slots=True)
class ReceivedResponse(OutgoingResponse):
    """A response as the execution tells it: secrets are masked. `size` is that of the whole body, in bytes."""

    headers: HeaderLines = NO_HEADERS
    size: int = 0

    @property
    def status_code(self) -> int:
        """The status, as `httpx` calls it."""
        return self.status

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body read as JSON. Raises `ValueError` where it is none."""
        return _json(self.body, self.size)


_Message = TypeVar("_Message", SentRequest, ReceivedResponse)


@dataclass(frozen=True, slots=True, repr=False)
class OutgoingExchange(Exchange):
    """A request that the function has sent, and what came of it; neither response nor failure where none came.

    `by` is who has answered: `network`, `mock`, `hubspot`, `cassette`; `refused` where nothing may go out. `position`
    is where in its source it was sent, None where that is not known.

    Example::

        sent = execution.outgoing[0]
        sent.request.method, sent.request.url, sent.request.headers["authorization"], sent.request.json()
        sent.response.status, sent.response.json()
        [sent for sent in execution.outgoing if sent.response is None]
    """

    request: SentRequest
    response: ReceivedResponse | None
    position: SourcePosition | None = field(default=None, compare=False)

    @property
    def target(self) -> str:
        """`GET https://api.hubapi.com/x`, in one line and not too long."""
        return _line(f"{self.request.method} {_cut(self.request.url)}")

    @property
    def result(self) -> str:
        """`200 OK`, `ENOTFOUND`, `no answer`."""
        if self.response is not None:
            return status_text(self.response.status)
        if self.failure is not None:
            return _line(self.failure.code or self.failure.kind)
        return "no answer"

    def __str__(self) -> str:
        return f"{self.target} → {self.result} ({BY_NAMES[self.by]})"

    def __repr__(self) -> str:
        return f"<{self}>"

    def masked(self, maskers: Iterable[Masker]) -> OutgoingExchange:
        """The same without these secrets, and without the source, which may hold what should be one."""
        masked = self
        for masker in maskers:
            masked = seen(masked, masker, None)
        return replace(masked, position=self.position.alone() if self.position is not None else None)

    def without_credentials(self, *, url_alone: bool = False) -> OutgoingExchange:
        """The same as it is shown: also without tokens that are no secrets of the account, as far as names tell them.

        Those of headers such as `Authorization` and of parameters, fields and keys such as `hapikey`, as in a cassette.
        `url_alone`: for a line that shows neither headers nor bodies, which would take ms to read.
        """
        from .cassettes.hiding import Hiding  # most executions send nothing

        hiding = Hiding()

        def hidden(message: _Message) -> _Message:
            headers = HeaderLines(hiding.headers(message.headers))
            return replace(message, headers=headers, body=_hidden_text(message.body, hiding.text))

        request = replace(self.request, url=hiding.text(self.request.url))
        if url_alone:
            return replace(self, request=request)
        request = hidden(request)
        return replace(self, request=request, response=hidden(self.response) if self.response is not None else None)

    def brief(self) -> OutgoingExchange:
        """What a log keeps: neither headers nor bodies, whose sizes stay, nor a position, nor credentials."""
        told = self.without_credentials(url_alone=True)
        return replace(
            told,
            request=replace(told.request, headers=NO_HEADERS, body=b""),
            response=replace(told.response, headers=NO_HEADERS, body=b"") if told.response is not None else None,
            position=None,
        )


def seen(exchange: Exchange, masker: Masker, position: SourcePosition | None) -> OutgoingExchange:
    """An exchange as it is told: all that the function has put into it, and all that came back, without secrets."""
    mask: Callable[[str], str] = masker.mask if masker else str
    request, response, failure = exchange.request, exchange.response, exchange.failure
    sent_bytes = _size(request, exchange.request_bytes)
    seen_response = None
    if response is not None:
        got_bytes = _size(response, exchange.response_bytes)
        seen_response = ReceivedResponse(
            response.status, _headers(response, mask), _body(response.body, got_bytes, masker), got_bytes
        )
    return OutgoingExchange(
        SentRequest(
            mask(request.method),
            mask(request.url),
            _headers(request, mask),
            _body(request.body, sent_bytes, masker),
            request.client,
            sent_bytes,
        ),
        seen_response,
        NetworkFailure(failure.kind, mask(failure.message), mask(failure.code)) if failure is not None else None,
        exchange.at,
        exchange.seconds,
        exchange.by,
        mask(exchange.rule),
        sent_bytes,
        seen_response.size if seen_response is not None else 0,
        exchange.line,
        exchange.column,
        position,
    )


def _size(message: OutgoingRequest | OutgoingResponse, told: int) -> int:
    if isinstance(message, SentRequest | ReceivedResponse):
        return message.size
    return max(told, len(message.body))


def _headers(message: OutgoingRequest | OutgoingResponse, mask: Callable[[str], str]) -> HeaderLines:
    return HeaderLines((mask(name), mask(value)) for name, value in message.headers)


def _body(body: bytes, size: int, masker: Masker) -> bytes:
    return masker.mask_bytes(body, cut=len(body) < size) if masker and body else body


def _hidden_text(body: bytes, hide: Callable[[str], str]) -> bytes:
    """A body in which something is hidden; what is no text stays."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    hidden = hide(text)
    return body if hidden == text else hidden.encode()


def _json(body: bytes, size: int) -> Any:
    try:
        return json.loads(body)
    except ValueError as problem:
        whole = f"of its {size:,} bytes the first {len(body):,} are kept" if len(body) < size else str(problem)
        raise ValueError(f"The body is no JSON: {whole}.") from None


def _line(text: str) -> str:
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _cut(url: str) -> str:
    return url if len(url) <= _LONGEST_URL else f"{url[:_LONGEST_URL]}…"
