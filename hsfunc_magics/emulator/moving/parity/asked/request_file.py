"""The requests of a file: a JSON array of them, or one on each line."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from ....errors import HsfuncError, RequestError
from ....http import PREFIX, HeaderList
from ....json_text.positions import Lines, read_tree, walk
from ....projects.project import SERVERLESS_PREFIX
from ....text import did_you_mean
from ....visitors import ANONYMOUS, TRACKING_COOKIE, Visitor, tracking_cookie
from .edge_cases import METHODS
from .planned import PlannedRequest

_KEYS = ("method", "path", "endpoint", "query", "params", "headers", "body", "json", "visitor")
_ONE_OF = (("path", "endpoint"), ("query", "params"), ("body", "json"))
_SHAPE = '{"method": "POST", "endpoint": "events", "json": {"id": 7}}'
_MOST_TOLD = 3
_HALF = re.compile("[\\ud800-\\udfff]")


class _Wrong(Exception):
    """What is wrong with one request, and how to mend it."""


def read_requests(text: str, file: str, endpoints: Collection[str]) -> list[PlannedRequest]:
    """All of them. Raises `RequestError`, with the line of each that cannot be read."""
    found: list[PlannedRequest] = []
    wrong: list[str] = []
    for line, given in _entries(text.removeprefix("\ufeff"), file):
        try:
            found.append(_request(given, line, endpoints))
        except _Wrong as problem:
            wrong.append(f"{file}:{line}: {problem}")
    if wrong:
        more = f"\n… and {len(wrong) - _MOST_TOLD + 1} more." if len(wrong) > _MOST_TOLD else ""
        raise RequestError("\n".join(wrong[: _MOST_TOLD - bool(more)]) + more)
    if not found:
        raise RequestError(f"{file} has no request. One on each line, or an array of them: {_SHAPE}")
    return found


def _entries(text: str, file: str) -> Iterator[tuple[int, Any]]:
    """The values, each with the line where it begins."""
    if text.lstrip().startswith("["):
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as problem:
            line = getattr(problem, "lineno", 1)
            raise RequestError(f"{file}:{line}: This is no JSON: {_said(problem)}.") from None
        lines = Lines(text)
        starts = {steps[0]: start for steps, start, _ in walk(read_tree(text)) if len(steps) == 1}
        for number, value in enumerate(values):
            yield lines.position(starts[number])[0], value
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as problem:
                yield number, problem
            except RecursionError:
                yield number, ValueError("it is nested too deep")


def _said(problem: Exception) -> str:
    if isinstance(problem, RecursionError):
        return "it is nested too deep"
    return str(getattr(problem, "msg", problem)).lower()


def _request(given: Any, line: int, endpoints: Collection[str]) -> PlannedRequest:
    """Raises `_Wrong`."""
    if isinstance(given, ValueError):
        raise _Wrong(f"This is no JSON: {_said(given)}. A request is one line, such as {_SHAPE}")
    if not isinstance(given, Mapping):
        raise _Wrong(f"A request is an object, such as {_SHAPE}")
    for key in given:
        if key not in _KEYS:
            raise _Wrong(f"A request has no {key!r}.{did_you_mean(key, _KEYS)} It has {', '.join(_KEYS)}.")
    for pair in _ONE_OF:
        if all(name in given for name in pair):
            raise _Wrong(f"{pair[0]} and {pair[1]} say the same: give one of them.")
    if _HALF.search(json.dumps(given, ensure_ascii=False)):
        raise _Wrong("It has half a character (a lone surrogate), which cannot be sent.")
    endpoint, query = _endpoint(given, endpoints)
    headers = _headers(given.get("headers", {}))
    body = _body(given)
    if body is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers = (*headers, ("Content-Type", "application/json"))
    method = given.get("method", "GET" if body is None else "POST")
    if not isinstance(method, str) or method.upper() not in METHODS:
        raise _Wrong(f"method is one of {', '.join(METHODS)}.")
    visitor = _visitor(given.get("visitor"))
    cookies = [value for name, value in headers if name.lower() == "cookie"]
    if visitor is not None and tracking_cookie("; ".join(cookies)) is not None:
        raise _Wrong(f"It names a visitor and has a {TRACKING_COOKIE} cookie of its own: give one of them.")
    return PlannedRequest(endpoint, f"line {line}", method.upper(), query, headers, body, visitor, "file")


def _endpoint(given: Mapping[str, Any], endpoints: Collection[str]) -> tuple[str, str]:
    """Its name, and the query."""
    target = given.get("path", given.get("endpoint"))
    if not isinstance(target, str) or not target:
        raise _Wrong(f"Which endpoint? Give endpoint, its name, or path, such as {PREFIX}events.")
    try:
        parts = urlsplit(target)
    except ValueError:
        raise _Wrong("path is no URL and no path.") from None
    name = unquote(parts.path)
    for prefix in (PREFIX, SERVERLESS_PREFIX):
        name = name.removeprefix(prefix)
    name = name.strip("/")
    if name not in endpoints:
        known = did_you_mean(name, endpoints)
        raise _Wrong(f"There is no endpoint {name}.{known} Endpoints: {', '.join(sorted(endpoints))}.")
    more = _query(given.get("query", given.get("params", "")))
    return name, "&".join(filter(None, (parts.query, more)))


def _query(value: Any) -> str:
    if isinstance(value, str):
        return value.removeprefix("?")
    if not isinstance(value, Mapping):
        raise _Wrong('params is an object, such as {"name": ["Ann"]}, and query a text, such as "name=Ann".')
    pairs = [(name, one) for name, given in value.items() for one in (given if isinstance(given, list) else [given])]
    return urlencode([(name, one if isinstance(one, str) else json.dumps(one)) for name, one in pairs])


def _headers(value: Any) -> HeaderList:
    wrong = 'headers is an object of texts, such as {"X-Test": "1"}.'
    if not isinstance(value, Mapping):
        raise _Wrong(wrong)
    pairs = [(name, one) for name, given in value.items() for one in (given if isinstance(given, list) else [given])]
    for name, one in pairs:
        if not isinstance(one, str) or not name.strip() or any(sign in f"{name}{one}" for sign in "\r\n\0"):
            raise _Wrong(f"{wrong} {name!r} cannot be sent.")
    return tuple(pairs)


def _body(given: Mapping[str, Any]) -> bytes | None:
    if "json" in given or not isinstance(given.get("body", ""), str):
        value = given.get("json", given.get("body"))
        if "json" not in given and value is None:
            return None
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return given["body"].encode("utf-8", "surrogatepass") if "body" in given else None


def _visitor(value: Any) -> Visitor | None:
    if value is None or value == ANONYMOUS:
        return None
    try:
        return Visitor.from_contact(value)
    except HsfuncError as problem:
        raise _Wrong(f"visitor: {problem}") from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _Wrong('visitor is a contact, such as {"vid": 7, "isLoggedIn": true}, or "anonymous".') from None
