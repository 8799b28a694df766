"""Runs a notebook from top to bottom in this interpreter's own kernel and prints what a reader would see, as text."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from .command import CommandError

_CELL_SECONDS = 120
_SOURCE_LINES = 3
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class _OwnKernel(KernelSpecManager):
    """Every kernel's name means this interpreter: an installed kernel of that name may belong to another Python."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(argv=make_ipkernel_cmd(), display_name=kernel_name, language="python")


def execute(path: Path) -> int:
    """Runs the notebook, printing each code cell with its outputs; 0, or 1 where a cell failed."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_spec_manager=_OwnKernel()),
        timeout=_CELL_SECONDS,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=_print_cell,
    )
    # The user's IPython profile and history stay out of it.
    environment = {**os.environ, "IPYTHONDIR": str(path.parent / ".ipython")}
    try:
        client.execute(env=environment)
    except CellExecutionError as problem:
        print(f"hsfunc: {path.name} stopped at a cell that failed: {problem.ename}: {problem.evalue}", file=sys.stderr)
        return 1
    except CellTimeoutError:
        raise CommandError(f"{path.name} was stopped: a cell took longer than {_CELL_SECONDS} s.") from None
    except DeadKernelError:
        raise CommandError(f"{path.name} was stopped: its kernel ended.") from None
    return 0


def _print_cell(cell: Any, **_: Any) -> None:
    """The hook that nbclient calls once a cell has been executed and its outputs are complete."""
    print(_source(cell["source"], cell["execution_count"]))
    for output in cell["outputs"]:
        text = _text(output)
        if text:
            print(text)
    print(flush=True)


def _source(source: str, number: int | None) -> str:
    lines = source.strip().splitlines()
    if len(lines) > _SOURCE_LINES:
        lines = [*lines[:_SOURCE_LINES], "…"]
    prompt = f"In [{number}]: "
    return prompt + ("\n" + "...: ".rjust(len(prompt))).join(lines)


def _text(output: Any) -> str:
    """An output as plain text; "" for one that has none (a picture, say)."""
    if output["output_type"] == "stream":
        text = output["text"]
    elif output["output_type"] == "error":
        text = "\n".join(output["traceback"]) or f"{output['ename']}: {output['evalue']}"
    else:
        text = output["data"].get("text/plain", "")
    return _ANSI.sub("", text).rstrip("\n")
