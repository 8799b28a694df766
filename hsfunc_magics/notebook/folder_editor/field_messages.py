"""What is wrong in words beside a field; what is only not filled in yet is said without a reproach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...emulator.serverless_json.problems import Problem
from ..folder_draft.problems import still_to_fill_in
from ..widgets.messages import Severity, problem_text, tell_lines


def tell_fields(box: Any, problems: Iterable[Problem], *, paths: bool = False) -> None:
    """Shows problems; with `paths` also where they are, and nothing of empty fields, which speak for themselves."""
    tell_lines(box, [line for problem in problems for line in _lines(problem, paths=paths)])


def _lines(problem: Problem, *, paths: bool) -> list[tuple[Severity, str]]:
    waiting = still_to_fill_in(problem)
    if waiting is None:
        return [(problem.severity, problem_text(problem, paths=paths))]
    return [] if paths else [("hint", waiting)]
