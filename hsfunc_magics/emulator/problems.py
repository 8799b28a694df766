"""A finding in serverless.json, and the words for it: where, what, how to mend it (contract §2)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where (JSON path), what is wrong or odd, and how to mend it."""

    severity: Literal["error", "warning"]
    path: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message} {self.mend}".rstrip()


def json_path(*steps: str) -> str:
    """`endpoints.events.method`, `endpoints["events/update"].file`."""
    path = ""
    for step in steps:
        if PLAIN_KEY.fullmatch(step):
            path += f".{step}" if path else step
        else:
            path += f"[{json.dumps(step, ensure_ascii=False)}]"
    return path


def error(path: str, message: str, mend: str) -> Problem:
    return Problem("error", path, message, mend)


def warning(path: str, message: str, mend: str) -> Problem:
    return Problem("warning", path, message, mend)


def kind(value: Any) -> str:
    """What JSON calls a value: `an array`."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def show(value: Any) -> str:
    """A value in a sentence, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"
