"""Runs a notebook from top to bottom in this interpreter's own kernel and prints what a reader would see, as text."""

from __future__ import annotations

import os
import re
import sys
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_sync

from .command import CommandError

_CELL_SECONDS = 120
_SOURCE_LINES = 3
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class _OwnKernel(KernelSpecManager):
    """Every kernel's name means this interpreter: an installed kernel of that name may belong to another Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        # Its log is for the kernel's developers; what a cell writes to stderr comes as output.
        command = make_ipkernel_cmd(extra_arguments=["--log-level=CRITICAL"])
        return KernelSpec(argv=command, display_name=kernel_name, language="python")


def execute(path: Path) -> int:
    """Runs the notebook, printing each code cell with its outputs; 0, or 1 where a cell failed."""
    numbers = count(1)

    def start(cell: Any, **_: Any) -> None:
        print(_shown_source(cell["source"], next(numbers)), flush=True)

    def executed(cell: Any, **_: Any) -> None:
        print(_shown_outputs(cell["outputs"]), flush=True)

    manager = AsyncKernelManager(kernel_spec_manager=_OwnKernel())
    client = NotebookClient(
        nbformat.read(path, as_version=4),
        km=manager,
        timeout=_CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_execute=start,
        on_cell_executed=executed,
    )
    # The user's IPython profile and history stay out of it.
    environment = {**os.environ, "IPYTHONDIR": str(path.parent / ".ipython")}
    try:
        client.execute(env=environment)
    except CellExecutionError as problem:
        print(f"hsfunc: {path.name} stopped at a cell that failed: {problem.ename}: {problem.evalue}", file=sys.stderr)
        return 1
    except CellTimeoutError:
        raise CommandError(f"{path.name} stopped: a cell took longer than {_CELL_SECONDS} s.") from None
    except DeadKernelError:
        raise CommandError(f"{path.name} stopped: its kernel ended.") from None
    finally:
        # Not left to nbclient, which fails where its own handler of Ctrl-C has ended the kernel before.
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            run_sync(manager.shutdown_kernel)()
    return 0


def _shown_source(source: str, number: int) -> str:
    """The first lines, behind IPython's prompts."""
    lines = source.strip().splitlines()
    if len(lines) > _SOURCE_LINES:
        lines = [*lines[:_SOURCE_LINES], "…"]
    prompt = f"In [{number}]: "
    return prompt + ("\n" + "...: ".rjust(len(prompt))).join(lines)


def _shown_outputs(outputs: list[Any]) -> str:
    """The outputs as plain text, each from the start of a line; what has none (a picture, say) is left out."""
    shown = ""
    for output in outputs:
        if output["output_type"] == "stream":
            shown += output["text"]
            continue
        if output["output_type"] == "error":
            text = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
        else:
            text = output["data"].get("text/plain", "")
        if shown and not shown.endswith("\n"):
            shown += "\n"
        shown += text and f"{text}\n"
    shown = _ANSI.sub("", shown)
    return shown if shown == "" or shown.endswith("\n") else f"{shown}\n"
