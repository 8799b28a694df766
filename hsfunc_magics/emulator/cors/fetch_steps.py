"""The judge: what a browser does with a page's call, step by step, and what it lets the page see (Fetch standard).

A caller asks in this order: `before`, `preflight_of` and `after_preflight`, `after_response`; for a redirect `onward`,
and again from the beginning.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from ..citations import Citation, standard
from ..http import PREFIX, HeaderList
from ..notes import Note
from .advice import of_preflight, of_response, opaque, own_header, third_party_cookies, why, wildcard_authorization
from .checks import ALLOW_HEADERS, CorsFailure, check_access, check_preflight, mend, readable_headers
from .origin import NULL, differences, origin_of, same_origin
from .page import Credentials, Mode, Page
from .safelist import SAFE_METHODS, unsafe_headers
from .verdict import CorsAccess, Preflight, Verdict

_REDIRECT = "HTTP-redirect fetch"


class Responded(Protocol):
    """What a browser judges of a response."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> HeaderList: ...


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a call: the call itself, or what a redirect made of it. `headers` are those of the page's script.

    `first_url` is where redirects began; `was_cross`: on the way it has left the page's origin; `tainted`: it has
    been redirected from one foreign origin to another, so its origin is null.
    """

    page: Page
    method: str
    url: str
    headers: HeaderList = ()
    first_url: str = ""
    was_cross: bool = False
    tainted: bool = False

    @property
    def cross(self) -> bool:
        """Whether CORS applies. Once it does, it stays so."""
        return self.was_cross or not same_origin(self.page.origin, origin_of(self.url))

    @property
    def origin(self) -> str:
        """The origin that the request names."""
        return str(NULL if self.tainted else self.page.origin)


def before(hop: Hop) -> Verdict | None:
    """The verdict on what is not even sent; None where it is."""
    page, target = hop.page, origin_of(hop.url)
    if page.origin.scheme == "https" and not target.trustworthy:
        message = (
            f"Mixed Content: The page at '{page.url}' was loaded over HTTPS, but requested an insecure resource"
            f" '{hop.url}'. This request has been blocked; the content must be served over HTTPS."
        )
        return _blocked(hop, "an https page sends nothing to http", message, standard("Mixed Content"))
    if page.mode is Mode.NO_CORS and hop.method not in SAFE_METHODS:
        message = f"TypeError: Failed to execute 'fetch' on 'Window': '{hop.method}' is unsupported in no-cors mode."
        return _blocked(
            hop, "mode no-cors has GET, HEAD and POST only", message, standard("Fetch, Request constructor")
        )
    if page.mode is Mode.SAME_ORIGIN and hop.cross:
        message = (
            f"Unsafe attempt to load URL {hop.url} from frame with URL {page.url}."
            " Domains, protocols and ports must match."
            if hop.first_url
            else f'Fetch API cannot load {hop.url}. Request mode is "same-origin" but the URL\'s origin is not same as'
            f" the request origin {page.origin}."
        )
        return _blocked(
            hop, "mode same-origin calls the page's own origin only", message, standard("Fetch, main fetch")
        )
    return None


def preflight_of(hop: Hop) -> Preflight | None:
    """The preflight that goes ahead; None for a simple request."""
    if not hop.cross or hop.page.mode is not Mode.CORS:
        return None
    unsafe = unsafe_headers(hop.headers)
    reasons = [f"{name} {reason}" for name, reason in unsafe.items()]
    if hop.method not in SAFE_METHODS:
        reasons.insert(0, f"the method {hop.method} is not safelisted")
    return Preflight(hop.method, tuple(unsafe), tuple(reasons)) if reasons else None


def after_preflight(hop: Hop, asked: Preflight, reply: Responded) -> tuple[Preflight, Verdict | None]:
    """The preflight with its answer, and the verdict where that ends the call."""
    check = partial(check_preflight, hop.origin, hop.page.credentials, asked.method, asked.headers, reply.status)
    failed = check(reply.headers)
    asked = replace(asked, status=reply.status, passed=failed is None)
    if failed is None:
        return asked, None
    advice = of_preflight(asked, origin_of(hop.url))
    if failed.rule == f"{ALLOW_HEADERS} does not name authorization" and _has_wildcard(reply):
        advice.append(wildcard_authorization())
    return asked, replace(
        _refused(hop, failed), cure=mend(check, reply.headers), preflight=asked, advice=(*_why(hop), *advice)
    )


def after_response(hop: Hop, asked: Preflight | None, reply: Responded) -> Verdict:
    """The verdict on a call that has its response, also where that is a redirect which is not gone on with."""
    page = hop.page
    differs = differences(page.origin, origin_of(hop.url)) if hop.cross else ()
    if not hop.cross:
        seen, hidden = readable_headers(page.credentials, reply.headers, cross=False)
        return Verdict(page, hop.url, CorsAccess.SAME_ORIGIN, preflight=asked, readable=seen, hidden=hidden)
    if page.mode is Mode.NO_CORS:
        names = tuple(dict.fromkeys(name.lower() for name, _ in reply.headers))
        return Verdict(page, hop.url, CorsAccess.OPAQUE, differs, hidden=names, advice=(*_why(hop), opaque()))
    check = partial(check_access, hop.origin, page.credentials)
    failed = check(reply.headers)
    if failed is not None:
        return replace(
            _refused(hop, failed),
            cure=mend(check, reply.headers),
            preflight=asked,
            advice=(*_why(hop), *of_response(page, origin_of(hop.url))),
        )
    seen, hidden = readable_headers(page.credentials, reply.headers, cross=True)
    advice = [own_header()] if urlsplit(hop.url).path.startswith(PREFIX) else []
    advice += [third_party_cookies()] if page.credentials is Credentials.INCLUDE else []
    return Verdict(
        page, hop.url, CorsAccess.READABLE, differs, preflight=asked, readable=seen, hidden=hidden, advice=tuple(advice)
    )


def onward(hop: Hop, location: str, method: str) -> Hop | Verdict:
    """The request that a redirect makes, or the verdict that ends it. `location` is a whole URL."""
    here, there = origin_of(hop.url), origin_of(location)
    foreign = hop.cross or not same_origin(hop.page.origin, there)
    if hop.page.mode is Mode.CORS and foreign and "@" in urlsplit(location).netloc:
        # Chromium leaves the location out, for the sake of what it names.
        sentence = (
            "Redirect location '' contains a username and password, which is disallowed for cross-origin requests."
        )
        return _refused(hop, CorsFailure("a redirect to another origin names no user", sentence, section=_REDIRECT))
    headers = hop.headers
    if here != there:
        headers = tuple(pair for pair in headers if pair[0].lower() != "authorization")
    if method != hop.method:
        headers = tuple(pair for pair in headers if not pair[0].lower().startswith("content-"))
    tainted = hop.tainted or (here != there and not same_origin(hop.page.origin, here))
    return Hop(hop.page, method, location, headers, hop.first_url or hop.url, hop.cross, tainted)


def elsewhere(hop: Hop, location: str) -> Verdict:
    """The verdict on a call that a redirect takes to a server that nothing is known of."""
    return Verdict(hop.page, location, CorsAccess.ELSEWHERE, differences(hop.page.origin, origin_of(location)))


def too_many_redirects(hop: Hop) -> Verdict:
    return _blocked(
        hop,
        "a call is redirected 20 times at most",
        "Failed to load resource: net::ERR_TOO_MANY_REDIRECTS",
        standard(f"Fetch, {_REDIRECT}"),
    )


def _refused(hop: Hop, failed: CorsFailure) -> Verdict:
    came = f" (redirected from '{hop.first_url}')" if hop.first_url else ""
    message = (
        f"Access to fetch at '{hop.url}'{came} from origin '{hop.page.origin}' has been blocked by CORS policy:"
        f" {failed.sentence}"
    )
    return _blocked(hop, failed.rule, message, standard(f"Fetch, {failed.section}"))


def _blocked(hop: Hop, rule: str, message: str, source: Citation) -> Verdict:
    differs = differences(hop.page.origin, origin_of(hop.url))
    return Verdict(hop.page, hop.url, CorsAccess.BLOCKED, differs, rule, source, message, advice=tuple(_why(hop)))


def _why(hop: Hop) -> list[Note]:
    target = origin_of(hop.url)
    return why(hop.page, target, differences(hop.page.origin, target), hop.origin)


def _has_wildcard(reply: Responded) -> bool:
    return any(name.lower() == ALLOW_HEADERS.lower() and "*" in value for name, value in reply.headers)
