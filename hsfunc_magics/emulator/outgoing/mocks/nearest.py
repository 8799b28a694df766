"""Why a mock does not match a request, and which one comes nearest: for whoever has mistyped a URL."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...display import counted
from ...text import visible
from .pattern import ANY, RequestUrl, UrlPattern

if TYPE_CHECKING:
    from .mock import Mock


class Difference(NamedTuple):
    """One thing that keeps a mock from matching, in words, and how far apart it sets the two."""

    told: str
    distance: float


def differences(mock: Mock, method: str, url: RequestUrl) -> list[Difference]:
    """Everything in which a request is not what the mock is for; empty where it matches and has times left."""
    found = []
    if mock.method not in (ANY, method):
        found.append(_differs("the method", mock.method, method, 2.0))
    pattern = mock.pattern
    if not pattern.fits_scheme(url):
        found.append(_differs("the scheme", pattern.scheme, url.scheme, 1.0))
    if not pattern.fits_host(url):
        found.append(_differs("the host", pattern.host, url.host, 4.0 + 8 * _apart(pattern.host, url.host)))
    if not pattern.fits_path(url):
        told = _of_paths(pattern.path, url.path)
        found.append(Difference(told, 2.0 + 8 * _apart(pattern.path, url.path)))
    found += _of_queries(pattern, url)
    if mock.used_up:
        told = "its 1 time is used up" if mock.times == 1 else f"its {mock.times} times are used up"
        found.append(Difference(told, 0.5))
    return found


def nearest(mocks: Iterable[Mock], method: str, url: str) -> str:
    """`The nearest mock is …: the method is GET there, and POST in the request.`; empty where there is no mock."""
    read = RequestUrl.read(url)
    ranked = [(differences(mock, method, read), mock) for mock in mocks]
    if not ranked:
        return ""
    found, mock = min(ranked, key=lambda one: sum(difference.distance for difference in one[0]))
    why = "; ".join(difference.told for difference in found)
    return visible(f"The nearest mock is {mock.rule}: {why}." if why else f"The mock {mock.rule} matches it.")


def _differs(what: str, own: str, other: str, distance: float) -> Difference:
    return Difference(f"{what} is {own} there, and {other} in the request", distance)


def _apart(one: str, other: str) -> float:
    return 1 - difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _of_paths(own: str, other: str) -> str:
    segments, others = own.strip("/").split("/"), other.strip("/").split("/")
    if "*" in own:
        return f"the path is {own} there, and {_short(other)} in the request"
    if len(segments) != len(others):
        there, given = counted(len(segments), "segment"), len(others)
        return f"the path has {there} there ({own}), and {given} in the request ({_short(other)})"
    apart = [
        f"path segment {number} is {segment} there, and {_short(in_request)} in the request"
        for number, (segment, in_request) in enumerate(zip(segments, others, strict=True), 1)
        if segment != in_request and not segment.startswith(":")
    ]
    return "; ".join(apart) or f"the path is {own} there, and {_short(other)} in the request"


def _of_queries(pattern: UrlPattern, url: RequestUrl) -> Iterator[Difference]:
    for name, value in pattern.missing_in_query(url):
        there = [given for key, given in url.query if key == name]
        if there:
            told = f"{name} in the query is {value} there, and {_short(', '.join(there))} in the request"
        else:
            told = f"the query has {name}={value} there, and no {name} in the request"
        yield Difference(told, 1.0)


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"
