"""The bound of a request's head, and of what comes as one: its size, and trailers, which nobody gets to see."""

from __future__ import annotations

import re
from collections.abc import Iterable

HEAD_BYTES = 64 * 1024

Header = tuple[bytes, bytes]

# "GET", the version, spaces and line ends of a request's line; a colon, a space and a line end of a header's.
_OF_LINE = len("GET  HTTP/1.1\r\n\r\n")
_OF_HEADER = len(": \r\n")


class TooLongError(Exception):
    """A head, or trailers, are over the bound."""


def check_head(url: bytes, headers: Iterable[Header]) -> None:
    """Raises `TooLongError` where the line of a request and its headers have more bytes than a head may have."""
    size = _OF_LINE + len(url) + sum(len(name) + len(value) + _OF_HEADER for name, value in headers)
    if size > HEAD_BYTES:
        raise TooLongError


class Trailers(list[Header]):
    """Takes the place of the headers once they are complete, and forgets what is added: RFC 9110, section 6.5.1.

    uvicorn would append a trailer to the headers that the application reads: a Cookie, an address, a content type.
    """

    size = 0

    def append(self, header: Header, /) -> None:
        """Counts it. Raises `TooLongError`."""
        self.size += len(header[0]) + len(header[1]) + _OF_HEADER
        if self.size > HEAD_BYTES:
            raise TooLongError


_ABSOLUTE = re.compile(rb"(?i:https?)://([^/?#]*)([^#]*)")


def origin_form(url: bytes, headers: list[Header]) -> bytes:
    """The path and the query of an absolute target, whose host takes the place of the Host header; else `url`."""
    found = _ABSOLUTE.match(url)
    if found is None:
        return url
    host, path = found.groups()
    for at, (name, _) in enumerate(headers):
        if name == b"host":
            headers[at] = (name, host)
    return path if path.startswith(b"/") else b"/" + path
