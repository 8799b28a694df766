"""Which headers of a client reach a project's function (contract §12)."""

from __future__ import annotations

# The reference's table of headers.
_LISTED = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "cookie",
        "host",
        "true-client-ip",
        "upgrade-insecure-requests",
        "user-agent",
        "x-forwarded-for",
    }
)
_HUBSPOT = "x-hubspot-"


def arrives(header: str) -> bool:
    """Whether a header is known to reach one; its name in lower case."""
    return header in _LISTED or header.startswith(_HUBSPOT)
