"""The page that calls: what its origin means for a request. A judge of CORS is asked here and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from ...emulator.request import Request

_PORTS = {"http": 80, "https": 443}


def origin_problem(origin: str) -> str | None:
    """Why the text is no origin; None where it is one."""
    text = origin.strip()
    if not text or text == "null":
        return None
    wrong = "An origin is a protocol and a domain, such as https://www.example.com"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as problem:
        return f"{wrong}: {str(problem).lower()}."
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        return f"{wrong}."
    if not text.isascii() or any(character.isspace() for character in text):
        return f"{wrong}: a browser writes it in ASCII, without spaces."
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        return f"{wrong}: no path, query or user."
    return None


def origin_remark(origin: str, request: Request) -> str | None:
    """What a browser makes of the call, as far as it is known before it is sent; None without an origin."""
    text = origin.strip()
    if not text or origin_problem(text) is not None:
        return None
    if _triple(text) == _triple(f"{request.scheme}://{request.host}"):
        return "The page and the function have the same origin: CORS does not apply."
    return (
        "The page is of another origin: Origin and Referer are sent as its browser would, and that gives it the answer"
        " only if the function sends Access-Control-Allow-Origin; the platform adds none."
    )


def _triple(origin: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(origin)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
