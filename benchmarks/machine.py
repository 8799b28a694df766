"""What the figures were taken on: cores, versions, load; and where this process's children run."""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hsfunc_magics.runtime.node.node import Node, NodeNotFoundError, find_node


@cache
def node() -> Node:
    """The Node that runs functions, also used for the bare exchanges beside them."""
    return find_node(20)


def facts() -> dict[str, str]:
    """Facts of this machine, for the head of the table."""
    try:
        told = f"{'.'.join(map(str, node().version))} ({node().origin})"
    except NodeNotFoundError:
        told = "missing"
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": str(_cores()),
        "cpu": _cpu(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "node": told,
        "load": f"{os.getloadavg()[0]:.1f}" + (" (busy: quote no absolute figure)" if busy() else ""),
    }


def busy() -> bool:
    """Whether others keep more than half of the cores at work."""
    return os.getloadavg()[0] > _cores() / 2


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


# ------------------------------------------------------------ processes


def children(pid: int | None = None) -> list[int]:
    """The process ids of this process's own children, or of another one's."""
    parent = pid or os.getpid()
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return sorted(found)


def below(pid: int) -> Iterator[int]:
    """All processes below one that live."""
    with contextlib.suppress(OSError):
        for child in children(pid):
            yield child
            yield from below(child)


def node_children() -> list[int]:
    """Those of our children that run Node and live."""
    return [pid for pid in children() if _executable(pid) == str(node().path.resolve())]


def _executable(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


# ------------------------------------------------------------ placements


@dataclass(frozen=True, slots=True)
class Placement:
    """On which cores we run, and our children."""

    name: str
    ours: frozenset[int]
    theirs: frozenset[int]


def placements() -> list[Placement]:
    """One core for both sides, a core each, and as the scheduler likes.

    The scheduler puts two processes that talk on one core or on two as it likes, which alone changes a bare echo
    fivefold: only figures of one placement can be compared.
    """
    cores = sorted(os.sched_getaffinity(0))
    everywhere = frozenset(cores)
    placed = [Placement("one core", frozenset(cores[:1]), frozenset(cores[:1]))]
    if len(cores) > 1:
        placed.append(Placement("two cores", frozenset(cores[:1]), frozenset(cores[1:2])))
    return [*placed, Placement("free", everywhere, everywhere)]


@contextlib.contextmanager
def placed(placement: Placement) -> Iterator[None]:
    """Runs this process and all its children, with all their threads, where the placement says; then as before."""
    before = os.sched_getaffinity(0)
    everybody = children()
    _pin(os.getpid(), placement.ours)
    for pid in everybody:
        _pin(pid, placement.theirs)
    try:
        yield
    finally:
        for pid in (os.getpid(), *children()):
            _pin(pid, before)


def _pin(pid: int, cores: frozenset[int] | set[int]) -> None:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                os.sched_setaffinity(int(task.name), cores)
