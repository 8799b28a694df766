"""What a page may send to another origin without asking first: the Fetch standard's safelisted methods and headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

SAFE_METHODS = ("GET", "HEAD", "POST")
SIMPLE_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")

_MOST_BYTES = 128
_MOST_BYTES_TOGETHER = 1024
_UNSAFE = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')
_NOT_A_LANGUAGE = re.compile(r"[^0-9A-Za-z *,\-.;=]")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)", re.IGNORECASE)


def unsafe_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers that need a preflight, sorted, each with the reason; names are in lower case."""
    found: dict[str, str] = {}
    safe: list[str] = []
    together = 0
    for name, value in headers:
        key, reason = name.lower(), _reason(name.lower(), value)
        if reason is not None:
            found.setdefault(key, reason)
        else:
            safe.append(key)
            together += len(_bytes(value))
    if together > _MOST_BYTES_TOGETHER:
        for key in safe:
            found.setdefault(key, f"is one of headers with more than {_MOST_BYTES_TOGETHER:,} bytes together")
    return dict(sorted(found.items()))


def _reason(name: str, value: str) -> str | None:
    if name not in ("accept", "accept-language", "content-language", "content-type", "range"):
        return "is not safelisted"
    if len(_bytes(value)) > _MOST_BYTES:
        return f"has a value of more than {_MOST_BYTES} bytes"
    if name in ("accept-language", "content-language"):
        bad = _NOT_A_LANGUAGE.search(value)
    elif name == "range":
        return None if _is_simple_range(value) else "is no simple range such as bytes=0-99"
    else:
        bad = _UNSAFE.search(value)
    if bad is not None:
        return f"has {bad[0]!r} in its value"
    if name == "content-type" and value.partition(";")[0].strip(" \t\r\n").lower() not in SIMPLE_TYPES:
        return f"is {value}, and none of {', '.join(SIMPLE_TYPES)}"
    return None


def _is_simple_range(value: str) -> bool:
    found = _RANGE.fullmatch(value)
    return found is not None and (not found[2] or int(found[1]) <= int(found[2]))


def _bytes(value: str) -> bytes:
    return value.encode("latin-1", "replace")
