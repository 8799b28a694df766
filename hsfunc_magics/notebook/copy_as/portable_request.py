"""A request as a person would write it down: what was said of it, without what every client adds by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from ...emulator.call.forms import MULTIPART, encode_multipart, parse_form
from ...emulator.call.request import Invocation, Request, build_request, first_header, lower_headers
from ...emulator.http import media_type
from ...emulator.json_text.read_write import with_texts
from ...emulator.visitors import TRACKING_COOKIE

Pairs = tuple[tuple[str, str], ...]
Mask = Callable[[str], str]

# What a URL may hold as it is, `%` of what is encoded already included; the rest is encoded as a browser does.
_IN_QUERY = "/?:@!$&'()*+,;=-._~%[]"
_IN_PATH = "/:@!$&'()*+,;=-._~%[]"

_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")

# Set by whatever sends the request, for its own connection (RFC 9110, 7.6.1).
_OF_THE_CONNECTION = (
    *("connection", "content-length", "expect", "keep-alive", "proxy-connection"),
    *("te", "trailer", "transfer-encoding", "upgrade"),
)
# What the account gives a visitor, contact or not.
_VISITOR_COOKIE = re.compile(rf"__hssrc=1|{TRACKING_COOKIE}=[0-9a-f]{{32}}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class PortableRequest:
    """`base` is protocol and domain; `path` and `query` are percent-encoded.

    `body` is None where there is none; a multipart form has `fields` instead, if text is all that it has, and then
    no Content-Type in `headers`. `visitor` is the name of the one who calls, None where the call names nobody; its
    cookie is the last one of `headers`, for those who know no names. With `invocation` a project's function is called
    by its uid, which no URL leads to: nothing else of the request counts.
    """

    method: str
    base: str
    path: str
    query: str
    headers: Pairs
    body: bytes | None = None
    fields: Pairs | None = None
    visitor: str | None = None
    invocation: Invocation | None = None

    def url(self, base_url: str | None = None) -> str:
        """The whole URL, elsewhere than at the account with `base_url`."""
        base = self.base if base_url is None else base_url.rstrip("/")
        return base + self.path + (f"?{self.query}" if self.query else "")

    @property
    def told_headers(self) -> Pairs:
        """The headers for those who are told the visitor's name."""
        if self.visitor is None:
            return self.headers
        cookies = [index for index, (name, _) in enumerate(self.headers) if name.lower() == "cookie"]
        return tuple(pair for index, pair in enumerate(self.headers) if index not in cookies[-1:])

    @property
    def text(self) -> str | None:
        """The body as text without control characters; None where it is not that."""
        if self.body is None:
            return None
        try:
            text = self.body.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return None if _CONTROL.search(text) else text

    def header(self, name: str) -> str | None:
        """The first value of a header; `name` in lower case."""
        return first_header(self.headers, name)

    def with_encoded_form(self) -> PortableRequest:
        """The same with the fields written into a body, for those who cannot be told of them."""
        content_type, body = encode_multipart(self.fields or ())
        return replace(self, headers=(*self.headers, ("Content-Type", content_type)), body=body, fields=None)

    def joined_headers(self) -> Pairs:
        """Every name once: repeated ones joined as HTTP allows, cookies by `; `."""
        names = {name.lower(): name for name, _ in reversed(self.headers)}
        return tuple((names[key], value) for key, value in lower_headers(self.headers).items())


def portable(
    request: Request, mask: Mask | None = None, *, visitor: str | None = None, own_cookies: bool = False
) -> PortableRequest:
    """The request without the headers that a call from Python adds by itself, and without what `mask` takes away.

    `visitor` is the name that the call was given. With `own_cookies` it was given cookies; they say who calls, too.
    """
    content_type = request.header("content-type")
    own_cookies = own_cookies or visitor is not None or request.visitor is not None
    headers = [
        (name, value)
        for name, value in request.headers
        if name.lower() not in _OF_THE_CONNECTION and not _is_added(name, value, request, own_cookies=own_cookies)
    ]
    body: bytes | None = request.body if request.body or request.header("content-length") is not None else None
    fields = _text_fields(content_type, body)
    if fields is not None:
        headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
        body = None
    found = PortableRequest(
        method=request.method,
        base=f"{request.scheme}://{request.host}",
        path=_encoded(request.path, _IN_PATH),
        query=_encoded(request.query, _IN_QUERY),
        headers=tuple(headers),
        body=body,
        fields=fields,
        visitor=visitor,
        invocation=request.invocation,
    )
    return _masked(found, mask) if mask is not None else found


def _encoded(text: str, safe: str) -> str:
    """What no client changes any more: a `%` that encodes nothing is encoded itself."""
    return quote(_BARE_PERCENT.sub("%25", text), safe=safe, errors="replace")


def _is_added(name: str, value: str, request: Request, *, own_cookies: bool) -> bool:
    """Whether a header is as a call adds it by itself."""
    key = name.lower()
    if key == "host":
        return value == request.host
    if key == "cookie":
        return not own_cookies and _VISITOR_COOKIE.fullmatch(value) is not None
    plain = build_request("x", domains=(request.host,)).header(key)
    return plain is not None and plain == value


def _text_fields(content_type: str | None, body: bytes | None) -> Pairs | None:
    """The fields of a multipart form, if they say all of it: none is a file, and none is a header short."""
    if body is None or media_type(content_type) != MULTIPART or b"filename" in body.lower():
        return None
    fields = tuple(parse_form(MULTIPART, content_type or "", body))
    parts = body.lower().count(b"content-disposition:")
    whole = len(fields) == parts and body.lower().count(b"content-type:") == 0
    # Clients do not agree how a backslash in a name is written.
    told = all(name and "\\" not in name for name, _ in fields)
    return fields if fields and whole and told else None


def _masked(found: PortableRequest, mask: Mask) -> PortableRequest:
    body = found.body
    if body is not None:
        # A value hides in bytes too: they come back as they were, but for the mask.
        body = mask(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return replace(
        found,
        method=mask(found.method),
        base=mask(found.base),
        path=mask(found.path),
        query=mask(found.query),
        headers=tuple((mask(name), mask(value)) for name, value in found.headers),
        body=body,
        fields=tuple((mask(name), mask(value)) for name, value in found.fields) if found.fields is not None else None,
        visitor=mask(found.visitor) if found.visitor is not None else None,
        invocation=_masked_invocation(found.invocation, mask) if found.invocation is not None else None,
    )


def _masked_invocation(invocation: Invocation, mask: Mask) -> Invocation:
    return Invocation(
        mask(invocation.uid),
        with_texts(invocation.parameters, mask),
        with_texts(dict(invocation.properties), mask),
    )
