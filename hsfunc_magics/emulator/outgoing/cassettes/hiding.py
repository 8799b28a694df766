"""What a cassette never holds: secrets by their values, credentials by the names of what carries them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ....runtime.outgoing import Headers
from ...secrets.detect import hide_tokens
from ...secrets.masking import MASK, Masker
from .exchange import Body, RecordedExchange, RecordedRequest, RecordedResponse

# A header that carries a credential, by a word in its name.
_SECRET_HEADER = re.compile(
    r"authori[sz]ation|cookie|credential|passw|secret|signature|token|api-?key|(?:^|-)(?:auth|key|session)(?:-|$)|hapikey",
    re.IGNORECASE,
)
_NO_SECRET_HEADER = re.compile(r"access-control-", re.IGNORECASE)
# A parameter of a URL or a form, or a key of JSON: the whole name, for `token` stands in names of much else.
_FIELD = (
    r"hapikey|api[-_]?key|x-api-key|access[-_]?token|refresh[-_]?token|id[-_]?token|auth[-_]?token|session[-_]?token"
    r"|csrf[-_]?token|bearer[-_]?token|client[-_]?secret|client[-_]?assertion|code[-_]?verifier|private[-_]?key"
    r"|app[-_]?secret|token|secret|password|passwd|pwd|signature|sig|x-amz-signature|x-amz-security-token"
)
_SECRET_FIELD = re.compile(_FIELD, re.IGNORECASE)
# The same in texts: in a query or a form, in JSON that is no JSON body, in XML, in a multipart form.
_ASSIGNED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"((?:^|[?&;\s\"'])(?:{_FIELD})=)([^&\s\"'<>;]+)",
        rf"(\\?[\"'](?:{_FIELD})\\?[\"']\s*:\s*\\?[\"'])([^\"'\\]+)",
        rf"(<(?:{_FIELD})>)([^<]+)",
        rf"(name=\"(?:{_FIELD})\"\r?\n(?:[^\r\n]+\r?\n)*\r?\n)([^\r\n]+)",
    )
)
# What every name of a field has, one of: Python finds a text in a text a hundred times faster than an expression.
_STEMS = ("key", "token", "secret", "assertion", "verifier", "passw", "pwd", "sig")
_USER = re.compile(r"(?<=://)([^/?#\s@]+)(?=@)")
# Addresses that are a credential themselves: whoever has one may write there.
_WEBHOOK = re.compile(
    r"((?:hooks\.slack\.com/services|discord(?:app)?\.com/api/webhooks|api\.telegram\.org/bot)/?)[^\s\"'?#]+"
)
_SCHEME = re.compile(r"(Basic|Bearer|Digest|Token|ApiKey|AWS4-HMAC-SHA256)\s+", re.IGNORECASE)
_BASIC = re.compile(r"Basic\s+([\w+/=-]+)", re.IGNORECASE)
# Shorter values stand in texts by chance, the more so those of cookies.
_SHORTEST = 8
_SHORTEST_COOKIE = 16


class Hiding:
    """Hides the values that it is given, and what carries a credential by its name."""

    def __init__(self, *maskers: Masker) -> None:
        self._maskers = [masker for masker in maskers if masker]

    def exchange(self, exchange: RecordedExchange) -> RecordedExchange:
        """The exchange without them."""
        request, response = exchange.request, exchange.response
        return RecordedExchange(
            self.request(request),
            RecordedResponse(response.status, self.headers(response.headers), self._body(response.body)),
        )

    def request(self, request: RecordedRequest) -> RecordedRequest:
        """The request without them."""
        return replace(
            request, url=self.text(request.url), headers=self.headers(request.headers), body=self._body(request.body)
        )

    def text(self, text: str) -> str:
        """A text without them, such as a URL."""
        hidden = self.values(text)
        if _may_name_a_field(hidden):
            for assigned in _ASSIGNED:
                hidden = assigned.sub(rf"\g<1>{MASK}", hidden)
        hidden = _USER.sub(MASK, hidden)
        return hide_tokens(_WEBHOOK.sub(rf"\g<1>{MASK}", hidden), MASK)

    def values(self, text: str) -> str:
        """A text without the values only."""
        for masker in self._maskers:
            text = masker.mask(text)
        return text

    def known(self, exchange: RecordedExchange) -> RecordedExchange:
        """An exchange that stands in a file already, without the values: what people have written there stays."""
        request, response = exchange.request, exchange.response

        def headers(lines: Headers) -> Headers:
            return tuple((name, self.values(value)) for name, value in lines)

        return RecordedExchange(
            RecordedRequest(
                request.method, self.values(request.url), headers(request.headers), self._values_in(request.body)
            ),
            RecordedResponse(response.status, headers(response.headers), self._values_in(response.body)),
        )

    def headers(self, headers: Headers) -> Headers:
        """Header lines without them: of a credential its scheme stays."""
        return tuple((name, _header(name, value) or self.text(value)) for name, value in headers)

    def _body(self, body: Body) -> Body:
        match body.kind:
            case "json":
                return replace(body, value=self._json(body.value, named=True))
            case "text":
                return replace(body, value=self.text(body.value))
            case "base64":  # such as a form with a file
                hidden = self.text(body.value.decode(errors="surrogateescape"))
                return self._values_in(replace(body, value=hidden.encode(errors="surrogateescape")))
            case "empty":
                return body

    def _values_in(self, body: Body) -> Body:
        match body.kind:
            case "json":
                return replace(body, value=self._json(body.value, named=False))
            case "text":
                return replace(body, value=self.values(body.value))
            case "base64":
                content: bytes = body.value
                for masker in self._maskers:
                    content = masker.mask_bytes(content)
                return replace(body, value=content)
            case "empty":
                return body

    def _json(self, value: Any, *, named: bool) -> Any:
        if isinstance(value, dict):
            return {
                self.values(key): MASK if named and _is_secret(key, inner) else self._json(inner, named=named)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._json(inner, named=named) for inner in value]
        if isinstance(value, str):
            return self.text(value) if named else self.values(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and self.values(str(value)) != str(value):
            return MASK
        return value


def credentials_in(exchange: RecordedExchange) -> Iterator[str]:
    """The values of what carries a credential by its name: they may stand elsewhere, too."""
    request, response = exchange.request, exchange.response
    for text in (request.url, *_texts(request.body), *_texts(response.body)):
        if not _may_name_a_field(text):
            continue
        yield from (found[2] for assigned in _ASSIGNED for found in assigned.finditer(text))
    for found in _USER.finditer(request.url):
        yield found[1].partition(":")[2]
    for name, value in (*request.headers, *response.headers):
        if "cookie" in name:
            pairs = value.split(";")[: None if name == "cookie" else 1]
            values = (pair.partition("=")[2].strip() for pair in pairs)
            yield from (text for text in values if len(text) >= _SHORTEST_COOKIE)
        elif _header(name, value):
            yield _SCHEME.sub("", value, count=1)
            if basic := _BASIC.fullmatch(value):
                yield from _password(basic[1])
    for body in (request.body, response.body):
        if body.kind == "json":
            yield from _named_in(body.value)


def worth_hiding(values: Iterable[str]) -> frozenset[str]:
    """Those that are looked for wherever they stand."""
    return frozenset(value for value in values if len(value) >= _SHORTEST)


def _may_name_a_field(text: str) -> bool:
    lower = text.lower()
    return any(stem in lower for stem in _STEMS)


def _header(name: str, value: str) -> str:
    """The value of a header that carries a credential, without it; else an empty text."""
    if not _SECRET_HEADER.search(name) or _NO_SECRET_HEADER.match(name):
        return ""
    scheme = _SCHEME.match(value)
    return f"{scheme[1]} {MASK}" if scheme is not None else MASK


def _is_secret(key: str, value: Any) -> bool:
    return (
        bool(value) and isinstance(value, str | int) and value is not True and _SECRET_FIELD.fullmatch(key) is not None
    )


def _named_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and _is_secret(key, inner):
                yield inner
            else:
                yield from _named_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_in(inner)


def _texts(body: Body) -> tuple[str, ...]:
    match body.kind:
        case "text":
            return (body.value,)
        case "base64":
            return (body.value.decode(errors="replace"),)
        case _:
            return ()


def _password(encoded: str) -> Iterator[str]:
    try:
        user, _, password = base64.b64decode(encoded + "==").decode().partition(":")
    except ValueError:
        return
    yield from (password, user)
