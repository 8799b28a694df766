"""The tables of `benchmarks/README.md`: written between two marks, so that the text around them is people's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from ..report import Report
from ..rows import Goal, Quantity, Row

README = Path(__file__).parents[1] / "README.md"
BEGIN = "<!-- results: written by `python -m benchmarks --readme` -->"
END = "<!-- end of results -->"


class NoMarks(Exception):
    """The file does not say where the tables go."""


def with_results(text: str, report: Report, told: Mapping[str, str]) -> str:
    """The text with the tables of this run between its marks; `told`: what each measurement does. Raises `NoMarks`."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarks(f"It needs the line {BEGIN} and below it {END}: the tables are written between them.")
    return "".join((before, begin, "\n\n", "\n".join(_lines(report, told)), "\n\n", end, after))


def _lines(report: Report, told: Mapping[str, str]) -> Iterator[str]:
    facts = [_plain(f"{name} {value}") for name, value in report.machine.items() if name not in ("date", "load")]
    yield f"Taken on {report.machine['date']}: {' · '.join(facts)}."
    if report.busy or report.quick:
        yield ""
        yield f"**{' '.join(_warnings(report))}**"
    judged = [row for row in report.rows if row.verdict]
    missed = [row for row in judged if row.verdict != "reached"]
    yield ""
    yield f"Of {len(judged)} figures with a goal {len(judged) - len(missed)} reach it."
    for name, rows in groupby(report.rows, key=lambda row: row.measurement):
        yield ""
        yield f"### `{name}`"
        yield ""
        if name in told:
            yield told[name]
            yield ""
        yield "| figure | goal | measured | verdict |"
        yield "|---|---|---|---|"
        for row in rows:
            yield f"| {_plain(row.name)} | {row.goal} | {_plain(_measured(row))} | {_verdict(row)} |"


def _warnings(report: Report) -> Iterator[str]:
    if report.quick:
        yield "A quick run: few samples."
    if report.busy:
        yield "Others were at work on this machine: only the ratios say something."


def _measured(row: Row) -> str:
    """What the goal is held against comes first."""
    ratio = str(Quantity(row.ratio, "×")) if row.ratio is not None else ""
    ours = str(row.ours) if row.ours is not None else ""
    beside = f"{row.against}" if row.against is not None else ""
    if _in_times(row.goals):
        return f"{ratio} ({ours} to {beside})" if beside else ratio
    return f"{ours} (beside {beside}{f', {ratio}' if ratio else ''})" if beside else ours


def _in_times(goals: tuple[Goal, ...]) -> bool:
    return any(goal.unit == "×" for goal in goals)


def _verdict(row: Row) -> str:
    verdict = f"**{row.verdict}**" if row.verdict not in ("", "reached") else row.verdict
    return f"{verdict} {_plain(row.problem or (f'({row.remark})' if row.remark else ''))}".strip()


def _plain(text: str) -> str:
    """Text as it stands, whatever it has of Markdown's signs."""
    return "".join(f"\\{char}" if char in "\\|*_`<[" else char for char in text)
