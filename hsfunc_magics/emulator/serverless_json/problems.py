"""A finding in serverless.json, and the words for it: where, what, how to mend it (contract §2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ..secrets.detect import looks_like_secret

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: where (JSON path), what is wrong or odd, and how to mend it.

    `line` and `column` count from 1, in characters; 0 where there is no text, as in a folder made of cells. An error
    that does not block is one endpoint's own: the folder is taken, and the others run (contract §2).
    """

    severity: Literal["error", "warning"]
    path: str
    message: str
    mend: str
    line: int = 0
    column: int = 0
    blocks: bool = True

    def __str__(self) -> str:
        where = f"{self.path} (line {self.line})" if self.line else self.path
        return f"{where}: {self.message} {self.mend}".rstrip()


def json_path(*steps: str | int) -> str:
    """`endpoints.events.method`, `endpoints["events/update"].method[1]`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            path += f".{step}" if path else step
        else:
            path += f"[{json.dumps(step, ensure_ascii=False)}]"
    return path


def lies_in(problem: Problem, path: str) -> bool:
    """Whether a problem is that of the value at a path, or of one inside it."""
    return problem.path == path or problem.path.startswith((f"{path}.", f"{path}["))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then as they stand in the text."""
    return sorted(problems, key=lambda problem: (problem.severity != "error", problem.line, problem.column))


def refusal(problems: Iterable[Problem]) -> list[Problem]:
    """Every problem of what has an error that blocks, warnings too; nothing where none does."""
    found = list(problems)
    return found if any(problem.severity == "error" and problem.blocks for problem in found) else []


def concerns(problem: Problem, endpoint: str) -> bool:
    """Whether a problem is the endpoint's or the whole folder's."""
    return not problem.path.startswith(("endpoints.", "endpoints[")) or lies_in(
        problem, json_path("endpoints", endpoint)
    )


def error(path: str, message: str, mend: str) -> Problem:
    return Problem("error", path, message, mend)


def warning(path: str, message: str, mend: str) -> Problem:
    return Problem("warning", path, message, mend)


def kind(value: Any) -> str:
    """What JSON calls a value: `an array`."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


def show(value: Any) -> str:
    """A value in a sentence, cut where it is long, and never one that looks like a secret's."""
    text = json.dumps(value, ensure_ascii=False)
    if looks_like_secret(text):
        return "this value"
    return text if len(text) <= 40 else f"{text[:39]}…"
