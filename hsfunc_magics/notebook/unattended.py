"""Whether a notebook runs where nobody sits in front of it: under CI, nbval or papermill."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..emulator.outgoing.unattended import ci_of
from ..runtime.node.command_line import command_line

_PAPERMILL = "papermill"


def unattended(shell: Any) -> str:
    """Why nobody is there, as the end of a sentence; an empty text where somebody may be.

    A kernel has the variables of who has started it. pytest names the test that runs in one of them: with nbval that is
    a cell of the notebook. papermill leaves no mark but its own command line, which a program that imports it lacks.
    """
    if ci := ci_of(os.environ):
        return ci
    if getattr(shell, "kernel", None) is None:
        return ""
    if test := os.environ.get("PYTEST_CURRENT_TEST", ""):
        return "nbval runs this notebook" if ".ipynb::" in test else "pytest runs this kernel"
    return "papermill runs this notebook" if _is_papermill(command_line(os.getppid())) else ""


def _is_papermill(words: list[str]) -> bool:
    """`papermill …`, `python …/bin/papermill …`, `python -m papermill …`."""
    programs = [Path(word).name.removesuffix(".exe") for word in words[:2]]
    module = words[words.index("-m") + 1 :][:1] if "-m" in words else []
    return _PAPERMILL in programs or module in ([_PAPERMILL], [f"{_PAPERMILL}.__main__"])
