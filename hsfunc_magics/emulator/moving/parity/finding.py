"""What is said of an endpoint: how alike both forms are, and each finding that bears on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from .rows import ROWS, Row


class Verdict(IntEnum):
    """How alike both forms are; of two the greater one counts."""

    SAME = 0
    DOCUMENTED = 1
    UNKNOWN = 2
    DIFFERENT = 3

    @property
    def word(self) -> str:
        """As it is told."""
        return _WORDS[self]

    def __str__(self) -> str:
        return self.word


_WORDS = {
    Verdict.SAME: "same",
    Verdict.DOCUMENTED: "different (documented)",
    Verdict.UNKNOWN: "unknown on HubSpot",
    Verdict.DIFFERENT: "different",
}


class Weight(StrEnum):
    """How much a finding counts: what keeps the function from moving, what may differ, what is good to know."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found in the source or by running it, with the row of the mapping that it belongs to.

    `least`: the endpoint is called no more alike than this. `switch` is the one that it depends on, if any. `file` and
    `line` say where, and are empty and 0 where it has no place.
    """

    row: str
    weight: Weight
    text: str
    file: str = ""
    line: int = 0
    column: int = 0
    least: Verdict = Verdict.SAME
    switch: str | None = None

    @property
    def mapping(self) -> Row:
        """The row itself."""
        return ROWS[self.row]

    @property
    def place(self) -> str:
        """`shop.functions/a.js:3:7`, as far as it is known."""
        return (
            ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)]) if self.file else ""
        )
