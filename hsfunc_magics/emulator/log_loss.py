"""What the log has lost: how many records, of which time, and why; and why it cannot be written now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from .clock import iso
from .logs.record import LogRecord


class StoreError(Exception):
    """The log's database cannot be used now: the text says why. `damaged`: it has to be opened anew."""

    def __init__(self, reason: str, *, damaged: bool = False) -> None:
        self.damaged = damaged
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Loss:
    """Records that were not kept: their number, when the first and the last of them were created, and the reason."""

    count: int
    first: datetime
    last: datetime
    reason: str

    def __str__(self) -> str:
        if self.count == 1:
            return f"1 record of {iso(self.first)} was lost: {self.reason}."
        return f"{self.count:,} records from {iso(self.first)} to {iso(self.last)} were lost: {self.reason}."


def with_loss(losses: list[Loss], more: Loss) -> list[Loss]:
    """The losses and one more; one after the other for the same reason count as one."""
    if not losses or losses[-1].reason != more.reason:
        return [*losses, more]
    last = losses[-1]
    joined = replace(
        last,
        count=last.count + more.count,
        first=min(last.first, more.first),
        last=max(last.last, more.last),
    )
    return [*losses[:-1], joined]


def trouble(path: Path | None, reason: str, items: Sequence[object]) -> str:
    """What a listing says of a log that cannot be used now, while these items wait."""
    waiting = sum(isinstance(item, LogRecord) for item in items)
    where = f"The log file {path}" if path is not None else "The log"
    kept = f" {waiting:,} {'record waits' if waiting == 1 else 'records wait'} in this kernel." if waiting else ""
    return f"{where} cannot be used now: {reason}.{kept}"
