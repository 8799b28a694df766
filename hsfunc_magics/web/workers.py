"""Service workers through Jupyter's proxy, where all ports are one origin with Jupyter itself: there are none."""

from __future__ import annotations

from collections.abc import Iterable

from ..emulator.call.rejections import Refusal
from ..emulator.call.response import platform_reply
from ..emulator.citations import chosen
from ..emulator.notes import refusal

# What jupyter-server-proxy adds to each request.
_PROXY = ("x-proxycontextpath", "x-forwarded-context")
_TEXT = (
    "A service worker cannot be had through Jupyter's proxy: it would stay in the browser, and serve Jupyter's pages"
    " where it says Service-Worker-Allowed: /. Open the page by the server's own address."
)


def refused_worker(headers: Iterable[tuple[str, str]]) -> Refusal | None:
    """Of a request for a service worker's script: None where it has come directly."""
    if not any(name in _PROXY for name, _ in headers):
        return None
    return Refusal(platform_reply(403, _TEXT), refusal(_TEXT, chosen("a service worker through Jupyter's proxy")))
