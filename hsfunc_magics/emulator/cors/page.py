"""The page that calls, and which of its headers a browser sends and which it sets or drops itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ..errors import RequestError
from ..http import HeaderList
from ..text import did_you_mean
from .origin import Origin, parse_origin
from .safelist import unsafe_headers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Fetch standard, forbidden request-header.
_FORBIDDEN = re.compile(
    r"accept-charset|accept-encoding|access-control-request-(headers|method)|connection|content-length|cookie2?|date|dnt"
    r"|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*",
    re.IGNORECASE,
)


class Mode(StrEnum):
    """The `mode` of fetch."""

    CORS = "cors"
    NO_CORS = "no-cors"
    SAME_ORIGIN = "same-origin"


class Credentials(StrEnum):
    """The `credentials` of fetch: whether cookies go along."""

    SAME_ORIGIN = "same-origin"
    INCLUDE = "include"
    OMIT = "omit"


@dataclass(frozen=True, slots=True)
class Page:
    """A browser page and how it calls `fetch`."""

    origin: Origin
    mode: Mode = Mode.CORS
    credentials: Credentials = Credentials.SAME_ORIGIN

    @property
    def url(self) -> str:
        """What stands for the page's URL, of which the origin is known alone."""
        return "null" if self.origin.is_null else f"{self.origin}/"


def make_page(origin: str, mode: str | None = None, credentials: str | None = None) -> Page:
    """The page that words describe; what is None is as fetch has it. Raises `RequestError`."""
    return Page(
        parse_origin(origin),
        _choice(Mode, mode or "cors", "mode"),
        _choice(Credentials, credentials or "same-origin", "credentials"),
    )


def own_headers(headers: HeaderList, mode: Mode) -> tuple[HeaderList, tuple[str, ...]]:
    """The headers that the page's script may set, and the names of those that its browser ignores.

    Raises `RequestError`.
    """
    for name, _ in headers:
        if not _TOKEN.fullmatch(name):
            raise RequestError(f"A page cannot send the header {name!r}: HTTP allows letters, digits and -.")
    kept = [(name, value) for name, value in headers if not _FORBIDDEN.fullmatch(name)]
    if mode is Mode.NO_CORS:
        # Of these a page without CORS may set the safelisted ones, Range excepted.
        dropped = {*unsafe_headers(kept), "range"}
        kept = [(name, value) for name, value in kept if name.lower() not in dropped]
    names = {name.lower() for name, _ in kept}
    return tuple(kept), tuple(dict.fromkeys(name for name, _ in headers if name.lower() not in names))


_Choice = TypeVar("_Choice", Mode, Credentials)


def _choice(kind: type[_Choice], text: str, name: str) -> _Choice:
    try:
        return kind(text)
    except ValueError:
        known = [member.value for member in kind]
        raise RequestError(
            f"{text!r} is no {name} of fetch.{did_you_mean(text, known)} Known: {', '.join(known)}."
        ) from None
