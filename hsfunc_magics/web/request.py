"""A request as it comes over HTTP: its lines as sent, its body read within the limit."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from ..emulator.call.rejections import Rejection, bad_encoding, too_large
from ..emulator.call.request import Request
from ..emulator.call.response import platform_response
from ..emulator.citations import chosen
from ..emulator.limits.limits import Limits
from ..emulator.notes import refusal

# What is known here of the names that a Content-Encoding may have.
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE = -15
# What stands behind the end of a gzip file is copied: of a body with a hundred thousand of them, so many bytes at once.
_PART = 4096


class TooLargeError(Exception):
    """The decoded body is over the bound."""


class NotEncodedError(Exception):
    """The body is not in the encoding that its header names; the message is that name."""


def decoded(body: bytes, encodings: str, most: int) -> bytes:
    """The body without its content encodings; as it is where one of them is not known here.

    Raises `TooLargeError` once there are more than `most` bytes, and `NotEncodedError`.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not body or any(name not in _WINDOWS for name in names):
        return body
    for name in reversed(names):
        body = _inflated(body, name, most)
    return body


def _inflated(body: bytes, name: str, most: int) -> bytes:
    try:
        return _inflate(body, _WINDOWS[name], most)
    except zlib.error:
        if name != "deflate":
            raise NotEncodedError(name) from None
    try:
        # `deflate` means zlib's format; some clients send it without its frame.
        return _inflate(body, _RAW_DEFLATE, most)
    except zlib.error:
        raise NotEncodedError(name) from None


def _inflate(body: bytes, window: int, most: int) -> bytes:
    out = bytearray()
    stream = zlib.decompressobj(window)
    whole = memoryview(body)
    for at in range(0, len(body), _PART):
        part: bytes | memoryview = whole[at : at + _PART]
        while part:
            if stream.eof:  # gzip files may stand one behind the other
                stream = zlib.decompressobj(window)
            out += stream.decompress(part, most + 1 - len(out))
            if len(out) > most:
                raise TooLargeError
            part = stream.unused_data
    if not stream.eof:
        raise zlib.error("it ends too early")
    return bytes(out)


Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

# A client that sends its body slowly has so many seconds for the next part, and for all of it.
PART_SECONDS = 20.0
BODY_SECONDS = 120.0

_SMALL = 64 * 1024  # bytes that are decoded in the loop itself


class ClientGoneError(Exception):
    """The client has gone before its request was complete."""


class SlowClientError(Exception):
    """The client sends its body too slowly."""


async def read_request(scope: Scope, receive: Receive, limits: Limits) -> tuple[Request, Rejection | None]:
    """The request, and what is wrong with its body. A body over the limit is not read any further.

    Raises `ClientGoneError` and `SlowClientError`.
    """
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    body = b""
    rejected: Rejection | None = None
    host = announced = encodings = ""
    has_body = False
    for name, value in headers:
        if name == "host":
            host = value
        elif name == "content-length":
            announced, has_body = value, value != "0"
        elif name == "transfer-encoding":
            has_body = True
        elif name == "content-encoding":
            encodings = f"{encodings},{value}"
        elif name == "service-worker":
            rejected = refused_worker(headers)
    if has_body and rejected is None:
        most = limits.payload_bytes
        if announced and int(announced) > most:
            rejected = too_large(f"{int(announced):,} bytes", limits)
        else:
            body, rejected = await _read_body(receive, encodings, limits)
    knows_client = any(name == "true-client-ip" for name, _ in headers)
    return _built(scope, host or _address(scope), headers, body, knows_client=knows_client), rejected


# What of the headers says more than what it is: of the body, of where it came through, of what is awaited.
_TELLING = frozenset({b"content-encoding", b"expect", b"service-worker"})


def whole_request(scope: Scope, body: bytearray, limits: Limits) -> Request | None:
    """The request with all of its body; None where `host_problem` and `read_request` have to look at it."""
    host = ""
    knows_client = False
    headers: list[tuple[str, str]] = []
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        if name == b"host":
            if host or not _HOST.fullmatch(value):
                return None
            host = text
        elif name in _TELLING:
            return None
        elif name == b"true-client-ip":
            knows_client = True
        headers.append((name.decode("latin-1"), text))
    if not host or (body and len(body) > min(_SMALL, limits.payload_bytes)):
        return None
    return _built(scope, host, headers, bytes(body), knows_client=knows_client)


def _built(scope: Scope, host: str, headers: list[tuple[str, str]], body: bytes, *, knows_client: bool) -> Request:
    """The request with what HubSpot's proxy adds (contract §5); a proxy before it has left its own entries."""
    client = scope["client"][0] if scope["client"] else "127.0.0.1"
    if not knows_client:
        headers.append(("true-client-ip", client))
    headers.append(("x-forwarded-for", client))
    return Request(
        scope["method"],
        scope["scheme"],
        host,
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("utf-8", "replace"),
        tuple(headers),
        body,
    )


async def _read_body(receive: Receive, encodings: str, limits: Limits) -> tuple[bytes, Rejection | None]:
    most = limits.payload_bytes
    parts: list[bytes] = []
    size = 0
    loop = asyncio.get_running_loop()
    end = loop.time() + BODY_SECONDS
    more = True
    while more:
        try:
            async with asyncio.timeout_at(min(end, loop.time() + PART_SECONDS)):
                message = await receive()
        except TimeoutError:
            raise SlowClientError from None
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            return b"", too_large(f"more than {most:,} bytes", limits)
        parts.append(part)
        more = message.get("more_body", False)
    body = b"".join(parts)
    if not encodings:
        return body, None
    try:
        if len(body) <= _SMALL:
            return decoded(body, encodings, most), None
        return await asyncio.to_thread(decoded, body, encodings, most), None
    except TooLargeError:
        return b"", too_large(f"more than {most:,} bytes once it is decoded", limits)
    except NotEncodedError as problem:
        return b"", bad_encoding(str(problem))


def _address(scope: Scope) -> str:
    """For a client of HTTP/1.0, which need not name a host."""
    host, port = scope["server"] or ("127.0.0.1", None)
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port else host


# A name or an address, and a port, as RFC 3986 writes them; all may be empty.
_PLAIN = rb"[\w.~!$&'()*+,;=-]*"
_HOST = re.compile(rb"(?:%s(?:%%[\da-fA-F]{2}%s)*|\[[\w.:~!$&'()*+,;=-]+\])(?::\d*)?" % (_PLAIN, _PLAIN))


def host_problem(scope: Scope) -> str | None:
    """Why the server must refuse the request with 400; None where it need not."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) == 1:
        return None if _HOST.fullmatch(hosts[0]) else "The Host header is no host."
    if hosts:
        return "A request has one Host header."
    return "A request of HTTP/1.1 needs a Host header." if scope["http_version"] >= "1.1" else None


# What jupyter-server-proxy adds to each request.
_PROXY = ("x-proxycontextpath", "x-forwarded-context")
_TEXT = (
    "A service worker cannot be had through Jupyter's proxy: it would stay in the browser, and serve Jupyter's pages"
    " where it says Service-Worker-Allowed: /. Open the page by the server's own address."
)


def refused_worker(headers: Iterable[tuple[str, str]]) -> Rejection | None:
    """Of a request for a service worker's script: None where it has come directly."""
    if not any(name in _PROXY for name, _ in headers):
        return None
    return Rejection(platform_response(403, _TEXT), refusal(_TEXT, chosen("a service worker through Jupyter's proxy")))
