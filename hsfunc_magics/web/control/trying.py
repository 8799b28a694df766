"""The request that a try-it form stands for."""

from __future__ import annotations

from collections.abc import Mapping

from ...emulator.account import Account
from ...emulator.call.request import Request
from ...emulator.errors import RequestError


def asked(account: Account, form: Request, fields: Mapping[str, str]) -> Request:
    """The request of a sent form, with the cookies of the browser that sent it. Raises `RequestError`."""
    method = fields.get("method", "GET")
    headers = [("Cookie", value) for name, value in form.headers if name == "cookie"]
    for line in fields.get("headers", "").splitlines():
        name, found, value = line.partition(":")
        if line.strip() and not found:
            raise RequestError(f"{line.strip()!r} is no header: write Name: value, a line each.")
        if found:
            headers.append((name.strip(), value.strip()))
    body = fields.get("body", "")
    if body and fields.get("type") and not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", fields["type"]))
    query = fields.get("query", "").strip().removeprefix("?")
    return account.request(
        f"{fields.get('endpoint', '')}{f'?{query}' if query else ''}",
        method=method,
        headers=headers,
        content=body.replace("\r\n", "\n").encode("utf-8", "surrogateescape") if body else None,
    )
