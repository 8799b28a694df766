"""Whether somebody sits in front of the notebook: without, an output has nothing that differs from run to run."""

from __future__ import annotations

import os
from typing import Any

from IPython.core.getipython import get_ipython

from ..emulator.outgoing.unattended import in_ci


def attended() -> bool:
    """Whether somebody is there to see what passes by.

    nbconvert, nbval, papermill and all that runs cells through nbclient take no answer from a person, and say so with
    each cell.
    """
    if in_ci(os.environ):
        return False
    kernel: Any = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return True
    asked = kernel.get_parent("shell").get("content", {})
    return bool(asked.get("allow_stdin", True))


def measured_is_kept() -> bool:
    """Whether an output's metadata has what was measured: as `%config HsfuncMagics.steady_outputs` says."""
    shell: Any = get_ipython()
    magics = shell.magics_manager.registry.get("HsfuncMagics") if shell is not None else None
    steady: bool | None = getattr(magics, "steady_outputs", None)
    return attended() if steady is None else not steady
