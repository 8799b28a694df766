"""What a client sees differently in two answers: status, headers and body, and the console where it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ....runtime.statuses import status_text
from ...comparison.compare import Change, compare

if TYPE_CHECKING:
    from ...call.execution import Execution

_LONGEST = 200
_VARIES = "(differs from call to call)"


Place = tuple[str, str]
"""A part of an answer, and a path in it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the part of the answer, and what has changed there. Secrets are masked."""

    part: str
    change: Change

    @property
    def place(self) -> Place:
        """Part, and path in it."""
        return self.part, self.change.path

    def unsteady(self) -> Difference:
        """The same without its values, which are others the next time."""
        return Difference(self.part, Change("~", self.change.path, _VARIES, _VARIES))

    def __str__(self) -> str:
        change = self.change
        where = f"{self.part} {change.path}".strip()
        if change.sign == "~":
            return f"{where}: {_cut(change.before)} → {_cut(change.after)}"
        return f"{where}: {change.sign} {_cut(change.after or change.before)}"


Differences = tuple[Difference, ...]


def differences(before: Execution, after: Execution, *, console: bool = False) -> Differences:
    """What of the second answer is otherwise. What the platform itself answers differs by its status only."""
    found: list[Difference] = []
    if before.reply.status != after.reply.status:
        told = map(status_text, (before.reply.status, after.reply.status))
        found.append(Difference("status", Change("~", "", *told)))
    if before.status is None and after.status is None:
        return tuple(found)
    comparison = compare(before, after)
    parts = [comparison.headers, comparison.body, *([comparison.console] if console else [])]
    for part in parts:
        found += [Difference(part.name, change) for change in part.changes if change.sign != " "]
        if part.remark:
            found.append(Difference(part.name, Change("~", "", after=part.remark)))
    return tuple(found)


def places(found: Iterable[Difference]) -> frozenset[Place]:
    """Where the differences are."""
    return frozenset(difference.place for difference in found)


def without(found: Differences, varying: frozenset[Place]) -> tuple[Differences, Differences]:
    """The differences that count, and those that show what differs from call to call in any case.

    Only a JSON value in whose place stands another one of its kind is of the latter; a text that differs from call to
    call cannot be compared, and counts.
    """
    counting = [one for one in found if one.place not in varying or not _same_kind(one.change)]
    return tuple(counting), tuple(one for one in found if one not in counting)


def _same_kind(change: Change) -> bool:
    if change.sign != "~" or not change.path.startswith("$"):
        return False
    try:
        before, after = json.loads(change.before), json.loads(change.after)
    except ValueError:
        return False
    return _kind(before) == _kind(after)


def _kind(value: Any) -> str:
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def in_short(found: Sequence[Difference], most: int = 2) -> str:
    """`same`, or the first differences on one line."""
    if not found:
        return "same"
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return f"{'; '.join(map(str, found[:most]))}{more}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
