"""One measured row, its goals, and the table and JSON of all rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_WIDEST_NAME = 54


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured value with its unit: "µs", "ms", "/s", "KB", "MB" or "×"; `note` says more than the unit."""

    value: float
    unit: str
    note: str = ""

    def __str__(self) -> str:
        if self.unit == "×":
            digits = 3 if self.value < 0.1 else 2
        else:
            digits = 2 if abs(self.value) < 10 else 1 if abs(self.value) < 100 else 0
        return f"{self.value:.{digits}f} {self.unit}" + (f" {self.note}" if self.note else "")


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that a quantity may be, or the `least`."""

    limit: float
    unit: str
    least: bool = False

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:g} {self.unit}"

    def met_by(self, measured: float) -> bool:
        return self.part(measured) <= 1

    def part(self, measured: float) -> float:
        """How far it is used up: at most 1 where it is met, 2 where the measured is twice too much or half enough."""
        if self.least:
            return self.limit / measured if measured else math.inf
        return measured / self.limit


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` beside `against`. Goals in × are held against the ratio, all others against `ours`.

    `measurement` and `goals` are filled in by `goals.judged`, and stand nowhere else. `holds` decides where the goal
    is no number: a call that must not be killed. `problem` is a sentence that says why nothing was measured.
    """

    name: str
    ours: Quantity | None = None
    against: Quantity | None = None
    ratio: float | None = None
    goals: tuple[Goal, ...] = ()
    holds: bool | None = None
    remark: str = ""
    problem: str = ""
    measurement: str = ""

    def measured(self, goal: Goal) -> float | None:
        """What a goal is held against."""
        if goal.unit == "×":
            return self.ratio
        return self.ours.value if self.ours is not None else None

    def reached(self, goal: Goal) -> bool:
        measured = self.measured(goal)
        return measured is not None and goal.met_by(measured)

    @property
    def verdict(self) -> str:
        if self.problem:
            return "not measured"
        if self.holds is not None:
            return "reached" if self.holds else "not reached"
        if not self.goals:
            return ""
        return "reached" if all(map(self.reached, self.goals)) else "not reached"

    @property
    def goal(self) -> str:
        """The goal in words."""
        return " / ".join(map(str, self.goals)) if self.goals else "yes" if self.holds is not None else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "measurement": self.measurement,
            "name": self.name,
            "ours": _plain(self.ours),
            "against": _plain(self.against),
            "ratio": self.ratio,
            "goals": [asdict(goal) for goal in self.goals],
            "holds": self.holds,
            "verdict": self.verdict,
            "remark": self.remark,
            "problem": self.problem,
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Row:
        """The row of `as_json` without its goals. Raises `KeyError` or `TypeError` where it is none."""
        return cls(
            told["name"],
            Quantity(**told["ours"]) if told["ours"] is not None else None,
            Quantity(**told["against"]) if told["against"] is not None else None,
            told["ratio"],
            holds=told["holds"],
            remark=told["remark"],
            problem=told["problem"],
            measurement=told["measurement"],
        )

    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        return (
            self.name,
            str(self.ours) if self.ours is not None else "",
            str(self.against) if self.against is not None else "",
            str(Quantity(self.ratio, "×")) if self.ratio is not None else "",
            self.goal,
            self.verdict + (f": {self.problem}" if self.problem else f"  ({self.remark})" if self.remark else ""),
        )


HEADINGS = ("name", "ours", "against", "ratio", "goal", "verdict")


def table(rows: Sequence[Row]) -> Iterable[str]:
    """The lines of the table: text columns to the left, figures to the right."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    widths[0] = min(widths[0], _WIDEST_NAME)
    for number, line in enumerate(lines):
        shown = [
            text.rjust(width) if column in (1, 2, 3) else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(shown).rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)


def _plain(quantity: Quantity | None) -> dict[str, Any] | None:
    return {"value": quantity.value, "unit": quantity.unit, "note": quantity.note} if quantity is not None else None
