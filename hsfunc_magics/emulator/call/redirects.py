"""Follows redirects on request, as a client on the account's domains would (contract §6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ..citations import chosen
from ..notes import encoded_location, refusal
from .execution import Execution
from .request import Request, first_header

MOST_REDIRECTS = 20
_REDIRECTS = (301, 302, 303, 307, 308)


def follow(execution: Execution, domains: Sequence[str], handle: Callable[[Request], Execution]) -> Execution:
    """The execution that the redirects end at; those on the way are its `history`."""
    history: list[Execution] = []
    while True:
        try:
            request = next_request(execution)
        except ValueError:
            return _stopped(execution, history, "The redirect names no URL: not followed.")
        if request is None:
            break
        if request.host.lower() not in (domain.lower() for domain in domains):
            return _stopped(
                execution, history, f"The redirect to {request.url} leaves the account's domains: not followed."
            )
        if len(history) >= MOST_REDIRECTS:
            return _stopped(execution, history, f"Stopped after {MOST_REDIRECTS} redirects.")
        history.append(execution)
        execution = _noted(handle(request), execution)
    return behind(execution, history)


def _noted(execution: Execution, before: Execution) -> Execution:
    """Where the Location that led here was not what the function had written, its note stands here, too."""
    location = first_header(before.reply.headers, "location") or ""
    note = encoded_location(before.masked(location)) if "%" in location else None
    return (
        replace(execution, notes=(note, *execution.notes)) if note is not None and note in before.notes else execution
    )


def behind(execution: Execution, history: list[Execution]) -> Execution:
    """With its history."""
    return replace(execution, history=tuple(history))


def _stopped(execution: Execution, history: list[Execution], text: str) -> Execution:
    execution = behind(execution, history)
    note = refusal(execution.masked(text), chosen("redirects that are followed"))
    return replace(execution, notes=(*execution.notes, note))


def next_request(execution: Execution) -> Request | None:
    """The request that a redirect asks for; None where the answer is none. Raises `ValueError`: it names no URL."""
    location = first_header(execution.reply.headers, "location")
    if execution.reply.status not in _REDIRECTS or location is None:
        return None
    before = execution.request
    parts = urlsplit(urljoin(before.url, location))
    # As browsers do: a POST becomes a GET without a body, but not with 307 and 308; with 303 every method does.
    changed = execution.reply.status == 303 or (execution.reply.status in (301, 302) and before.method == "POST")
    keeps = not changed or before.method in ("GET", "HEAD")
    dropped = {"host"} if keeps else {"host", "content-type", "content-length"}
    headers = tuple((name, value) for name, value in before.headers if name.lower() not in dropped)
    return Request(
        method=before.method if keeps else "GET",
        scheme=parts.scheme,
        host=parts.netloc,
        path=parts.path or "/",
        query=parts.query,
        headers=(("Host", parts.netloc), *headers),
        body=before.body if keeps else b"",
        visitor=before.visitor,
    )
