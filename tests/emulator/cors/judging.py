"""The verdict on a call whose answers are all there: the judge's steps in their order."""

from __future__ import annotations

from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.emulator.cors.fetch_steps import Hop, after_preflight, after_response, before, preflight_of
from hsfunc_magics.emulator.cors.page import Page
from hsfunc_magics.emulator.cors.verdict import Verdict
from hsfunc_magics.emulator.http import HeaderList


def judge(
    page: Page,
    method: str,
    url: str,
    headers: HeaderList = (),
    preflight: PlatformResponse | None = None,
    reply: PlatformResponse | None = None,
) -> Verdict:
    """The verdict on one call; without answers it is a platform's that sends no CORS headers."""
    hop = Hop(page, method, url, headers)
    unsent = before(hop)
    if unsent is not None:
        return unsent
    asked = preflight_of(hop)
    if asked is not None:
        asked, blocked = after_preflight(hop, asked, preflight or PlatformResponse(204))
        if blocked is not None:
            return blocked
    return after_response(hop, asked, reply or PlatformResponse(200))
