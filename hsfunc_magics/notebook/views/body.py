"""A response body for people: by its content type, and never more than an output can bear."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from ...emulator.context import media_type
from ...emulator.execution import Execution

_MOST_TEXT = 4_000
_MOST_IMAGE = 200_000
_MOST_HEX = 256
_PRETTY_UP_TO = 500_000
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Body:
    """What is shown: `text`, cut where `cut` bytes were left out; an image has its bytes in the reply."""

    kind: Literal["empty", "json", "text", "image", "bytes"]
    text: str
    cut: int = 0


def readable(execution: Execution) -> Body:
    """The body as text, secrets masked."""
    content, kind = execution.reply.body, media_type(execution.reply.content_type)
    if not content:
        return Body("empty", "")
    if kind in _IMAGES and len(content) <= _MOST_IMAGE:
        if execution.masker and execution.masker.found_in(content):
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


def _cut(kind: Literal["json", "text"], text: str) -> Body:
    return Body(kind, text[:_MOST_TEXT], max(0, len(text) - _MOST_TEXT))


def _hex(content: bytes) -> str:
    lines: list[str] = []
    for start in range(0, len(content), 16):
        row = content[start : start + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{start:04x}  {row.hex(' '):<47}  {shown}")
    return "\n".join(lines)
