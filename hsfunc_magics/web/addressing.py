"""The host that a request names: HTTP/1.1 wants just one (RFC 9112, section 3.2)."""

from __future__ import annotations

import re

from .request import Scope

# A name or an address, and a port, as RFC 3986 writes them; all may be empty.
_PLAIN = rb"[\w.~!$&'()*+,;=-]*"
_HOST = re.compile(rb"(?:%s(?:%%[\da-fA-F]{2}%s)*|\[[\w.:~!$&'()*+,;=-]+\])(?::\d*)?" % (_PLAIN, _PLAIN))


def host_problem(scope: Scope) -> str | None:
    """Why the server must refuse the request with 400; None where it need not."""
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) == 1:
        return None if _HOST.fullmatch(hosts[0]) else "The Host header is no host."
    if hosts:
        return "A request has one Host header."
    return "A request of HTTP/1.1 needs a Host header." if scope["http_version"] >= "1.1" else None
