"""Header lines of a response: one for each value, and one header for a name in two spellings (contract §6)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from ...notes import Note, dropped_header, encoded_location, not_encoded, one_header

Line = tuple[str, str]

_PLATFORM_HEADERS = frozenset({"content-length", "transfer-encoding", "connection"})
# Of these HTTP knows one value (RFC 9110): of several, browsers make something of their own.
_SINGLE = frozenset(
    {"content-type", "location", "content-disposition", "etag", "expires", "last-modified", "retry-after"}
)
_COOKIES = "set-cookie"
# How bytes in an encoding begin; those of Brotli may begin with any.
_BEGINNINGS = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "deflate": b"", "br": b"", "zstd": b"\x28\xb5\x2f\xfd"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


def sent_lines(lines: list[Line], body: bytes = b"", *, text: bool = False) -> tuple[list[Line], list[Note]]:
    """The lines that go out of those that a function has given, and notes. `text`: the body was given as text."""
    names = {name for name, _ in lines}
    lowered = {name.lower() for name in names}
    notes: list[Note] = []
    if len(names) > len(lowered):
        lines, notes = _one_spelling(lines)
    if len(lines) > len(lowered) and lowered & _SINGLE:
        lines, more = _single(lines)
        notes += more
    if lowered & _PLATFORM_HEADERS:
        notes += [dropped_header(name) for name, _ in lines if name.lower() in _PLATFORM_HEADERS]
        lines = [line for line in lines if line[0].lower() not in _PLATFORM_HEADERS]
    if "content-encoding" in lowered and body:
        notes += _without_encoding(lines, b"" if text else body)
    if "location" in lowered:
        lines, more = _encoded(lines)
        notes += more
    return lines, list(dict.fromkeys(notes))


def _one_spelling(lines: list[Line]) -> tuple[list[Line], list[Note]]:
    """Of a name in several spellings the last one counts; cookies are a header line each anyway."""
    last = {name.lower(): name for name, _ in lines}
    kept, notes = [], []
    for name, value in lines:
        counts = last[name.lower()]
        if name == counts or name.lower() == _COOKIES:
            kept.append((name, value))
        else:
            notes.append(one_header(name, counts))
    return kept, notes


def _single(lines: list[Line]) -> tuple[list[Line], list[Note]]:
    last = {name.lower(): index for index, (name, _) in enumerate(lines)}
    kept, notes = [], []
    for index, (name, value) in enumerate(lines):
        if name.lower() in _SINGLE and index < last[name.lower()]:
            notes.append(one_header(name, name))
        else:
            kept.append((name, value))
    return kept, notes


def _without_encoding(lines: Iterable[Line], encoded: bytes) -> Iterable[Note]:
    """Where an encoding is named that the body cannot have, as with the headers of what fetch has decoded."""
    for name, value in lines:
        encoding = value.strip().lower()
        if name.lower() != "content-encoding" or encoding not in _BEGINNINGS:
            continue
        if not encoded or not encoded.startswith(_BEGINNINGS[encoding]):
            yield not_encoded(encoding)


def _encoded(lines: Iterable[Line]) -> tuple[list[Line], list[Note]]:
    """What is not ASCII in a Location is percent-encoded, as browsers do before they go there."""
    kept, notes = [], []
    for name, value in lines:
        if name.lower() == "location" and not value.isascii():
            encoded = _BEYOND_ASCII.sub(lambda match: quote(match[0], errors="replace"), _as_utf8(value))
            notes.append(encoded_location(encoded))
            kept.append((name, encoded))
        else:
            kept.append((name, value))
    return kept, notes


def _as_utf8(value: str) -> str:
    """UTF-8 that somebody has written a byte a character is read as what it is."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
