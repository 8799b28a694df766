"""`python -m benchmarks`: runs the measurements and prints their table; or draws a run that has been kept."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from pathlib import Path

from hsfunc_magics.emulator.text import did_you_mean

from .drawn.plot import svg
from .drawn.readme import README, NoMarks, with_results
from .machine import busy, facts
from .measurements import MEASUREMENTS
from .report import Report, write_whole

_INTERRUPTED = 130
_FOLDER = Path(__file__).parent
# The run that is kept with the sources, and its picture.
KEPT, PICTURE = _FOLDER / "results.json", _FOLDER / "results.svg"


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Speed and memory, as ratios of one run. With --readme or --plot nothing is measured.",
        epilog=_needs(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="fewer samples: a look, no figures to quote")
    parser.add_argument("--only", nargs="+", metavar="NAME", type=_name, help="these measurements, not all")
    parser.add_argument("--json", type=_file, metavar="FILE", help="write the machine and all rows there")
    kept = parser.add_argument_group("a run that --json has kept")
    kept.add_argument(
        "--from",
        dest="kept",
        type=Path,
        default=KEPT,
        metavar="FILE",
        help="its file (default: benchmarks/results.json)",
    )
    kept.add_argument(
        "--readme",
        nargs="?",
        type=Path,
        const=README,
        metavar="FILE",
        help="write its tables into this text (default: benchmarks/README.md)",
    )
    kept.add_argument(
        "--plot", nargs="?", type=_file, const=PICTURE, metavar="FILE", help="draw it (default: benchmarks/results.svg)"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Runs what was asked for. Never fails because of a figure: a verdict is for people.

    1 where something could not be measured, read or written, 130 after Ctrl-C; the rows until then are told all the
    same.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.readme is None and options.plot is None:
        return _measured(options)
    if options.quick or options.only or options.json:
        parser.error("--readme and --plot measure nothing: run the measurements with --json FILE first.")
    return _drawn(options)


def _measured(options: argparse.Namespace) -> int:
    report = Report(facts(), busy(), options.quick, interrupted=True)
    print(report.head, file=sys.stderr, flush=True)
    written = True
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _measure(report, options.only or list(MEASUREMENTS))
            report.interrupted = False
    finally:  # whatever went wrong in one of them: the rows until then are told
        print("\n".join(report.lines()))
        if options.json is not None:
            written = _written(options.json, report.dumps())
    if not written:
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


def _drawn(options: argparse.Namespace) -> int:
    try:
        report = Report.load(options.kept)
    except (OSError, ValueError) as problem:
        print(f"{options.kept} cannot be read as a run: {problem}.", file=sys.stderr)
        return 1
    if options.readme is not None:
        told = {name: measurement.told for name, measurement in MEASUREMENTS.items()}
        try:
            text = with_results(options.readme.read_text(encoding="utf-8"), report, told)
        except (OSError, ValueError, NoMarks) as problem:
            print(f"{options.readme} cannot take the tables: {problem}", file=sys.stderr)
            return 1
        if not _written(options.readme, text):
            return 1
    return 0 if options.plot is None or _written(options.plot, svg(report)) else 1


def _written(path: Path, text: str) -> bool:
    try:
        write_whole(path, text)
    except OSError as problem:
        print(f"{path} could not be written: {problem.strerror}.", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
