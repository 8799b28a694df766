"""`python -m benchmarks [--quick] [--only NAME…] [--json FILE]`: runs the measurements and prints their table."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from hsfunc_magics.emulator.text import did_you_mean

from .machine import busy, facts
from .measurements import MEASUREMENTS
from .report import Report

_INTERRUPTED = 130


def _name(text: str) -> str:
    if text not in MEASUREMENTS:
        hint = did_you_mean(text, MEASUREMENTS)
        raise argparse.ArgumentTypeError(f"{text} is not measured.{hint} Known: {', '.join(MEASUREMENTS)}.")
    return text


def _file(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text} cannot be written: it takes a file in a folder that is there.")
    return path


def _needs() -> str:
    lines = (
        f"  {name:<14}{', '.join(need.name for need in told.needs) or 'the package alone'}"
        for name, told in MEASUREMENTS.items()
    )
    return "\n".join(("names, and what each needs:", *lines))


def main(arguments: list[str] | None = None) -> int:
    """Runs what was asked for. Never fails because of a figure: a verdict is for people.

    1 where something could not be measured or written, 130 after Ctrl-C; the rows until then are told all the same.
    """
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Speed and memory, as ratios of one run.",
        epilog=_needs(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples: a look, no figures to quote")
    parser.add_argument("--only", nargs="+", metavar="NAME", type=_name, help="these measurements, not all")
    parser.add_argument("--json", type=_file, metavar="FILE", help="write the machine and all rows there")
    options = parser.parse_args(arguments)
    report = Report(facts(), busy(), options.quick)
    print(report.head, file=sys.stderr, flush=True)
    try:
        _measure(report, options.only or list(MEASUREMENTS))
    except KeyboardInterrupt:
        report.interrupted = True
    print("\n".join(report.lines()))
    if options.json is not None:
        try:
            report.write(options.json)
        except OSError as problem:
            print(f"{options.json} could not be written: {problem.strerror}.", file=sys.stderr)
            return 1
    if report.interrupted:
        return _INTERRUPTED
    return 1 if any(row.problem for row in report.rows) else 0


def _measure(report: Report, names: list[str]) -> None:
    """Puts every row into the report as soon as it is there."""
    for name in names:
        start = time.perf_counter()
        for row in MEASUREMENTS[name].rows(name, quick=report.quick):
            report.rows.append(row)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
