"""Requests at the edges of what an endpoint may be asked, made from the names that its source reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ....http import HeaderList
from ....limits.limits import MEGABYTE
from ....sources.context_reads import find_context_reads, names_below
from ....visitors import Visitor
from .planned import PlannedRequest

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# How a page of another origin is answered concerns the functions that have to do with it: the last method is for those.
_OTHER_ORIGINS = re.compile(r"\bOPTIONS\b|Access-Control|\borigin\b", re.IGNORECASE)
_WITH_BODY = ("POST", "PUT", "PATCH", "DELETE")
_JSON: HeaderList = (("Content-Type", "application/json"),)
_VALUE = "1"
_BROKEN = b'{"name": '
# Of names that a source reads: one with hundreds is asked for the first ones.
MOST_NAMES = 6
_LARGE = MEGABYTE
_TOO_LARGE = 6 * MEGABYTE + 1
_ODD = "é &=+%\U0001f600"
_MEMBER = Visitor(1, is_logged_in=True, list_memberships=(1,), properties={"email": "member@example.com"})
_KNOWN = Visitor(2, properties={"email": "known@example.com"})


@dataclass(frozen=True, slots=True)
class Names:
    """What an endpoint's source reads by name."""

    params: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    body: tuple[str, ...] = ()


def names_of(source: str) -> Names:
    """The names that a source reads of params, headers and body."""
    reads = find_context_reads(source)
    params, headers, body = (tuple(names_below(reads, part)) for part in ("params", "headers", "body"))
    return Names(params, tuple(dict.fromkeys(map(str.lower, headers))), body)


def left_out(names: Names) -> int:
    """How many names no request of its own is made for."""
    return sum(max(0, len(one) - MOST_NAMES) for one in (names.params, names.headers, names.body))


def edge_cases(endpoint: str, methods: Sequence[str], source: str) -> list[PlannedRequest]:
    """The requests, in an order in which the plainest come first."""
    names = names_of(source)
    params = names.params or ("name",)
    everything = urlencode([(name, _VALUE) for name in params])
    first = next((method for method in methods if method in METHODS), "GET")
    other_origins = _OTHER_ORIGINS.search(source) is not None
    writing = [method for method in methods if method in _WITH_BODY] or ["POST"]

    def ask(title: str, method: str = first, query: str = everything, **more: Any) -> PlannedRequest:
        return PlannedRequest(endpoint, title, method, query, **more)

    def plain() -> Iterator[PlannedRequest]:
        for method in METHODS if other_origins else METHODS[:-1]:
            body = json.dumps(dict.fromkeys(names.body or ("name",), _VALUE)).encode() if method in writing else None
            yield ask("as it is used", method, body=body, headers=_JSON if body is not None else ())
        yield from _of_params(params, ask)
        yield from _of_headers(names.headers, ask)
        yield ask("cookies", headers=(("Cookie", "first=1; second=2"),))
        yield ask("a tracking cookie of nobody", headers=(("Cookie", f"hubspotutk={'0' * 32}"),))
        yield ask("a member", visitor=_MEMBER)
        yield ask("a contact who is not logged in", visitor=_KNOWN)
        if other_origins:
            yield ask("a page of another origin", headers=(("Origin", "https://other.example"),))
        yield from _of_body(names.body or ("name",), ask, writing[0])
        for method in writing[1:]:
            yield ask("JSON that breaks off", method, body=_BROKEN, headers=_JSON)

    return list(plain())


def _of_params(params: Sequence[str], ask: Any) -> Iterator[PlannedRequest]:
    pairs = [(name, _VALUE) for name in params]
    yield ask("no parameters", query="")
    for name in params[:MOST_NAMES]:
        others = [pair for pair in pairs if pair[0] != name]
        if others:
            yield ask(f"{name} is missing", query=urlencode(others))
        yield ask(f"{name} twice", query=urlencode([*others, (name, "1"), (name, "2")]))
        yield ask(f"{name} is empty", query=urlencode([*others, (name, "")]))
        yield ask(f"{name} has odd characters", query=urlencode([*others, (name, _ODD)]))
    yield ask("a parameter that nobody reads", query=urlencode([*pairs, ("hsfunc_unknown", "1")]))
    yield ask("a parameter with brackets", query=urlencode([*pairs, (f"{params[0]}[]", "1")]))


def _of_headers(headers: Sequence[str], ask: Any) -> Iterator[PlannedRequest]:
    yield ask("an unknown header", headers=(("X-Hsfunc-Unknown", "1"),))
    yield ask("an x-hubspot- header", headers=(("X-HubSpot-Unknown", "1"),))
    for name in headers[:MOST_NAMES]:
        if name not in ("cookie", "host", "content-length", "connection"):
            yield ask(f"the header {name}", headers=((name, _VALUE),))


def _of_body(keys: Sequence[str], ask: Any, method: str) -> Iterator[PlannedRequest]:
    whole = dict.fromkeys(keys, _VALUE)

    def send(title: str, body: bytes, kind: str = "application/json") -> PlannedRequest:
        made: PlannedRequest = ask(title, method, body=body, headers=(("Content-Type", kind),))
        return made

    yield send("an empty body", b"")
    yield send("an empty object", b"{}")
    for key in keys[:MOST_NAMES] if len(keys) > 1 else ():
        yield send(f"{key} is missing in the body", json.dumps({name: _VALUE for name in keys if name != key}).encode())
    yield send("JSON null", b"null")
    yield send("an array", b"[1]")
    yield send("JSON that breaks off", _BROKEN)
    yield send("text", b"text", "text/plain")
    yield send("the fields of a form", urlencode(whole).encode(), "application/x-www-form-urlencoded")
    yield send("JSON without a content type of its own", json.dumps(whole).encode(), "text/plain;charset=UTF-8")
    yield send("1 MB", json.dumps({**whole, keys[0]: "x" * _LARGE}).encode())
    yield send("more than 6 MB", b" " * _TOO_LARGE)
