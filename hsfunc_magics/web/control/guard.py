"""Who may see the control pages: people on this machine, not the web pages that they visit."""

from __future__ import annotations

from collections.abc import Mapping

from ...emulator.response import Reply
from ..loopback import is_loopback, is_loopback_name
from ..reading import Scope

# What a proxy adds: behind one, everybody seems to come from this machine.
_PROXIED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip", "via")
_OWN_SITE = ("same-origin", "none")


def barred(scope: Scope) -> Reply | None:
    """Why this request must not see a control page; None where it may."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    reason = _reason(scope["method"], headers, scope["client"][0] if scope["client"] else "")
    if reason is None:
        return None
    return Reply(403, (("Content-Type", "text/plain; charset=utf-8"),), f"The control pages are {reason}.\n".encode())


def _reason(method: str, headers: Mapping[str, str], client: str) -> str | None:
    if not is_loopback(client) or any(name in headers for name in _PROXIED):
        return "for this machine only, and not through a proxy"
    # A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding): the name it was opened by gives it away.
    host = headers.get("host", "")
    if not is_loopback_name(_name_of(host)):
        return "to be opened as localhost or 127.0.0.1"
    if headers.get("sec-fetch-site", "none") not in _OWN_SITE and not _is_link(method, headers):
        return "not for other sites"
    # A page that a function returns has this origin, too: its scripts and frames shall not read the log.
    if headers.get("sec-fetch-mode", "navigate") != "navigate" or headers.get("sec-fetch-dest", "document") not in (
        "document",
        "empty",
    ):
        return "pages to be opened, not to be fetched by a script or framed"
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return "not for other sites"
    return None


def _is_link(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody has clicked on a link, such as the one in a notebook: that shows a page, and tells it to nobody.

    The page that has the link is cut off from the window that shows it, and reading changes nothing.
    """
    return (
        method in ("GET", "HEAD")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and headers.get("sec-fetch-user") == "?1"
    )


def _name_of(host: str) -> str:
    """Without the port, and without the brackets of an IPv6 address."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
