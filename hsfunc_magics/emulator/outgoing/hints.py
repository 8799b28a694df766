"""What an execution's exchanges say of its failure, and of a GET that writes: sentences that name the request."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from ...runtime.outgoing import Exchange, OutgoingRequest
from .hubspot.asked import API_HOSTS, FORM_HOSTS
from .ways import OutgoingWays

_MOST_NAMED = 3
_LONGEST = 200
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Told(NamedTuple):
    """What an error, or one that it carries, says of the connection."""

    code: str
    message: str


def named(request: OutgoingRequest) -> str:
    """`GET https://api.hubapi.com/crm/v3/objects/contacts`: without its query, and never too long."""
    return f"{request.method} {_without_query(request.url)}"


def pending_hint(exchanges: Sequence[Exchange]) -> str:
    """Names the requests that had no answer when the execution ended; empty where there was none."""
    waiting = list(
        dict.fromkeys(named(one.request) for one in exchanges if one.response is None and one.failure is None)
    )
    if not waiting:
        return ""
    more = f" and {len(waiting) - _MOST_NAMED:,} more" if len(waiting) > _MOST_NAMED else ""
    return f"Without an answer until then: {', '.join(waiting[:_MOST_NAMED])}{more}."


def unanswered_hint(exchanges: Sequence[Exchange], told: Collection[Told], ways: OutgoingWays) -> str:
    """How to answer the request whose failure an error tells; empty where it tells of none."""
    # Where nothing may go out the failure itself says what to do.
    failed = [(one.request, one.failure) for one in reversed(exchanges) if one.failure and one.by == "network"]
    by_message = [(sent, why) for sent, why in failed if any(why.message and why.message in e.message for e in told)]
    by_code = [(sent, why) for sent, why in failed if any(why.code and why.code == e.code for e in told)]
    for request, failure in (*by_message, *by_code):
        why = failure.code or failure.kind
        mock = ways.mocking(request.method, _without_query(request.url))
        of_hubspot = f", and so can {ways.hubspot}" if _host(request.url) in API_HOSTS | FORM_HOSTS else ""
        return f"{named(request)} got no answer ({why}): {mock} can give one{of_hubspot}."
    return ""


def writing(exchanges: Sequence[Exchange], *, queried: bool) -> str:
    """The first request that writes, named; empty where no exchange tells it.

    `queried`: some of those that were sent with POST are GraphQL queries, which are told by what they look like.
    """
    for one in exchanges:
        request = one.request
        reads = _searches(request) or (queried and _may_query(request.body))
        if request.method.upper() in _WRITING and not reads:
            return named(request)
    return ""


def searching(exchanges: Sequence[Exchange]) -> str:
    """The first request that asks HubSpot by POST and writes nothing, named; empty where there is none."""
    return next((named(one.request) for one in exchanges if _searches(one.request)), "")


def querying(exchanges: Sequence[Exchange]) -> str:
    """The first GraphQL query, named; empty where no exchange tells it."""
    return next((named(one.request) for one in exchanges if _may_query(one.request.body)), "")


def _searches(request: OutgoingRequest) -> bool:
    """Whether it is one of HubSpot's searches and reads of several objects, which are sent with POST."""
    path = request.url.partition("?")[0].rstrip("/")
    return (
        request.method.upper() == "POST"
        and path.endswith(("/search", "/batch/read"))
        and _host(request.url) in API_HOSTS
    )


def _may_query(body: bytes) -> bool:
    try:
        sent = json.loads(body)
    except ValueError:
        return False
    operations = sent if isinstance(sent, list) else [sent]
    return bool(operations) and all(isinstance(one, dict) and isinstance(one.get("query"), str) for one in operations)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _without_query(url: str) -> str:
    try:
        scheme, host, path, _, _ = urlsplit(url)
    except ValueError:
        return _cut(url.partition("?")[0])
    return _cut(urlunsplit((scheme, host, path, "", "")))


def _cut(url: str) -> str:
    return url if len(url) <= _LONGEST else f"{url[:_LONGEST]}…"
