"""`python -m workshop`: measures what a student takes, and says what it makes for many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import estimate
from .lesson import held

_NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "01-quickstart.ipynb"
_MANY = (30, 300, 3000)


def main() -> int:
    """Runs the lesson for each size, and prints two tables; 1 where a student's notebook failed."""
    parser = argparse.ArgumentParser(
        prog="python -m workshop",
        description="Runs a lesson in several kernels side by side, and measures memory and processor. Linux only.",
        epilog="example: python -m workshop 1 10 --notebook notebooks/02-limits.ipynb",
        allow_abbrev=False,
    )
    parser.add_argument(
        "students", nargs="*", type=int, default=[1, 3, 10, 20], metavar="N", help="(default: 1 3 10 20)"
    )
    parser.add_argument("--notebook", type=Path, default=_NOTEBOOK, help="the lesson (default: the quickstart)")
    options = parser.parse_args()
    if not Path("/proc/self/smaps_rollup").is_file():
        parser.error("memory is read from /proc/PID/smaps_rollup, which is Linux's")
    if not options.notebook.is_file():
        parser.error(f"there is no notebook {options.notebook}")
    if min(options.students) < 1:
        parser.error("a lesson has one student at least")

    runs = []
    for size in options.students:
        print(f"{size} students in {options.notebook.name} …", file=sys.stderr, flush=True)
        run = held(options.notebook.resolve(), size)
        runs.append(run)
        for problem in run.failed:
            print(f"student {problem}", file=sys.stderr, flush=True)
    promised, fitted = estimate.guarantee(runs), estimate.line(runs)
    print(f"{options.notebook.name}\n\n{estimate.measured_table(runs)}\n")
    print(
        f"Shared once on a machine: {fitted.shared / estimate.MEGABYTE:.0f} MB; each student adds "
        f"{fitted.each / estimate.MEGABYTE:.0f} MB; guarantee {promised} MB, so {estimate.per_machine(promised)} "
        f"students on a machine with {estimate.MACHINE_GB} GB.\n"
    )
    print(estimate.estimate_table(runs, _MANY))
    return 1 if any(run.failed for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
