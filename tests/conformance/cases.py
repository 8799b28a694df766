"""Reads the case files, and writes out what they abbreviate (README.md, long text and numbering)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"

Case = dict[str, Any]


def read_cases() -> dict[str, Case]:
    """All cases by id, in the order of the files."""
    cases: dict[str, Case] = {}
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            assert case["id"] not in cases, f"two cases are called {case['id']}"
            cases[case["id"]] = case
    return cases


def source(lines: str | list[str]) -> str:
    """A file's text: a list stands for its lines."""
    return lines if isinstance(lines, str) else "\n".join(lines) + "\n"


def expanded(value: Any) -> Any:
    """With $repeat, $concat and $nest written out."""
    if isinstance(value, list):
        return [expanded(item) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$repeat": [text, times], **rest} if not rest:
            return text * times
        case {"$concat": parts, **rest} if not rest:
            return "".join(expanded(part) for part in parts)
        case {"$nest": [opening, middle, closing, times], **rest} if not rest:
            return opening * times + middle + closing * times
        case _:
            return {key: expanded(item) for key, item in value.items()}


def numbered(value: Any, number: int) -> Any:
    """With `{i}` replaced in every string."""
    if isinstance(value, str):
        return value.replace("{i}", str(number))
    if isinstance(value, list):
        return [numbered(item, number) for item in value]
    if isinstance(value, dict):
        return {numbered(key, number): numbered(item, number) for key, item in value.items()}
    return value


def is_slow(case: Case) -> bool:
    """Whether one of its calls runs into the time limit, or is meant to take long."""
    text = json.dumps(case["calls"])
    return '"status": 429' in text or '"min_seconds": ' in text or '"max_seconds": 11' in text
