"""Whether a notebook runs where nobody sits in front of it: under CI, nbval or papermill."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..emulator.outgoing.unattended import in_ci
from ..runtime.node.command_line import command_line

_PAPERMILL = "papermill"


def unattended(shell: Any) -> bool:
    """Whether nobody is there, as far as it can be known.

    A kernel has the variables of who has started it: pytest names the test that runs, with nbval a notebook's cell.
    papermill leaves no mark but its own command line, which a program that imports it lacks.
    """
    if in_ci(os.environ):
        return True
    if getattr(shell, "kernel", None) is None:
        return False
    return "PYTEST_CURRENT_TEST" in os.environ or _is_papermill(command_line(os.getppid()))


def _is_papermill(words: list[str]) -> bool:
    """`papermill …`, `python …/bin/papermill …`, `python -m papermill …`."""
    programs = [Path(word).name.removesuffix(".exe") for word in words[:2]]
    module = words[words.index("-m") + 1 :][:1] if "-m" in words else []
    return _PAPERMILL in programs or module in ([_PAPERMILL], [f"{_PAPERMILL}.__main__"])
