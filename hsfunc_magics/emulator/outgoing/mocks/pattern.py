"""URL patterns of mocks: `:name` is a path parameter, `*` is anything, a query is what must be among the request's.

Which request a pattern means is our choice (contract §14): the scheme, the host in any case and the path must be the
same, one slash at the end of the path aside; other names in the request's query, and its fragment, do not matter.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ...errors import MockError
from ...text import did_you_mean, visible

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
ANY = "ANY"
"""Stands for every method; `*` is the same."""

_EXAMPLE = "https://api.hubapi.com/crm/v3/objects/contacts/:id"
_FORM = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*|\*)://)?(?P<host>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?"
)
_PORTS = {"https": ":443", "http": ":80"}
# A parameter is the beginning of a segment: Google's and others' paths have colons in the middle of some.
_PIECE = re.compile(r"(?P<any>\*+)|(?<=/):(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<text>[^*/:]+|[/:])")
_BRACES = re.compile(r"\{(\w*)\}")
_SAFE = "!$&'()*+,;=:@-._~"


@dataclass(frozen=True, slots=True)
class RequestUrl:
    """The URL of a request in its parts, written in one way."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, url: str) -> RequestUrl:
        """Reads what a client sends, whatever that is."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return cls("", "", url, ())
        scheme = parts.scheme.lower()
        host = parts.netloc.rpartition("@")[2].lower().removesuffix(_PORTS.get(scheme, ":"))
        return cls(scheme, host, _one_way(parts.path or "/"), _pairs(parts.query))


@dataclass(frozen=True, slots=True)
class UrlPattern:
    """A pattern as it was written, and what it asks of a URL; an empty scheme or host stands for any."""

    text: str
    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    host_expression: re.Pattern[str]
    path_expression: re.Pattern[str]

    def match(self, url: RequestUrl) -> dict[str, str] | None:
        """The path parameters, decoded; None where it does not match."""
        if not self.fits_scheme(url) or not self.fits_host(url) or self.missing_in_query(url):
            return None
        found = self.path_expression.fullmatch(url.path)
        return {name: unquote(value) for name, value in found.groupdict().items()} if found is not None else None

    def fits_scheme(self, url: RequestUrl) -> bool:
        return self.scheme in ("", url.scheme)

    def fits_host(self, url: RequestUrl) -> bool:
        return self.host_expression.fullmatch(url.host) is not None

    def fits_path(self, url: RequestUrl) -> bool:
        return self.path_expression.fullmatch(url.path) is not None

    def missing_in_query(self, url: RequestUrl) -> list[tuple[str, str]]:
        """The names and values that the request's query must have, and has not."""
        if not self.query:
            return []
        there = Counter(url.query)
        missing = []
        for name, value in self.query:
            expression = _glob(value)
            taken = next((pair for pair in there if pair[0] == name and expression.fullmatch(pair[1])), None)
            if taken is None:
                missing.append((name, value))
            elif there[taken] == 1:
                del there[taken]
            else:
                there[taken] -= 1
        return missing


def read_method(text: str) -> str:
    """A method in capitals, or `ANY`. Raises `MockError`."""
    method = text.strip().upper()
    if method in (ANY, "*"):
        return ANY
    if method in METHODS:
        return method
    near = did_you_mean(method, (*METHODS, ANY))
    raise MockError(f"{visible(text)[:40]!r} is no method of a mock.{near} There are {', '.join(METHODS)}, and {ANY}.")


def read_pattern(text: str) -> UrlPattern:
    """A URL pattern. Raises `MockError`."""
    written = text.strip()
    if written in ("*", "*://*"):
        return UrlPattern(written, "", "", "", (), _glob("*"), _glob("*"))
    found = _FORM.fullmatch(written)
    host, path = (found["host"], found["path"]) if found is not None else ("", "")
    scheme = (found["scheme"] or "").lower() if found is not None else ""
    if found is None or (scheme not in ("https", "http", "*") and host != "*"):
        raise MockError(_no_url(written, scheme, host))
    if not host:
        raise MockError(f"{visible(written)!r} names no host: write a whole URL, such as {_EXAMPLE}.")
    for braces in _BRACES.finditer(path):
        raise MockError(f"A path parameter is written :{braces[1] or 'id'}, not {braces[0]}: {_EXAMPLE}.")
    host = host.rpartition("@")[2].lower().removesuffix(_PORTS.get(scheme, ":"))
    if not path:
        path = "*" if host.endswith("*") else "/"
    return UrlPattern(
        written,
        "" if scheme == "*" else scheme,
        "" if host == "*" else host,
        path,
        _pairs(found["query"] or ""),
        _glob(host, any_text="[^/]*"),
        _path_expression(path),
    )


def _no_url(written: str, scheme: str, host: str) -> str:
    shown = visible(written)[:100]
    if not written:
        return f"Which URL? Write it whole, such as {_EXAMPLE}; * stands for every one."
    if scheme:
        return f"{shown!r} is no URL of the web: it begins with https:// or http://."
    if not host:
        return f"{shown!r} names no host: write https://api.hubapi.com{shown}, or *{shown} for every host."
    return f"{shown!r} is no whole URL. Did you mean https://{shown}?"


def _path_expression(path: str) -> re.Pattern[str]:
    names: list[str] = []
    parts = []
    for piece in _PIECE.finditer(path.rstrip("/")):
        if piece["any"]:
            parts.append(".*")
        elif piece["name"]:
            if piece["name"] in names:
                raise MockError(f"The path parameter :{piece['name']} stands twice: give each a name of its own.")
            names.append(piece["name"])
            parts.append(f"(?P<{piece['name']}>[^/]+)")
        else:
            parts.append(re.escape(_one_way(piece["text"])))
    expression = "".join(parts)
    return re.compile(expression if expression.endswith(".*") else f"{expression}/?", re.DOTALL)


def _glob(text: str, *, any_text: str = ".*") -> re.Pattern[str]:
    return re.compile(any_text.join(map(re.escape, re.split(r"\*+", text))), re.DOTALL)


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(query, keep_blank_values=True, errors="replace"))


def _one_way(path: str) -> str:
    """The same path with the same letters percent-encoded, however they came."""
    return "/".join(quote(unquote(segment, errors="replace"), safe=_SAFE) for segment in path.split("/"))
