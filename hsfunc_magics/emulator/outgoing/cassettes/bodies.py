"""Bodies as people read them: decoded, as JSON or text where they are such; the boundary of a form always the same."""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import suppress
from typing import Any

from ....runtime.outgoing import Headers
from ...json_text.read_write import TooDeepError, UnfitNumberError, read_json
from .exchange import Body

_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r"(boundary\s*=\s*)(?:\"([^\"]+)\"|([^\s;,]+))", re.IGNORECASE)
_STEADY_BOUNDARY = "hsfunc-cassette-boundary"
_JSON_TYPE = re.compile(r"[/+]json\b", re.IGNORECASE)
# What no text has that somebody reads.
_BINARY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_GZIP = b"\x1f\x8b"


class UnreadableBodyError(ValueError):
    """A body in an encoding that cannot be undone here; the message is its name."""


def header(headers: Headers, name: str) -> str:
    """The value of a header, by its name in lower case; an empty text where there is none."""
    return next((value for key, value in headers if key.lower() == name), "")


def charset_of(media_type: str) -> str:
    """The charset that a content type names; UTF-8 where it names none that Python knows."""
    named = _CHARSET.search(media_type)
    if named is not None:
        with suppress(LookupError):
            "".encode(named[1])
            return named[1].lower()
    return "utf-8"


def read_body(content: bytes, headers: Headers) -> Body:
    """The body. Raises `UnreadableBodyError`: what cannot be read cannot be looked through for secrets either."""
    if not content:
        return Body()
    content = _decoded(content, header(headers, "content-encoding"))
    media_type = header(headers, "content-type")
    charset = charset_of(media_type)
    text = _text(content, charset)
    if text is None:
        return Body("base64", content)
    if charset != "utf-8":
        return Body("text", text, charset)
    if _JSON_TYPE.search(media_type) or (not media_type and text.lstrip()[:1] in ("{", "[")):
        with suppress(ValueError, TooDeepError, UnfitNumberError):
            return Body("json", read_json(text, _without_doubles))
    return Body("text", text)


def with_steady_boundary(headers: Headers, content: bytes) -> tuple[Headers, bytes]:
    """A multipart form with the same boundary each time; clients take a new one for each request."""
    found = _BOUNDARY.search(header(headers, "content-type"))
    if found is None or not header(headers, "content-type").lower().lstrip().startswith("multipart/"):
        return headers, content
    boundary: str = found[2] or found[3]
    steady = tuple(
        (name, _BOUNDARY.sub(rf"\g<1>{_STEADY_BOUNDARY}", value) if name.lower() == "content-type" else value)
        for name, value in headers
    )
    return steady, content.replace(boundary.encode("utf-8", "replace"), _STEADY_BOUNDARY.encode())


def _decoded(content: bytes, encodings: str) -> bytes:
    """Without its content encodings; some of what reports an exchange has undone them already."""
    for encoding in reversed([name.strip().lower() for name in encodings.split(",") if name.strip()]):
        match encoding:
            case "gzip" | "x-gzip":
                if content.startswith(_GZIP):
                    content = _undone(gzip.decompress, content, encoding)
            case "deflate":
                content = _inflated(content)
            case "identity":
                pass
            case _:
                if _text(content, "utf-8") is None:
                    raise UnreadableBodyError(encoding)
    return content


def _undone(decompress: Any, content: bytes, encoding: str) -> bytes:
    try:
        return bytes(decompress(content))
    except (OSError, EOFError, zlib.error):
        raise UnreadableBodyError(encoding) from None


def _inflated(content: bytes) -> bytes:
    """What `deflate` stands for: zlib, or, as some servers take it, a bare stream; else it is decoded already."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        with suppress(zlib.error):
            return zlib.decompress(content, bits)
    return content


def _text(content: bytes, charset: str) -> str | None:
    """The text of these very bytes; None where they are none that people read."""
    try:
        text = content.decode(charset)
        return text if not _BINARY.search(text) and text.encode(charset) == content else None
    except (LookupError, ValueError):
        return None


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one with a key twice would lose a value, and stays text."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made
