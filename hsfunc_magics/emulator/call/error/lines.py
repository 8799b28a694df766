"""What an error carries, as lines of text: its properties, its causes, the errors that it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .info import ErrorInfo

_STEP = "  "
_LONGEST_LINE = 100


def carried_lines(error: ErrorInfo) -> list[str]:
    """The lines below an error; those of a cause stand further to the right."""
    return [line for lines in _lines(error, "") for line in lines.split("\n")]


def _lines(error: ErrorInfo, indent: str) -> Iterator[str]:
    for name, value in error.properties.items():
        yield f"{indent}{name}: {_beside(value_text(value), indent)}"
    if error.cause is not None:
        yield from _inner("Caused by", error.cause, indent)
    whole = len(error.errors) + error.more
    for number, inner in enumerate(error.errors, 1):
        yield from _inner(f"Error {number} of {whole}", inner, indent)
    if error.more:
        yield f"{indent}… {error.more:,} more errors"


def _inner(label: str, error: ErrorInfo, indent: str) -> Iterator[str]:
    yield f"{indent}{label}: {_beside(error.headline, indent)}"
    further = indent + _STEP
    yield from (f"{further}{_STEP}{frame}" for frame in error.frames)
    yield from _lines(error, further)


def value_text(value: Any) -> str:
    """A property's value: a text as it is, anything else as JSON, in lines where it is long."""
    if isinstance(value, str):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_LINE else json.dumps(value, ensure_ascii=False, indent=2)


def _beside(text: str, indent: str) -> str:
    """What an error says stays to the right of what is said of it."""
    return text.replace("\n", f"\n{indent}{_STEP}")
