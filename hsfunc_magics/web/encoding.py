"""Content encodings of request bodies, undone within a bound: a small body may stand for gigabytes."""

from __future__ import annotations

import zlib

# What is known here of the names that a Content-Encoding may have.
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE = -15


class TooLargeError(Exception):
    """The decoded body is over the bound."""


class NotEncodedError(Exception):
    """The body is not in the encoding that its header names; the message is that name."""


def decoded(body: bytes, encodings: str, most: int) -> bytes:
    """The body without its content encodings; as it is where one of them is not known here.

    Raises `TooLargeError` once there are more than `most` bytes, and `NotEncodedError`.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not body or any(name not in _WINDOWS for name in names):
        return body
    for name in reversed(names):
        body = _inflated(body, name, most)
    return body


def _inflated(body: bytes, name: str, most: int) -> bytes:
    try:
        return _inflate(body, _WINDOWS[name], most)
    except zlib.error:
        if name != "deflate":
            raise NotEncodedError(name) from None
    try:
        # `deflate` means zlib's format; some clients send it without its frame.
        return _inflate(body, _RAW_DEFLATE, most)
    except zlib.error:
        raise NotEncodedError(name) from None


def _inflate(body: bytes, window: int, most: int) -> bytes:
    out = b""
    while body:
        stream = zlib.decompressobj(window)
        out += stream.decompress(body, most + 1 - len(out))
        if len(out) > most:
            raise TooLargeError
        if not stream.eof:
            raise zlib.error("it ends too early")
        body = stream.unused_data  # gzip files may stand one behind the other
    return out
