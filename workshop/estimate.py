"""What was measured with a few students, and what it makes for many: rules without side effects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
# One machine of a cluster, what the cluster itself keeps of it, and the time in which everybody runs the whole lesson.
MACHINE_GB, KEPT_GB, MACHINE_CORES = 32, 4, 8
_MOST_ON_A_MACHINE = 100  # Kubernetes places 110 pods on one unless told otherwise, some of them its own
MINUTES = 10
_ROUND_TO_MB = 64


@dataclass(frozen=True, slots=True)
class Measured:
    """One run; bytes and seconds."""

    students: int
    seconds: float  # until the last one was through
    together: int  # all students' memory, when it was most
    alone: int  # one student's: server, kernel and Node, of whoever had most
    server: int
    kernel: int
    node: int
    processor: float  # seconds that one student takes of it
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Memory of N students on one machine: what all of them share, and what each adds."""

    shared: float
    each: float

    def of(self, students: int) -> float:
        return self.shared + self.each * students


def line(runs: Sequence[Measured]) -> Line:
    """Through the runs by least squares; with one run nothing is taken to be shared."""
    if len({run.students for run in runs}) < 2:
        return Line(0.0, max(run.together / run.students for run in runs))
    middle = sum(run.students for run in runs) / len(runs)
    height = sum(run.together for run in runs) / len(runs)
    spread = sum((run.students - middle) ** 2 for run in runs)
    each = sum((run.students - middle) * (run.together - height) for run in runs) / spread
    return Line(max(0.0, height - each * middle), each)


def guarantee(runs: Sequence[Measured]) -> int:
    """Megabytes that a student is promised: what one took at most with nobody to share with, rounded up."""
    return math.ceil(max(run.alone for run in runs) / MEGABYTE / _ROUND_TO_MB) * _ROUND_TO_MB


def per_machine(promised: int) -> int:
    """Students on one machine; a cluster counts what is promised, not what is shared."""
    return min(_MOST_ON_A_MACHINE, (MACHINE_GB - KEPT_GB) * 1024 // promised)


def measured_table(runs: Sequence[Measured]) -> str:
    """What was measured, as Markdown."""
    rows = [
        "| students | all together | a student at most | of it server | kernel | Node | processor each | time |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for run in runs:
        sizes = (run.together, run.alone, run.server, run.kernel, run.node)
        told = " | ".join(f"{size / MEGABYTE:,.0f} MB" for size in sizes)
        rows.append(f"| {run.students} | {told} | {run.processor:.1f} s | {run.seconds:.0f} s |")
    return "\n".join(rows)


def estimate_table(runs: Sequence[Measured], students: Sequence[int]) -> str:
    """What it makes for more, as Markdown."""
    fitted, promised = line(runs), guarantee(runs)
    processor = max(run.processor for run in runs)
    rows = [
        "| students | memory promised | memory used | cores | machines |",
        "|--:|--:|--:|--:|--:|",
    ]
    for size in students:
        machines = max(math.ceil(size / per_machine(promised)), math.ceil(cores(processor, size) / MACHINE_CORES))
        used = fitted.shared * machines + fitted.each * size
        rows.append(
            f"| {size:,} | {size * promised / 1024:,.0f} GB | {used / MEGABYTE / 1024:,.1f} GB"
            f" | {cores(processor, size):,} | {machines:,} |"
        )
    return "\n".join(rows)


def cores(processor: float, students: int) -> int:
    """Those that let everybody run the whole lesson within the minutes."""
    return max(1, math.ceil(processor * students / (MINUTES * 60)))
