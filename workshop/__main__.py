"""`python -m workshop`: measures what a student takes, and says what it makes for many."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import estimate
from .lesson import held
from .pages import page_with, values_with

_ROOT = Path(__file__).resolve().parents[1]
_NOTEBOOK = _ROOT / "notebooks" / "01-quickstart.ipynb"
_PAGE, _VALUES = _ROOT / "docs" / "workshop.md", _ROOT / "workshop" / "values.yaml"
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
    parser.add_argument(
        "--write", action="store_true", help="put what comes out into docs/workshop.md and workshop/values.yaml"
    )
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
    if any(run.failed for run in runs):
        return 1
    if options.write:
        _PAGE.write_text(page_with(_PAGE.read_text("utf-8"), runs, _MANY), "utf-8")
        _VALUES.write_text(values_with(_VALUES.read_text("utf-8"), runs), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
