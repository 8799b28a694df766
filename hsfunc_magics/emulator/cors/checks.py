"""What a server's answers allow a page: the CORS check, the check of a preflight, what is exposed (Fetch standard)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..http import HeaderList
from .page import Credentials
from .safelist import SAFE_METHODS

ALLOW_ORIGIN = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials"
ALLOW_METHODS = "Access-Control-Allow-Methods"
ALLOW_HEADERS = "Access-Control-Allow-Headers"
EXPOSE_HEADERS = "Access-Control-Expose-Headers"

# Fetch standard, CORS-safelisted response-header name.
_READABLE = (
    *("cache-control", "content-language", "content-length", "content-type"),
    *("expires", "last-modified", "pragma"),
)
_NEVER_READABLE = ("set-cookie", "set-cookie2")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class CorsFailure:
    """A rule that an answer breaks: which, Chromium's sentence for it, and the header line that mends it, if any.

    `section` is what the Fetch standard calls it.
    """

    rule: str
    sentence: str
    header: tuple[str, str] | None = None
    section: str = "CORS check"


def check_access(origin: str, credentials: Credentials, headers: HeaderList) -> CorsFailure | None:
    """The CORS check; `origin` is as the browser sent it."""
    allowed = _value(headers, ALLOW_ORIGIN)
    include = credentials is Credentials.INCLUDE
    mend = (ALLOW_ORIGIN, origin)
    if allowed is None:
        return CorsFailure(
            f"{ALLOW_ORIGIN} is missing",
            f"No '{ALLOW_ORIGIN}' header is present on the requested resource.",
            mend,
        )
    if allowed == "*" and not include:
        return None
    if allowed == "*":
        return CorsFailure(
            f"{ALLOW_ORIGIN} must not be * with credentials",
            f"The value of the '{ALLOW_ORIGIN}' header in the response must not be the wildcard '*' when the request's"
            " credentials mode is 'include'.",
            mend,
        )
    if allowed != origin:
        return _wrong_origin(allowed, mend)
    if include and (value := _value(headers, ALLOW_CREDENTIALS)) != "true":
        return CorsFailure(
            f"{ALLOW_CREDENTIALS} must be true with credentials",
            f"The value of the '{ALLOW_CREDENTIALS}' header in the response is '{value or ''}' which must be 'true'"
            " when the request's credentials mode is 'include'.",
            (ALLOW_CREDENTIALS, "true"),
        )
    return None


def _wrong_origin(allowed: str, header: tuple[str, str]) -> CorsFailure:
    rule = f"{ALLOW_ORIGIN} names another origin"
    told = f"has a value '{allowed}' that is not equal to the supplied origin"
    if "," in allowed or " " in allowed:
        rule = f"{ALLOW_ORIGIN} has more than one value"
        told = f"contains multiple values '{allowed}', but only one is allowed"
    elif allowed != "null" and not _is_url(allowed):
        rule = f"{ALLOW_ORIGIN} is no origin"
        told = f"contains the invalid value '{allowed}'"
    return CorsFailure(
        rule, f"The '{ALLOW_ORIGIN}' header {told}. Have the server send the header with a valid value.", header
    )


_PREFLIGHT = "CORS-preflight fetch"
_CHECK = "Response to preflight request doesn't pass access control check: "


def check_preflight(
    origin: str,
    credentials: Credentials,
    method: str,
    unsafe: tuple[str, ...],
    status: int,
    headers: HeaderList,
) -> CorsFailure | None:
    """Whether the answer to a preflight lets the request be sent. `unsafe`: names of its headers, in lower case."""
    if status in _REDIRECTS:
        return CorsFailure(
            "a preflight is not redirected",
            f"{_CHECK}Redirect is not allowed for a preflight request.",
            section=_PREFLIGHT,
        )
    failed = check_access(origin, credentials, headers)
    if failed is not None:
        return CorsFailure(f"{failed.rule} in the answer to the preflight", _CHECK + failed.sentence, failed.header)
    if not 200 <= status <= 299:
        return CorsFailure(
            "the answer to the preflight has no ok status",
            f"{_CHECK}It does not have HTTP ok status.",
            section=_PREFLIGHT,
        )
    methods, names = _list(headers, ALLOW_METHODS), _list(headers, ALLOW_HEADERS)
    for name, values in ((ALLOW_METHODS, methods), (ALLOW_HEADERS, names)):
        if values is None:
            mended = method if name == ALLOW_METHODS else ", ".join(unsafe)
            return CorsFailure(
                f"{name} cannot be read",
                f"Cannot parse {name} response header field in preflight response.",
                (name, mended),
                _PREFLIGHT,
            )
    wildcard = credentials is not Credentials.INCLUDE
    methods, names = methods or [], [name.lower() for name in names or []]
    if method not in methods and method not in SAFE_METHODS and not (wildcard and "*" in methods):
        return CorsFailure(
            f"{ALLOW_METHODS} does not name {method}",
            f"Method {method} is not allowed by {ALLOW_METHODS} in preflight response.",
            (ALLOW_METHODS, ", ".join([*methods, method])),
            _PREFLIGHT,
        )
    for name in unsafe:
        # The one header that * does not stand for.
        if name not in names and not (wildcard and "*" in names and name != "authorization"):
            return CorsFailure(
                f"{ALLOW_HEADERS} does not name {name}",
                f"Request header field {name} is not allowed by {ALLOW_HEADERS} in preflight response.",
                (ALLOW_HEADERS, ", ".join(unsafe)),
                _PREFLIGHT,
            )
    return None


def mend(check: Callable[[HeaderList], CorsFailure | None], headers: HeaderList) -> tuple[str, ...]:
    """The header lines that make an answer pass a check, one for each rule that it breaks."""
    lines: dict[str, str] = {}
    while (failed := check(headers)) is not None and failed.header is not None:
        name, value = failed.header
        if lines.get(name) == value:
            break
        lines[name] = value
        headers = (*(pair for pair in headers if pair[0].lower() != name.lower()), (name, value))
    return tuple(f"{name}: {value}" for name, value in lines.items())


def readable_headers(
    credentials: Credentials, headers: HeaderList, *, cross: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the response's headers that the page may read, and of those that it may not, in lower case."""
    names = tuple(dict.fromkeys(name.lower() for name, _ in headers))
    exposed = [name.lower() for name in _list(headers, EXPOSE_HEADERS) or []]
    everything = not cross or ("*" in exposed and credentials is not Credentials.INCLUDE)
    seen = tuple(
        name for name in names if name not in _NEVER_READABLE and (everything or name in _READABLE or name in exposed)
    )
    return seen, tuple(name for name in names if name not in seen)


def _value(headers: HeaderList, name: str) -> str | None:
    """All lines of a header as one value; None where there is none."""
    lines = [value.strip(" \t") for own, value in headers if own.lower() == name.lower()]
    return ", ".join(lines) if lines else None


def _list(headers: HeaderList, name: str) -> list[str] | None:
    """The names that a header lists; None where they are none."""
    words = [word.strip(" \t") for word in (_value(headers, name) or "").split(",")]
    words = [word for word in words if word]
    return words if all(map(_TOKEN.fullmatch, words)) else None


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.scheme and (parts.hostname or parts.path)) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
