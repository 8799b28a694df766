"""A call as a browser page makes it: what is sent, what is asked before, where redirects lead, and the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from ..cors.advice import ignored
from ..cors.fetch_steps import (
    Hop,
    after_preflight,
    after_response,
    before,
    elsewhere,
    onward,
    preflight_of,
    too_many_redirects,
)
from ..cors.origin import origin_of
from ..cors.page import Credentials, Mode, Page, own_headers
from ..cors.safelist import unsafe_headers
from ..cors.verdict import Preflight, Verdict
from ..errors import RequestError
from ..http import HeaderList
from .execution import Execution
from .redirects import MOST_REDIRECTS, behind, next_request
from .request import Request, behind_proxy
from .response import PlatformResponse

_TEXT = "text/plain;charset=UTF-8"
_OF_THE_BROWSER = ("origin", "referer")
# A script's request has it only where the script has set it.
_OF_A_NAVIGATION = "upgrade-insecure-requests"
_OF_THE_CLIENT = ("accept-encoding", "accept-language", "user-agent")


def call_as_page(
    request: Request,
    page: Page,
    given: HeaderList,
    handle: Callable[[Request], Execution],
    domains: tuple[str, ...],
    now: Callable[[], datetime],
) -> Execution:
    """Sends a request as the page's browser does. `given` are the headers that the page's script has set.

    A preflight that fails is the execution's request; a call that the browser does not even send has the status 0.
    Redirects are followed, as fetch does, to the account's own domains. Raises `RequestError` for what no page can
    send, and what `handle` does.
    """
    request, own, dropped = _as_scripted(request, page, given)

    def unsent() -> Execution:
        return Execution(id="", endpoint=request.endpoint, request=request, reply=PlatformResponse(0), created=now())

    execution, verdict = _fetch(Hop(page, request.method, request.url, own), request, handle, unsent, domains)
    ran = any(step.status is not None for step in (*execution.history, execution))
    advice = (*verdict.advice, *([ignored(dropped)] if dropped else []))
    return replace(execution, cors=replace(verdict, ran=ran, advice=advice))


def _fetch(
    hop: Hop,
    request: Request,
    handle: Callable[[Request], Execution],
    unsent: Callable[[], Execution],
    domains: tuple[str, ...],
) -> tuple[Execution, Verdict]:
    history: list[Execution] = []
    while True:
        blocked = before(hop)
        if blocked is not None:
            return (behind(history.pop(), history) if history else unsent()), blocked
        preflight = preflight_of(hop)
        if preflight is not None:
            asked = handle(_preflight_request(request, preflight, hop))
            preflight, blocked = after_preflight(hop, preflight, asked.reply)
            if blocked is not None:
                return behind(asked, history), blocked
        execution = handle(_as_sent(request, hop))
        verdict = after_response(hop, preflight, execution.reply)
        try:
            following = None if verdict.blocked else next_request(replace(execution, request=request))
        except ValueError:
            following = None
        if following is None:
            return behind(execution, history), verdict
        if len(history) >= MOST_REDIRECTS:
            return behind(execution, history), too_many_redirects(hop)
        location = following.url
        step = onward(hop, location, following.method)
        if isinstance(step, Verdict):
            return behind(execution, history), step
        if urlsplit(location).netloc.lower() not in (domain.lower() for domain in domains):
            return behind(execution, history), before(step) or elsewhere(step, location)
        history.append(execution)
        hop, request = step, _without_lost_headers(following, hop, step)


def _as_scripted(request: Request, page: Page, given: HeaderList) -> tuple[Request, HeaderList, tuple[str, ...]]:
    """The request without what a page cannot say, the headers that are the script's own, and the names left out."""
    if request.method in ("CONNECT", "TRACE", "TRACK"):
        raise RequestError(f"A page cannot call with {request.method}: browsers forbid it.")
    if request.body and request.method in ("GET", "HEAD"):
        raise RequestError(f"A page cannot send a body with {request.method}: fetch refuses it. Use POST.")
    # The cookies that a call names are those that the browser has, not the script's.
    told = tuple(pair for pair in given if pair[0].lower() != "cookie")
    own, dropped = own_headers(told, page.mode)
    implied = request.header("content-type") if "content-type" not in _lower(told) else None
    if "content-type" not in _lower(own):
        kind = _type_of_body(request, page, implied)
        own = (*own, ("Content-Type", kind)) if kind is not None else own
        if implied is not None and kind != implied:
            dropped = (*dropped, "Content-Type")
    set_anew = {"content-type", *_OF_THE_BROWSER, *(name.lower() for name in dropped)} - {"host"}
    if _OF_A_NAVIGATION not in _lower(told):
        set_anew.add(_OF_A_NAVIGATION)
    headers = [
        pair if pair[0].lower() != "host" else ("Host", request.host)
        for pair in request.headers
        if pair[0].lower() not in set_anew
    ]
    headers += [pair for pair in own if pair[0].lower() == "content-type"]
    return replace(request, headers=tuple(headers)), own, dropped


def _type_of_body(request: Request, page: Page, content_type: str | None) -> str | None:
    """What fetch takes for a body whose type the script has not set: text is text."""
    if content_type is not None and not (
        page.mode is Mode.NO_CORS and unsafe_headers([("content-type", content_type)])
    ):
        return content_type
    try:
        request.body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return _TEXT if request.body else None


def _as_sent(request: Request, hop: Hop) -> Request:
    """The request with the browser's own headers, and cookies only where credentials allow them."""
    same = not hop.cross
    cookies = hop.page.credentials is Credentials.INCLUDE or (hop.page.credentials is Credentials.SAME_ORIGIN and same)
    headers = tuple(pair for pair in request.headers if cookies or pair[0].lower() != "cookie")
    names_origin = (hop.cross and hop.page.mode is Mode.CORS) or request.method not in ("GET", "HEAD")
    return replace(
        request,
        headers=(*headers, *_origin(hop) * names_origin, *_referer(hop)),
        visitor=request.visitor if cookies else None,
    )


def _preflight_request(request: Request, preflight: Preflight, hop: Hop) -> Request:
    """The OPTIONS request that asks; it never carries cookies."""
    headers = [("Host", request.host), ("Accept", "*/*"), ("Access-Control-Request-Method", preflight.method)]
    if preflight.headers:
        headers.append(("Access-Control-Request-Headers", ",".join(preflight.headers)))
    headers += [*_origin(hop), *_referer(hop)]
    headers += [pair for pair in request.headers if pair[0].lower() in _OF_THE_CLIENT]
    return replace(request, method="OPTIONS", headers=behind_proxy(tuple(headers)), body=b"", visitor=None)


def _origin(hop: Hop) -> HeaderList:
    return (("Origin", hop.origin),)


def _referer(hop: Hop) -> HeaderList:
    """As of the policy that browsers have: the origin alone, and none from https to http."""
    page = hop.page.origin
    if page.is_null or (page.trustworthy and not origin_of(hop.url).trustworthy):
        return ()
    return (("Referer", hop.page.url),)


def _without_lost_headers(request: Request, before_: Hop, after: Hop) -> Request:
    """Without the script's headers that a redirect takes away."""
    kept = _lower(after.headers)
    lost = [name for name in _lower(before_.headers) if name not in kept]
    return replace(request, headers=tuple(pair for pair in request.headers if pair[0].lower() not in lost))


def _lower(headers: HeaderList) -> list[str]:
    return [name.lower() for name, _ in headers]
