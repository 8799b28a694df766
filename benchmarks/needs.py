"""What a measurement needs of the machine, looked for before it starts; and what ends one that has started."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hsfunc_magics.emulator.call.execution import Execution
from hsfunc_magics.runtime.node.node import NodeNotFoundError
from hsfunc_magics.runtime.preloaded import PACKAGES

from .machine import node

_GIGABYTE = 1024**3


class CannotMeasure(Exception):
    """A measurement cannot go on. The message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a measurement needs: its name, and the sentence that tells what is missing, or None."""

    name: str
    lack: Callable[[], str | None]


def _no_node() -> str | None:
    try:
        node()
    except NodeNotFoundError as problem:
        return str(problem)
    return None


def _no_proc() -> str | None:
    wanted = ("smaps_rollup", "schedstat", f"task/{os.getpid()}/children")
    if not all(Path("/proc/self", path).exists() for path in wanted):
        return "It reads processor times and memory of processes from /proc, as Linux has it."
    return None


def _no_packages() -> str | None:
    if not (PACKAGES / "node_modules" / "axios" / "package.json").is_file():
        return "The preloaded npm packages are missing: run pip install -e . again, which installs them."
    return None


def _no_room() -> str | None:
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            free = int(line.split()[1]) * 1024
    if free < 5 * _GIGABYTE:
        return f"It fills 4 GB of memory and wants 5 GB free; {free / _GIGABYTE:.1f} GB are."
    return None


NODE = Need("Node 20", _no_node)
PROC = Need("Linux's /proc", _no_proc)
NPM_PACKAGES = Need("the preloaded npm packages", _no_packages)
ROOM = Need("5 GB of free memory", _no_room)


def answered(execution: Execution) -> Execution:
    """The execution, if the function answered 200. Raises `CannotMeasure`."""
    if execution.reply.status != 200:
        error = execution.error
        why = f": {error.type}: {error.message.splitlines()[0]}" if error is not None and error.message else ""
        raise CannotMeasure(f"The measured call was answered by {execution.reply.status}{why}.")
    return execution


def output_of(command: Sequence[str], environment: dict[str, str] | None = None) -> str:
    """What a process prints. Raises `CannotMeasure` with the last line of its complaint."""
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        complaint = (told.stderr.strip() or told.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CannotMeasure(f"{' '.join(command[1:4])}… ended with status {told.returncode}: {complaint}")
    return told.stdout
