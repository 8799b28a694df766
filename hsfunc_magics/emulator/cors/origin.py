"""Origins: the protocol, domain and port of a page or a URL, and in what two of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from ..errors import RequestError

_PORTS = {"http": 80, "https": 443}

Part = Literal["domain", "protocol", "port", "null"]
"""What two origins differ in; `null` is a page without an origin of its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """`scheme` is empty for the origin `null`: a sandboxed frame, a local file. `str()` is what browsers send."""

    scheme: str
    host: str
    port: int

    @property
    def is_null(self) -> bool:
        return not self.scheme

    @property
    def trustworthy(self) -> bool:
        """Whether nobody on the way can change what it sends: https, or this machine."""
        return self.scheme == "https" or _is_loopback(self.host)

    def __str__(self) -> str:
        if self.is_null:
            return "null"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")


NULL = Origin("", "", 0)


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


def parse_origin(text: str) -> Origin:
    """The origin that a text names. Raises `RequestError`."""
    problem = "An origin is a protocol and a domain: it is empty." if not text.strip() else origin_problem(text)
    if problem is not None:
        raise RequestError(f"{text!r} is no origin. {problem}")
    return NULL if text.strip() == "null" else origin_of(text.strip())


def origin_of(url: str) -> Origin:
    """The origin of an http or https URL."""
    parts = urlsplit(url)
    return Origin(parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0))


def same_origin(page: Origin, other: Origin) -> bool:
    return not page.is_null and page == other


def differences(page: Origin, other: Origin) -> tuple[Part, ...]:
    """What makes the other a different origin for the page; another protocol brings its own port along."""
    if page.is_null:
        return ("null",)
    found: list[Part] = []
    if page.host != other.host:
        found.append("domain")
    if page.scheme != other.scheme:
        found.append("protocol")
    defaults = page.port == _PORTS.get(page.scheme) and other.port == _PORTS.get(other.scheme)
    if page.port != other.port and not (page.scheme != other.scheme and defaults):
        found.append("port")
    return tuple(found)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
