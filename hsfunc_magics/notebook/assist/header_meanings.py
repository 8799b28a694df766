"""What common headers are for, in a line each: those of the reference's table, and others that functions use.

The sentences stand in `header_meanings.json`, which is built into the view in JupyterLab, too.
"""

from __future__ import annotations

import json
from pathlib import Path

from ...emulator.citations import Citation, chosen, reference

# The rows of the reference's table, and what it tells elsewhere.
_TABLE = """
accept accept-encoding accept-language cache-control connection cookie host true-client-ip upgrade-insecure-requests
user-agent x-forwarded-for
"""
_ELSEWHERE = {
    "content-type": "Limits, contentType",
    "location": "Redirect by sending a header",
    "set-cookie": "Set cookies from your endpoint",
}
# What a response has and a request has not.
_RESPONSE_ONLY = """
access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin
content-security-policy etag expires last-modified location retry-after set-cookie strict-transport-security vary
x-content-type-options x-frame-options
"""
# Both have these. Content-Length and Connection of a function are dropped: the platform sets them.
_BOTH = """
cache-control content-disposition content-encoding content-type
"""

# By lower-case name.
HEADERS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

REQUEST_HEADERS = tuple(name for name in HEADERS if name not in _RESPONSE_ONLY.split())
RESPONSE_HEADERS = tuple(name for name in HEADERS if name in [*_RESPONSE_ONLY.split(), *_BOTH.split()])


def source_of(name: str) -> Citation:
    """Who says what a header of this lower-case name is for."""
    place = "Headers" if name in _TABLE.split() else _ELSEWHERE.get(name)
    return reference(place) if place is not None else chosen("a header of HTTP, described by MDN")


def spelled(name: str) -> str:
    """`Content-Type` of `content-type`."""
    return "ETag" if name == "etag" else "-".join(part.capitalize() for part in name.split("-"))
