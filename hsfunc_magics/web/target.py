"""The target of a request in its absolute form, as clients send it to a proxy (RFC 9112, section 3.2.2)."""

from __future__ import annotations

import re

from .head import Header

_ABSOLUTE = re.compile(rb"(?i:https?)://([^/?#]*)([^#]*)")


def origin_form(url: bytes, headers: list[Header]) -> bytes:
    """The path and the query of an absolute target, whose host takes the place of the Host header; else `url`."""
    found = _ABSOLUTE.match(url)
    if found is None:
        return url
    host, path = found.groups()
    for at, (name, _) in enumerate(headers):
        if name == b"host":
            headers[at] = (name, host)
    return path if path.startswith(b"/") else b"/" + path
