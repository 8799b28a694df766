"""What is wrong, in words beside a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from ...emulator.serverless_json.problems import Problem
from ..views.frame import escape
from .controls import place, show

Severity = Literal["error", "warning", "hint"]

_SIGNS: dict[Severity, str] = {"error": "✗ ", "warning": "⚠ ", "hint": ""}


def message_box() -> Any:
    """A place for messages, hidden while there are none."""
    box = place()
    box.add_class("hsfunc-problems")
    return box


def tell(box: Any, problems: Iterable[Problem], *, paths: bool = False) -> None:
    """Shows problems; with `paths` also where they are, for a place beside no field."""
    tell_lines(box, ((problem.severity, problem_text(problem, paths=paths)) for problem in problems))


def tell_lines(box: Any, lines: Iterable[tuple[Severity, str]], role: str = "status") -> None:
    """Shows texts. A screen reader says what is new without leaving the field: an `alert` at once."""
    # Not by the colour alone.
    told = "".join(f'<div class="hsfunc-told-{kind}">{_SIGNS[kind]}{escape(text)}</div>' for kind, text in lines)
    show(box, f'<div role="{role}">{told}</div>' if told else "")


def problem_text(problem: Problem, *, paths: bool) -> str:
    """What is wrong and how to mend it; with `paths` also where."""
    text = f"{problem.message} {problem.mend}".rstrip()
    where = f"{problem.path}: " if paths else ""
    if not paths:
        text = text[:1].upper() + text[1:]
    return where + text
