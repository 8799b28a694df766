"""JSON in lines, for a person to read: every name, text and number as it was written."""

from __future__ import annotations

import json
import re

from .read_write import MOST_NESTED

_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_STEP = "  "


def indented(text: str) -> str | None:
    """The JSON, two spaces a level; None where the text is none, or is nested too deeply."""
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    lines: list[str] = []
    depth = 0
    found = _PART.findall(text)
    for at, part in enumerate(found):
        if part in "{[":
            depth += 1
            if depth > MOST_NESTED:
                return None
            lines.append(part if found[at + 1] in "}]" else f"{part}\n{_STEP * depth}")
        elif part in "}]":
            depth -= 1
            lines.append(part if found[at - 1] in "{[" else f"\n{_STEP * depth}{part}")
        elif part == ",":
            lines.append(f",\n{_STEP * depth}")
        else:
            lines.append(": " if part == ":" else part)
    return "".join(lines)
