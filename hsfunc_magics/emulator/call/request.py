"""A request as it reaches the account, and how the arguments of a call become one."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlencode, urlsplit

from ..errors import RequestError
from ..http import PREFIX, SERVERLESS_PREFIX, UID_PREFIX, HeaderList
from ..visitors import TRACKING_COOKIE, Visitor, cookie_header, tracking_cookie
from .forms import URLENCODED, File, encode_multipart

FormInput = Mapping[str, Any] | Sequence[tuple[str, Any]]
FileInput = Mapping[str, File] | Sequence[tuple[str, File]]
HeaderInput = Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]

# What a browser on a HubSpot page sends of the reference's common headers; host, cookie and the two of the proxy
# depend on the account and the visitor.
_COMMON = (
    ("Accept", "*/*"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("Accept-Language", "en-US,en;q=0.9"),
    ("Cache-Control", "no-cache"),
    ("Connection", "keep-alive"),
    ("Upgrade-Insecure-Requests", "1"),
    ("User-Agent", "Mozilla/5.0 (compatible; hsfunc_magics)"),
)
_CLIENT_IP = "127.0.0.1"
_LONGEST_KEPT = 2000
_OWN_PORTS = {"https": ":443", "http": ":80"}


class Invocation(NamedTuple):
    """A call of a project's function by its uid, as UI extensions make it: what is handed over with it."""

    uid: str
    parameters: Any = None
    properties: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `path` and `query` are as sent, still percent-encoded; `headers` in order, repeats kept.

    `visitor` is the one that the call has named; otherwise the tracking cookie alone says who it is. With `invocation`
    a function is called by its uid, which no URL leads to.
    """

    method: str
    scheme: str
    host: str
    path: str
    query: str
    headers: HeaderList
    body: bytes = b""
    visitor: Visitor | None = None
    invocation: Invocation | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")

    @property
    def endpoint(self) -> str | None:
        """The endpoint that the path names, decoded, one trailing slash off, or the uid that is called.

        None outside /_hcms/api/ and /hs/serverless/.
        """
        if self.path.startswith(PREFIX):
            name = self.path[len(PREFIX) :]
        elif self.path.startswith(SERVERLESS_PREFIX):
            name = self.path[len(SERVERLESS_PREFIX) :]
        else:
            return self.invocation.uid if self.invocation is not None else None
        if "%" in name:
            name = unquote(name, errors="replace")
        return name.removesuffix("/") if not name.endswith("//") else name

    @property
    def name(self) -> str | None:
        """What is called, as the log has it: `events`, `/hs/serverless/events`, `uid:events`; None outside of all."""
        if self.invocation is not None:
            return f"{UID_PREFIX}{self.invocation.uid}"
        endpoint = self.endpoint
        return f"{SERVERLESS_PREFIX}{endpoint}" if endpoint and self.path.startswith(SERVERLESS_PREFIX) else endpoint

    def header(self, name: str) -> str | None:
        """The first value of a header; `name` in lower case."""
        return first_header(self.headers, name)


def first_header(headers: HeaderList, name: str) -> str | None:
    """The first value of a header; `name` in lower case."""
    for own, value in headers:
        if own.lower() == name:
            return value
    return None


def lower_headers(headers: HeaderList) -> dict[str, str]:
    """`context.headers`: lower-case names, repeats joined with `, `, cookies with `; ` (contract §5)."""
    joined: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        if key in joined:
            joined[key] += ("; " if key == "cookie" else ", ") + value
        else:
            joined[key] = value
    return joined


def behind_proxy(headers: HeaderList, client_ip: str = _CLIENT_IP) -> HeaderList:
    """Adds what HubSpot's proxy adds: `true-client-ip` and `x-forwarded-for`, where the client sent none."""
    names = {name.lower() for name, _ in headers}
    added = tuple((name, client_ip) for name in ("True-Client-IP", "X-Forwarded-For") if name.lower() not in names)
    return (*headers, *added)


def build_request(
    target: str,
    *,
    method: str | None = None,
    domains: Sequence[str],
    params: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
    headers: HeaderInput | None = None,
    cookies: Mapping[str, str] | None = None,
    visitor: Visitor | None = None,
    named: bool = False,
    json: Any = None,
    content: str | bytes | None = None,
    data: FormInput | None = None,
    files: FileInput | None = None,
) -> Request:
    """The request that a call stands for. `target`: an endpoint, a path or a full URL, with or without a query.

    Without a method it is POST where there is a body and GET where there is none. The cookie of
    a visitor whom the call has `named` goes with the call's own cookies, otherwise it gives way to them. Raises
    `RequestError`.
    """
    cookie = cookie_header(visitor)
    plain = not (params or headers or cookies or named)
    bare = json is None and content is None and data is None and files is None
    if plain and bare and len(target) < _LONGEST_KEPT:
        return _plain_request(target, method, tuple(domains), cookie)
    scheme, host, path, query = _target(target, domains)
    if params:
        extra = urlencode(_written(params))
        query = f"{query}&{extra}" if query else extra
    body, content_type = _body(json, content, data, files)
    has_body = content_type is not None or content is not None
    method = _method(method or ("POST" if has_body else "GET"))
    given = header_list(headers)
    if cookies:
        given += header_list({"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})
    if named:
        if any(name.lower() == "cookie" and tracking_cookie(value) is not None for name, value in given):
            raise RequestError(f"The call names a visitor and has a {TRACKING_COOKIE} cookie of its own: give one.")
        given.append(("Cookie", cookie))
    names = {name.lower() for name, _ in given}
    common = [("Host", host), *_COMMON, ("Cookie", cookie)]
    if content_type is not None:
        common.append(("Content-Type", content_type))
    if has_body:
        common.append(("Content-Length", str(len(body))))
    everything = [*(pair for pair in common if pair[0].lower() not in names), *given]
    return Request(method, scheme, host, path, query, behind_proxy(tuple(everything)), body, visitor if named else None)


def invoke(
    uid: str,
    parameters: Any,
    properties: Mapping[str, Any] | None,
    domains: Sequence[str],
    others: Sequence[str] = (),
) -> Request:
    """The call of a function by its uid; its body says what HubSpot's own local runtime is told (contract §12, O).

    `others` are arguments of a request, which it has no place for. Raises `RequestError`, also for what JSON cannot
    carry.
    """
    if others:
        raise RequestError(f"A call by uid has parameters and properties, and no {' and no '.join(others)}.")
    if not uid.strip():
        raise RequestError("Which function? Give its uid.")
    told: dict[str, Any] = {"serverlessFunction": uid}
    if parameters is not None:
        told["parameters"] = parameters
    if properties:
        told["propertiesToSend"] = dict(properties)
    body, kind = _body(told, None, None, None)
    headers = (("Host", domains[0]), ("Content-Type", kind or ""), ("Content-Length", str(len(body))))
    called = Invocation(uid, parameters, dict(properties or {}))
    return Request("POST", "https", domains[0], "/", "", headers, body, invocation=called)


@lru_cache(maxsize=256)
def _plain_request(target: str, method: str | None, domains: tuple[str, ...], cookie: str) -> Request:
    """That of a call with a target and nothing else: most calls, one like the other, so each is made once."""
    scheme, host, path, query = _target(target, domains)
    headers = behind_proxy((("Host", host), *_COMMON, ("Cookie", cookie)))
    return Request(_method(method or "GET"), scheme, host, path, query, headers)


def _method(given: str) -> str:
    method = given.upper()
    if not method.isascii() or not method.isalpha():
        raise RequestError(f"{method!r} is not an HTTP method: use GET, POST, PUT, PATCH, DELETE or HEAD.")
    return method


def _target(target: str, domains: Sequence[str]) -> tuple[str, str, str, str]:
    target = target.strip()
    if not target:
        raise RequestError("Which endpoint? Give its name, a path or a URL.")
    if "://" in target.partition("?")[0]:
        try:
            parts = urlsplit(target)
        except ValueError as problem:
            raise RequestError(f"{target} is no URL: {str(problem).lower()}.") from None
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme not in ("http", "https"):
            raise RequestError(f"{parts.scheme}:// cannot be called: use https://{domains[0]}{PREFIX}…")
        domain = host.lower().removesuffix(_OWN_PORTS[parts.scheme])
        if domain not in (known.lower() for known in domains):
            raise RequestError(f"{host} is not a domain of this account. Its domains: {', '.join(domains)}.")
        return parts.scheme, host, _quoted(parts.path or "/"), parts.query
    name, _, query = target.partition("#")[0].partition("?")
    path = name if name.startswith("/") else PREFIX + name
    return "https", domains[0], _quoted(path), query


@lru_cache(maxsize=256)
def _quoted(path: str) -> str:
    return quote(path, safe="/%:@!$&'()*+,;=-._~[]")


def header_list(headers: HeaderInput | None) -> list[tuple[str, str]]:
    """Headers as pairs, in order. Raises `RequestError`."""
    if not headers:
        return []
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    listed: list[tuple[str, str]] = []
    for name, value in pairs:
        values = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        for single in values:
            text = str(single)
            if any(character in f"{name}{text}" for character in "\r\n\0") or not name.strip():
                raise RequestError(f"The header {name!r} cannot be sent: a line break or an empty name.")
            listed.append((name.strip(), text.strip()))
    return listed


def _written(values: FormInput) -> list[tuple[str, str]]:
    """Names and values as httpx writes them: a list gives a pair for each of its items."""
    pairs = values.items() if isinstance(values, Mapping) else values
    return [
        (str(name), _text(item))
        for name, value in pairs
        for item in (value if isinstance(value, list | tuple) else (value,))
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _body(
    json: Any, content: str | bytes | None, data: FormInput | None, files: FileInput | None
) -> tuple[bytes, str | None]:
    if json is None and content is None and data is None and files is None:
        return b"", None
    form = data if data is not None else files
    given = [name for name, value in (("json", json), ("content", content), ("data", form)) if value is not None]
    if len(given) > 1:
        raise RequestError(f"A request has one body: {' and '.join(given)} were given.")
    if files is not None:
        sent = files.items() if isinstance(files, Mapping) else files
        kind, body = encode_multipart(_written(data or ()), [(name, *file) for name, file in sent])
        return body, kind
    if data is not None:
        return urlencode(_written(data)).encode(), URLENCODED
    if content is not None:
        return (content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content), None
    try:
        text = jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as problem:
        raise RequestError(f"The body cannot be JSON: {problem}.") from None
    return text.encode("utf-8", "surrogatepass"), "application/json"
