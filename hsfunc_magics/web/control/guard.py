"""Who may see the control pages: people on this machine, not the web pages that they visit."""

from __future__ import annotations

from collections.abc import Mapping

from ...emulator.call.response import PlatformResponse
from ..loopback import is_loopback, is_loopback_name
from ..request import Scope
from .layout import PROTECTED

# What a proxy adds: behind one, everybody seems to come from this machine.
_PROXIED = (
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-prefix",
    "x-forwarded-context",
    "x-proxycontextpath",
    "forwarded",
    "x-real-ip",
    "via",
)
_READING = ("GET", "HEAD")
_OWN_SITE = ("same-origin", "none")
# What a service worker would get: one that a function has left on this port when it served functions.
_WORKERS = ("service-worker", "service-worker-navigation-preload")
# Such a worker is gone from the browser once it has asked for anything.
_CLEARED = (("Clear-Site-Data", '"storage"'),)
_PORTS = {"http": "80", "https": "443"}


def barred(scope: Scope, port: int) -> PlatformResponse | None:
    """Why this request, on this port, must not see a control page; None where it may."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    client = scope["client"][0] if scope["client"] else ""
    # What belongs to another origin, such as that of a proxy, is not ours to clear.
    cleared: tuple[tuple[str, str], ...] = ()
    reason = _misled(headers, client, scope["scheme"], port)
    if reason is None:
        cleared, reason = _CLEARED, _foreign(scope["method"], headers, scope["scheme"])
    if reason is None:
        return None
    text = f"The control pages are {reason}.\n".encode()
    return PlatformResponse(403, (("Content-Type", "text/plain; charset=utf-8"), *cleared, *PROTECTED), text)


def _misled(headers: Mapping[str, str], client: str, scheme: str, port: int) -> str | None:
    """What is wrong with the way that the request has taken."""
    if not is_loopback(client) or any(name in headers for name in _PROXIED):
        return "for this machine only, and not through a proxy"
    # A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding): the name it was opened by gives it away.
    # Another port is that of a proxy, whose pages are all of one origin.
    host = headers.get("host", "")
    if not is_loopback_name(name_of(host).strip("[]")) or _port_of(host, scheme) != str(port):
        return f"to be opened as localhost:{port} or 127.0.0.1:{port}"
    return None


def _foreign(method: str, headers: Mapping[str, str], scheme: str) -> str | None:
    """What is wrong with the page, or the script, that the request comes from."""
    if any(name in headers for name in _WORKERS):
        return "not for service workers"
    if headers.get("sec-fetch-site", "none") not in _OWN_SITE and not _is_link(method, headers):
        return "not for other sites"
    if (
        headers.get("sec-fetch-mode", "navigate") != "navigate"
        or headers.get("sec-fetch-dest", "document") != "document"
    ):
        return "pages to be opened, not to be fetched by a script or framed"
    # A browser names the page that a form was sent from; what does not, is none.
    own = f"{scheme}://{headers['host']}"
    if headers.get("origin", own if method in _READING else None) != own:
        return "not for other sites"
    return None


def _is_link(method: str, headers: Mapping[str, str]) -> bool:
    """Whether somebody has clicked on a link, such as the one in a notebook: that shows a page, and tells it to nobody.

    The page that has the link is cut off from the window that shows it, and reading changes nothing.
    """
    return (
        method in _READING
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and headers.get("sec-fetch-user") == "?1"
    )


def name_of(host: str) -> str:
    """Without the port; an IPv6 address in its brackets."""
    return host[: host.find("]") + 1] if host.startswith("[") else host.partition(":")[0]


def _port_of(host: str, scheme: str) -> str:
    return host[len(name_of(host)) + 1 :] or _PORTS[scheme]
