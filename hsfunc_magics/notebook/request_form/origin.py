"""The page that calls: what its origin means for a request, asked of the judge of CORS here and nowhere else."""

from __future__ import annotations

import threading

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from ...emulator.call.request import Request
from ...emulator.cors.fetch_steps import Hop, preflight_of
from ...emulator.cors.origin import origin_problem
from ...emulator.cors.page import make_page, own_headers
from ...emulator.errors import HsfuncError
from ...emulator.http import HeaderList

__all__ = ["handle_as_page", "origin_problem", "origin_remark"]


def origin_remark(origin: str, request: Request, headers: HeaderList = ()) -> str | None:
    """What a browser makes of the call, as far as it is known before it is sent; None without an origin.

    `headers` are those that the page sets.
    """
    if not origin.strip() or origin_problem(origin) is not None:
        return None
    page = make_page(origin)
    try:
        own, _ = own_headers(headers, page.mode)
    except HsfuncError:
        return None
    hop = Hop(page, request.method, request.url, own)
    if not hop.cross:
        return "The page and the function have the same origin: CORS does not apply."
    preflight = preflight_of(hop)
    if preflight is not None:
        return (
            f"The page is of another origin, and its browser asks first: {'; '.join(preflight.reasons)}. The platform"
            " answers that without CORS headers, so the call is blocked and the function does not run."
        )
    return (
        "The page is of another origin: Origin and Referer are sent as its browser would, and that gives it the answer"
        " only if the function sends Access-Control-Allow-Origin; the platform adds none."
    )


def handle_as_page(
    account: Account, origin: str, request: Request, headers: HeaderList, cancel: threading.Event
) -> Execution:
    """What the platform does with a request, and what the page's browser makes of it where there is a page."""
    if not origin.strip():
        return account.handle(request, cancel=cancel)
    return account.call_as_page(request, make_page(origin), headers, cancel=cancel)
