"""How a request fails that a mock lets fail: Node's own words and codes, of the host that was asked."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlsplit

from ....runtime.outgoing import NetworkFailure, NetworkFailureKind
from ...errors import MockError
from ...text import did_you_mean, visible

# What Node says of each: its code, and the message.
_OF_NODE = {
    "timeout": ("ETIMEDOUT", "connect ETIMEDOUT {host}:{port}"),
    "reset": ("ECONNRESET", "socket hang up"),
    "dns": ("ENOTFOUND", "getaddrinfo ENOTFOUND {host}"),
    "tls": ("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"),
    "refused": ("ECONNREFUSED", "connect ECONNREFUSED {host}:{port}"),
}
FAILURES = tuple(_OF_NODE)
# What people call them elsewhere.
_SAME = {
    "etimedout": "timeout", "econnreset": "reset", "enotfound": "dns", "ssl": "tls", "certificate": "tls",
    "econnrefused": "refused", "hangup": "reset", "notfound": "dns",
}  # fmt: skip


def read_failure(text: str) -> NetworkFailureKind:
    """`timeout`, `reset`, `dns`, `tls` or `refused`. Raises `MockError`."""
    word = text.strip().lower()
    for kind in get_args(NetworkFailureKind):
        if kind == word and word in FAILURES:
            found: NetworkFailureKind = kind
            return found
    near = f" Did you mean {_SAME[word]}?" if word in _SAME else did_you_mean(word, FAILURES)
    raise MockError(f"No request fails by {visible(text)[:40]!r}.{near} There are {', '.join(FAILURES)}.")


def failure_of(kind: NetworkFailureKind, url: str) -> NetworkFailure:
    """The failure of a request to a URL."""
    code, message = _OF_NODE[kind]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        host, port = url, 443
    return NetworkFailure(kind, message.format(host=host, port=port), code)
