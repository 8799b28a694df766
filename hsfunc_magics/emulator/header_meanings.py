"""What common headers are for, in a line each: those of the reference's table, and others that functions use.

The view in JupyterLab tells the same; a test holds both together.
"""

from __future__ import annotations

from .sources import Source, chosen, reference

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
HEADERS: dict[str, str] = {
    "accept": "The content types, as MIME types, that the client can read.",
    "accept-encoding": "The compressions that the client can undo.",
    "accept-language": "The visitor's languages, the preferred one first.",
    "access-control-allow-credentials": "Whether pages of the allowed origin may call with cookies.",
    "access-control-allow-headers": "Request headers that pages of other origins may send.",
    "access-control-allow-methods": "Methods that pages of other origins may use.",
    "access-control-allow-origin": "The origin whose pages may read the response.",
    "access-control-request-headers": "In a preflight: the headers that the page wants to send.",
    "access-control-request-method": "In a preflight: the method that the page wants to use.",
    "authorization": "Who the client says it is.",
    "cache-control": "Whether, where and how long the message may be kept.",
    "connection": "Whether the connection stays open after this exchange.",
    "content-disposition": "Whether the body is shown or saved as a file.",
    "content-encoding": "The compression of the body.",
    "content-length": "The bytes of the body; the platform sets it.",
    "content-security-policy": "What the page may load and run.",
    "content-type": "What the body is. Calls with a body must use application/json.",
    "cookie": "The cookies that the client has for this domain.",
    "etag": "The version of what was sent, to ask for changes only.",
    "expires": "The time after which the response is stale.",
    "host": "The domain, and the port, that the client calls.",
    "last-modified": "When what was sent last changed.",
    "location": "Where to go instead: with 301, or another 3xx, a redirect.",
    "origin": "The origin of the page that calls.",
    "referer": "The page that calls.",
    "retry-after": "When to try again, in seconds.",
    "set-cookie": "A cookie to be kept; one line for each.",
    "strict-transport-security": "The domain is only to be called over https.",
    "true-client-ip": "The visitor's IP address, which HubSpot's proxy adds.",
    "upgrade-insecure-requests": "The client prefers an encrypted response.",
    "user-agent": "The browser and the system, as the client names them.",
    "vary": "The request headers on which the response depends.",
    "x-content-type-options": "With nosniff: the content type is to be believed.",
    "x-forwarded-for": "The client's address, when proxies stand between; the first is the client.",
    "x-frame-options": "Whether other pages may show this one in a frame.",
}

REQUEST_HEADERS = tuple(name for name in HEADERS if name not in _RESPONSE_ONLY.split())
RESPONSE_HEADERS = tuple(name for name in HEADERS if name in [*_RESPONSE_ONLY.split(), *_BOTH.split()])


def source_of(name: str) -> Source:
    """Who says what a header of this lower-case name is for."""
    place = "Headers" if name in _TABLE.split() else _ELSEWHERE.get(name)
    return reference(place) if place is not None else chosen("a header of HTTP, described by MDN")


def spelled(name: str) -> str:
    """`Content-Type` of `content-type`."""
    return "ETag" if name == "etag" else "-".join(part.capitalize() for part in name.split("-"))
