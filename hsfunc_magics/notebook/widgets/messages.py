"""What is wrong, in words beside a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ipywidgets import HTML

from ...emulator.problems import Problem
from ..views.markup import escape
from .watch import put, reveal

_SIGNS = {"error": "✗", "warning": "⚠"}


def message_box() -> Any:
    """A place for messages, hidden while there are none."""
    box = HTML(layout={"margin": "0 0 4px", "display": "none", "height": "auto"})
    box.add_class("hsfunc-problems")
    return box


def tell(box: Any, problems: Iterable[Problem], *, paths: bool = False) -> None:
    """Shows problems; with `paths` also where they are, for a place beside no field."""
    lines = "".join(_line(problem, paths=paths) for problem in problems)
    # A screen reader says what is new without leaving the field.
    put(box, value=f'<div role="status" style="padding:0;text-indent:0">{lines}</div>' if lines else "")
    reveal(box, shown=bool(lines))


def _line(problem: Problem, *, paths: bool) -> str:
    text = f"{problem.message} {problem.mend}".rstrip()
    where = f"{problem.path}: " if paths else ""
    if not paths:
        text = text[:1].upper() + text[1:]
    return f'<div class="hsfunc-told-{problem.severity}">{_SIGNS[problem.severity]} {escape(where + text)}</div>'
