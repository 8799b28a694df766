"""Compares a value with what a case expects of it: exactly, but where a matcher stands (README.md, matchers)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

ABSENT: Any = object()

_TYPES: dict[str, Callable[[Any], bool]] = {
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "null": lambda value: value is None,
}


def matcher_of(expected: Any) -> str | None:
    """The name of the matcher that `expected` is; None for a plain value."""
    if isinstance(expected, dict) and len(expected) == 1:
        (name,) = expected
        if isinstance(name, str) and name.startswith("$"):
            return name
    return None


def differences(expected: Any, got: Any, where: str) -> list[str]:
    """One line for each place where `got` is not as expected; none where all is."""
    name = matcher_of(expected)
    if name is not None:
        return _matched(name, expected[name], got, where)
    if got is ABSENT:
        return [_differs(expected, got, where)]
    if isinstance(expected, dict) and isinstance(got, dict):
        lines = _members(expected, got, where)
        return lines + [f"{where}.{key}: unexpected, {shown(got[key])}" for key in got if key not in expected]
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return [_differs(expected, got, where)]
        return [
            line
            for n, pair in enumerate(zip(expected, got, strict=True))
            for line in differences(*pair, f"{where}[{n}]")
        ]
    return [] if _same_scalar(expected, got) else [_differs(expected, got, where)]


def body_differences(expected: Any, body: bytes) -> list[str]:
    """The same for a response's body: text for a string or a matcher of text, JSON for anything else."""
    name = matcher_of(expected)
    text = body.decode("utf-8", "surrogateescape")
    if name == "$empty":
        return [] if body == b"" else [f"body: expected none, got {shown(text)}"]
    if name == "$base64":
        return [] if body == base64.b64decode(expected[name]) else [_differs(expected, body.hex(), "body")]
    if name == "$length":
        return [] if len(body) == expected[name] else [f"body: expected {expected[name]} bytes, got {len(body)}"]
    if isinstance(expected, str) or name in ("$match", "$any"):
        return differences(expected, text, "body")
    try:
        value = json.loads(text)
    except ValueError:
        return [f"body: expected JSON {shown(expected)}, got {shown(text)}"]
    return differences(expected[name] if name == "$json" else expected, value, "body")


def shown(value: Any) -> str:
    """A value for a message, cut where it is long."""
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 300 else f"{text[:300]}… ({len(text)} characters)"


def _matched(name: str, wanted: Any, got: Any, where: str) -> list[str]:
    if name == "$absent":
        return [] if got is ABSENT else [f"{where}: expected nothing there, got {shown(got)}"]
    if got is not ABSENT and _holds(name, wanted, got, where):
        return []
    return [_differs({name: wanted}, got, where)]


def _holds(name: str, wanted: Any, got: Any, where: str) -> bool:
    def equal(expected: Any, value: Any) -> bool:
        return not differences(expected, value, where)

    if name == "$any":
        return True
    if name == "$match":
        return isinstance(got, str) and re.search(wanted, got, re.DOTALL) is not None
    if name == "$type":
        return _TYPES[wanted](got)
    if name == "$range":
        return _TYPES["number"](got) and wanted[0] <= got <= wanted[1]
    if name == "$oneof":
        return any(equal(item, got) for item in wanted)
    if name == "$length":
        return isinstance(got, str | list | dict) and len(got) == wanted
    if name == "$includes" and isinstance(wanted, dict):
        return isinstance(got, dict) and not _members(wanted, got, where)
    if name == "$includes":
        return isinstance(got, list) and all(any(equal(item, value) for value in got) for item in wanted)
    if name == "$bag":
        return isinstance(got, list) and _same_bag(wanted, got, equal)
    raise ValueError(f"unknown matcher {name}")


def _same_bag(wanted: list[Any], got: list[Any], equal: Callable[[Any, Any], bool]) -> bool:
    rest = list(got)
    for item in wanted:
        index = next((n for n, value in enumerate(rest) if equal(item, value)), None)
        if index is None:
            return False
        del rest[index]
    return not rest


def _members(expected: dict[str, Any], got: dict[str, Any], where: str) -> list[str]:
    return [
        line for key, value in expected.items() for line in differences(value, got.get(key, ABSENT), f"{where}.{key}")
    ]


def _same_scalar(expected: Any, got: Any) -> bool:
    # In JSON `true` is no number, and 1 and 1.0 are one number.
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float):
        return isinstance(got, int | float) and expected == got
    return type(expected) is type(got) and bool(expected == got)


def _differs(expected: Any, got: Any, where: str) -> str:
    return f"{where}: expected {shown(expected)}, got {shown(got)}"
