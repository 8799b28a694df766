"""The requests of an execution as the log's rows keep them: a list each, neither headers nor bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...runtime.outgoing import NetworkFailure
from ..outgoing.exchanges import OutgoingExchange, ReceivedResponse, SentRequest

_LONGEST_URL = 1_000


def outgoing_rows(outgoing: Iterable[OutgoingExchange]) -> list[list[Any]]:
    """Method, URL, size; status and size, or kind and code of the failure; when, how long, and by whom."""
    return [
        [
            one.request.method,
            one.request.url[:_LONGEST_URL],
            one.request.size,
            [one.response.status, one.response.size] if one.response is not None else None,
            [one.failure.kind, one.failure.code] if one.failure is not None else None,
            one.at,
            one.seconds,
            one.by,
        ]
        for one in outgoing
    ]


def outgoing_from(rows: Sequence[Sequence[Any]]) -> tuple[OutgoingExchange, ...]:
    """The same read back."""
    return tuple(
        OutgoingExchange(
            SentRequest(method, url, size=size),
            ReceivedResponse(response[0], size=response[1]) if response is not None else None,
            NetworkFailure(failure[0], code=failure[1]) if failure is not None else None,
            at,
            seconds,
            by,
            request_bytes=size,
            response_bytes=response[1] if response is not None else 0,
        )
        for method, url, size, response, failure, at, seconds, by in rows
    )
