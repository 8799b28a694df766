"""Makes the request that a case describes: exactly its bytes and header lines, as a server would hand them over."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from hsfunc_magics.emulator.call.request import Request, behind_proxy
from hsfunc_magics.emulator.http import PREFIX

HOST = "127.0.0.1:8080"
_BOUNDARY = "----conformance7MA4YWxkTrZu0gW"
_KEYS = frozenset({"method", "path", "headers", "body", "body_base64", "form"})


def request_of(described: dict[str, Any]) -> Request:
    """The request of a call (README.md, request), as a server hands it over."""
    request = sent_request(described)
    return replace(request, headers=behind_proxy(request.headers))


def bytes_of(described: dict[str, Any]) -> tuple[str, bytes]:
    """The method of a call, and the bytes that a client sends for it."""
    request = sent_request(described)
    target = request.path + (f"?{request.query}" if request.query else "")
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers)]
    return request.method, "\r\n".join([*lines, "", ""]).encode("latin-1") + request.body


def sent_request(described: dict[str, Any]) -> Request:
    """The request of a call as the client sends it."""
    unknown = set(described) - _KEYS
    assert not unknown, f"this runner does not know {unknown} in a request"
    method = described.get("method", "GET")
    path = described.get("path", "")
    path, _, query = (path if path.startswith("/") else PREFIX + path).partition("?")
    body, content_type = _body(described)
    headers = _header_lines(described.get("headers", {}))
    names = {name.lower() for name, _ in headers}
    if content_type is not None and "content-type" not in names:
        headers.append(("Content-Type", content_type))
    sized = described.keys() & {"body", "body_base64", "form"} or method in ("POST", "PUT", "PATCH")
    if sized and not names & {"content-length", "transfer-encoding"}:
        headers.append(("Content-Length", str(len(body))))
    if "host" not in names:
        headers.insert(0, ("Host", HOST))
    if "connection" not in names:
        headers.append(("Connection", "close"))
    return Request(method, "http", HOST, path, query, tuple(headers), body)


def _header_lines(headers: dict[str, str | list[str]]) -> list[tuple[str, str]]:
    # HTTP carries bytes; a server reads them as latin-1.
    return [
        (name, line.encode("utf-8", "surrogateescape").decode("latin-1"))
        for name, lines in headers.items()
        for line in ([lines] if isinstance(lines, str) else lines)
    ]


def _body(described: dict[str, Any]) -> tuple[bytes, str | None]:
    if "body_base64" in described:
        return base64.b64decode(described["body_base64"]), None
    if "form" in described:
        return _form(described["form"])
    if "body" not in described:
        return b"", None
    if isinstance(described["body"], str):
        return described["body"].encode("utf-8", "surrogateescape"), None
    return json.dumps(described["body"], ensure_ascii=False).encode(), "application/json"


def _form(form: dict[str, Any]) -> tuple[bytes, str]:
    if "urlencoded" in form:
        return urlencode(
            [(name, value) for name, value in form["urlencoded"]]
        ).encode(), "application/x-www-form-urlencoded"
    parts: list[str] = []
    for part in form["multipart"]:
        field = part if isinstance(part, dict) else {"name": part[0], "value": part[1]}
        head = f'Content-Disposition: form-data; name="{field["name"]}"'
        if "filename" in field:
            head += f'; filename="{field["filename"]}"'
        if "type" in field:
            head += f"\r\nContent-Type: {field['type']}"
        parts.append(f"--{_BOUNDARY}\r\n{head}\r\n\r\n{field['value']}\r\n")
    return "".join([*parts, f"--{_BOUNDARY}--\r\n"]).encode(), f"multipart/form-data; boundary={_BOUNDARY}"
