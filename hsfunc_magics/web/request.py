"""A request as it comes over HTTP: its lines as sent, its body read within the limit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ..emulator.call.rejections import Refusal, bad_encoding, too_large
from ..emulator.call.request import Request
from ..emulator.limits.limits import Limits
from .encoding import NotEncodedError, TooLargeError, decoded
from .workers import refused_worker

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


async def read_request(scope: Scope, receive: Receive, limits: Limits) -> tuple[Request, Refusal | None]:
    """The request, and what is wrong with its body. A body over the limit is not read any further.

    Raises `ClientGoneError` and `SlowClientError`.
    """
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    body = b""
    unfit: Refusal | None = None
    host = announced = encodings = ""
    has_body = knows_client = False
    for name, value in headers:
        if name == "host":
            host = value
        elif name == "content-length":
            announced, has_body = value, value != "0"
        elif name == "transfer-encoding":
            has_body = True
        elif name == "content-encoding":
            encodings = f"{encodings},{value}"
        elif name == "true-client-ip":
            knows_client = True
        elif name == "service-worker":
            unfit = refused_worker(headers)
    if has_body and unfit is None:
        most = limits.payload_bytes
        if announced and int(announced) > most:
            unfit = too_large(f"{int(announced):,} bytes", limits)
        else:
            body, unfit = await _read_body(receive, encodings, limits)
    client = scope["client"][0] if scope["client"] else "127.0.0.1"
    # What HubSpot's proxy adds (contract §5); a proxy before it has left its own entries.
    if not knows_client:
        headers.append(("true-client-ip", client))
    headers.append(("x-forwarded-for", client))
    request = Request(
        scope["method"],
        scope["scheme"],
        host or _address(scope),
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("utf-8", "replace"),
        tuple(headers),
        body,
    )
    return request, unfit


async def _read_body(receive: Receive, encodings: str, limits: Limits) -> tuple[bytes, Refusal | None]:
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
