"""A request as JavaScript's fetch, for a page's console or Node."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from ...emulator.call.request import Invocation
from .portable_request import PortableRequest

# The Fetch standard's forbidden request-headers, but for those of the connection.
_FORBIDDEN = re.compile(
    r"accept-charset|accept-encoding|access-control-request-.*|cookie2?|date|dnt|host|origin|referer|set-cookie|via"
    r"|proxy-.*|sec-.*",
    re.IGNORECASE,
)
_LINE_BREAK = re.compile(r"[\r\n]")


def as_fetch(request: PortableRequest, base_url: str | None = None) -> str:
    """The code; what a browser does not do as it stands, a comment says.

    A function that is called by its uid is called from a UI extension, where `hubspot` has another way than fetch.
    """
    if request.invocation is not None:
        return _serverless(request.invocation)
    lines: list[str] = []
    options: list[str] = []
    if request.fields is not None and any(_LINE_BREAK.search(f"{name}{value}") for name, value in request.fields):
        request = request.with_encoded_form()  # FormData makes CRLF of every line break
    if request.method != "GET":
        options.append(f"method: {_text(request.method)}")
    if request.headers:
        options.append(f"headers: {_headers(request)}")
    forbidden = list(dict.fromkeys(name for name, _ in request.headers if _FORBIDDEN.fullmatch(name)))
    if forbidden:
        lines.append(f"// A browser sets {', '.join(forbidden)} by itself and ignores it here.")
    has_body = request.body is not None or request.fields is not None
    if has_body and request.method in ("GET", "HEAD"):
        lines.append(f"// fetch refuses a body with {request.method}: it is left out.")
    elif request.fields is not None:
        lines.append("const form = new FormData();")
        lines += [f"form.append({_text(name)}, {_text(value)});" for name, value in request.fields]
        options.append("body: form")
    elif request.body is not None:
        options.append(f"body: {_body(request)}")
    url = _text(request.url(base_url))
    if options:
        inner = "".join(f"  {option},\n" for option in options)
        lines.append(f"const response = await fetch({url}, {{\n{inner}}});")
    else:
        lines.append(f"const response = await fetch({url});")
    return "\n".join(lines)


def _serverless(invocation: Invocation) -> str:
    options: list[str] = []
    if invocation.parameters is not None:
        options.append(f"parameters: {_json(invocation.parameters)}")
    if invocation.properties:
        # Names alone: HubSpot puts in the values of the record that is shown.
        options.append(f"propertiesToSend: {_json(list(invocation.properties))}")
    told = f", {{ {', '.join(options)} }}" if options else ""
    return (
        "// In a UI extension; no URL leads to a function that is called by its uid.\n"
        f"const result = await hubspot.serverless({_text(invocation.uid)}{told});"
    )


def _headers(request: PortableRequest) -> str:
    names = [name.lower() for name, _ in request.headers]
    pairs = [(_text(name), _text(_as_bytes(value))) for name, value in request.headers]
    if len(set(names)) < len(names):
        return f"[{', '.join(f'[{name}, {value}]' for name, value in pairs)}]"
    return f"{{ {', '.join(f'{name}: {value}' for name, value in pairs)} }}"


def _body(request: PortableRequest) -> str:
    if request.text is None:
        told = base64.b64encode(request.body or b"").decode()
        return f'Uint8Array.from(atob("{told}"), (character) => character.charCodeAt(0))'
    literal = _text(request.text)
    # A string would be sent as text/plain where no type is named.
    return literal if request.header("content-type") is not None else f"new TextEncoder().encode({literal})"


def _as_bytes(value: str) -> str:
    """UTF-8 as the string of bytes that fetch wants in a header."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("latin-1")


def _text(value: str) -> str:
    return _json(value)


def _json(value: Any) -> str:
    # `</script>` would end a script that the code is pasted into.
    return (
        json.dumps(value, ensure_ascii=False)
        .replace("</", "<\\/")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
