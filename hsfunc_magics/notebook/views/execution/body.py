"""A response body for people: by its content type, and never more than an output can bear."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Literal

from ....emulator.call.execution import Execution
from ....emulator.http import media_type

MOST_TEXT = 3_500
MOST_STORED = 2_000
_MOST_IMAGE = 200_000
_MOST_HEX = 256
_PRETTY_UP_TO = 500_000
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown: `text`, cut where `cut` characters were left out; an image has its bytes in the reply."""

    kind: Literal["empty", "json", "text", "image", "bytes"]
    text: str
    cut: int = 0


def readable(execution: Execution) -> Body:
    """The body as text, secrets masked."""
    content, kind = execution.reply.body, media_type(execution.reply.content_type)
    if not content:
        return Body("empty", "")
    if kind in _IMAGES and len(content) <= _MOST_IMAGE:
        if whole_base64(execution, content) is None:
            return Body("bytes", f"[{kind}, {len(content):,} bytes, not shown: a secret's value stands in it]")
        return Body("image", f"[{kind}, {len(content):,} bytes]")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        shown = execution.masker.mask_bytes(content) if execution.masker else content
        return Body("bytes", _hex(shown[:_MOST_HEX]), max(0, len(shown) - _MOST_HEX))
    if kind.endswith("json") and len(content) <= _PRETTY_UP_TO:
        try:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
            return _cut("json", execution.masked(text))
        except (ValueError, RecursionError):
            pass
    return _cut("json" if kind.endswith("json") else "text", execution.masked(text))


def stored_body(execution: Execution, content: bytes, content_type: str | None) -> dict[str, Any] | None:
    """A body as the JSON view carries it: its beginning, and `cut`, what was left out; None where it is empty.

    Text has `text` and counts characters, anything else `base64` and counts bytes.
    """
    if not content:
        return None
    kind = media_type(content_type)
    body: dict[str, Any] = {"type": kind, "size": len(content), "cut": 0}
    text = body_text(execution, content, kind)
    if text is not None:
        return {**body, "text": text[:MOST_STORED], "cut": max(0, len(text) - MOST_STORED)}
    encoded = whole_base64(execution, content)
    if encoded is None:
        return {**body, "base64": "", "cut": len(content)}
    # Half an image shows nothing.
    most = _MOST_IMAGE if kind in _IMAGES and len(content) <= _MOST_IMAGE else _MOST_HEX
    shown = encoded if len(content) <= most else base64.b64encode(content[:most]).decode()
    return {**body, "base64": shown, "cut": max(0, len(content) - most)}


def body_text(execution: Execution, content: bytes, kind: str) -> str | None:
    """A body as text, secrets masked; None where it is none."""
    if kind in _IMAGES:
        return None
    try:
        return execution.masked(content.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def whole_base64(execution: Execution, content: bytes) -> str | None:
    """Bytes as base64; None where they hold a secret's value, or this way of writing them does."""
    if leaks(execution, content):
        return None
    encoded = base64.b64encode(content).decode()
    return encoded if execution.masked(encoded) == encoded else None


def leaks(execution: Execution, content: bytes) -> bool:
    """Whether bytes that cannot be masked hold a secret's value."""
    return execution.masker is not None and execution.masker.found_in(content)


def _cut(kind: Literal["json", "text"], text: str) -> Body:
    return Body(kind, text[:MOST_TEXT], max(0, len(text) - MOST_TEXT))


def _hex(content: bytes) -> str:
    lines: list[str] = []
    for start in range(0, len(content), 16):
        row = content[start : start + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{start:04x}  {row.hex(' '):<47}  {shown}")
    return "\n".join(lines)
