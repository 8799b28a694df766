"""How a request can fail that a mock lets fail. The errors of Node are made where the request is: in the function."""

from __future__ import annotations

from ....runtime.outgoing import NetworkFailureKind
from ...errors import MockError
from ...text import did_you_mean, visible

FAILURES: tuple[NetworkFailureKind, ...] = ("timeout", "reset", "dns", "tls", "refused")
# What people call them elsewhere.
_SAME = {
    "etimedout": "timeout", "econnreset": "reset", "enotfound": "dns", "ssl": "tls", "certificate": "tls",
    "econnrefused": "refused", "hangup": "reset", "notfound": "dns",
}  # fmt: skip


def read_failure(text: str) -> NetworkFailureKind:
    """`timeout`, `reset`, `dns`, `tls` or `refused`. Raises `MockError`."""
    word = text.strip().lower()
    found = next((kind for kind in FAILURES if kind == word), None)
    if found is None:
        near = f" Did you mean {_SAME[word]}?" if word in _SAME else did_you_mean(word, FAILURES)
        raise MockError(f"No request fails by {visible(text)[:40]!r}.{near} There are {', '.join(FAILURES)}.")
    return found
