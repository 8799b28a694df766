"""Why a page's call was blocked, and what helps: the reference's own advice first."""

from __future__ import annotations

from ..citations import chosen, reference, standard
from ..notes import Note
from .origin import NULL, Origin, Part
from .page import Credentials, Page
from .safelist import SAFE_METHODS
from .verdict import Preflight

_REFERENCE = reference("CORS")


def why(page: Page, target: Origin, differs: tuple[Part, ...], sent_origin: str) -> list[Note]:
    """What makes it a call to another origin, and the reference's way out."""
    found: list[Note] = []
    if "domain" in differs:
        text = f"Another domain: the page is on {page.origin.host}, the function on {target.host}."
        found.append(Note(text, _REFERENCE))
    if "protocol" in differs:
        text = (
            f"Another protocol: the page uses {page.origin.scheme}, the call {target.scheme}. Change the protocol to"
            " match" + (", and that will fix it." if differs == ("protocol",) else ".")
        )
        found.append(Note(text, _REFERENCE))
    if "port" in differs:
        text = f"Another port: the page's is {page.origin.port}, the function's {target.port}."
        found.append(Note(text, standard("Fetch, origin")))
    if "null" in differs:
        text = "The page has no origin of its own (null): a sandboxed frame or a local file."
        found.append(Note(text, standard("Fetch, origin")))
    elif sent_origin == str(NULL):
        text = "The call was redirected from one foreign origin to another: its Origin has become null."
        found.append(Note(text, standard("Fetch, redirect-tainted origin")))
    return found


def of_response(page: Page, target: Origin) -> list[Note]:
    """What helps where the response lacks a header."""
    found = [
        Note(
            "You can't modify HubSpot's Access-Control-Allow-Origin header, and the platform adds none.",
            _REFERENCE,
        ),
        Note("Headers that the function itself sends count.", chosen("CORS headers of a function")),
        _at_home(target),
    ]
    if page.credentials is Credentials.INCLUDE:
        found.append(third_party_cookies())
    return found


def of_preflight(preflight: Preflight, target: Origin) -> list[Note]:
    """What helps where the platform answers a preflight, and no function can."""
    simple: list[str] = []
    if preflight.method not in SAFE_METHODS:
        simple.append(f"GET or POST instead of {preflight.method}")
    if "content-type" in preflight.headers:
        simple.append("a body as text/plain instead of application/json (context.body is then absent)")
    others = [name for name in preflight.headers if name != "content-type"]
    if others:
        simple.append(f"no header {', '.join(others)}, or a safelisted value")
    return [
        Note(
            "The platform answers the preflight itself, without CORS headers, and does not run the function: no header"
            " of the function can cure it.",
            chosen("who answers a preflight"),
        ),
        _at_home(target),
        Note(
            f"A simple request needs no preflight: {'; '.join(simple)}. The function runs then, and must send"
            " Access-Control-Allow-Origin for the page to read its response.",
            standard("Fetch, CORS-safelisted methods and request-headers"),
        ),
    ]


def _at_home(target: Origin) -> Note:
    return Note(f"On a page of {target} you should not run into CORS.", _REFERENCE)


def own_header() -> Note:
    return Note(
        "A header of the function itself has allowed it. The reference says that HubSpot's Access-Control-Allow-Origin"
        " cannot be modified: whether that of a function arrives on HubSpot is not certain. Do not build on it.",
        chosen("CORS headers of a function count here"),
    )


def wildcard_authorization() -> Note:
    return Note(
        "Access-Control-Allow-Headers: * does not stand for Authorization; Chromium still lets it pass.",
        standard("Fetch, CORS non-wildcard request-header name"),
    )


def opaque() -> Note:
    return Note(
        "no-cors does not lift the rule: it gives the page a response that it cannot read.",
        standard("Fetch, opaque response"),
    )


def third_party_cookies() -> Note:
    return Note(
        "On a page of another site a browser sends only cookies with SameSite=None; Secure, and none where third-party"
        " cookies are switched off. Here all went along.",
        standard("RFC 6265bis, SameSite"),
    )


def ignored(names: tuple[str, ...]) -> Note:
    told = ", ".join(names)
    return Note(f"The page's script cannot set {told}: its browser ignores it.", standard("Fetch, forbidden headers"))
