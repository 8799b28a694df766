"""What a look at the log gives: records in order, and what is to be said of those that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, overload

from ..display import Displayable, data_frame
from ..errors import LogError
from ..limits.limits import MEGABYTE
from ..text import did_you_mean
from .query import COLUMNS
from .record import LogRecord

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LogListing(Displayable, Sequence[LogRecord]):
    """Records of the log, a sequence. `endpoint` is the one that was asked for; `compact`: shown as a line each.

    `steady`: the clock stands, and no time is shown that was measured. `remarks` are sentences on what was lost, and on
    a log file that cannot be used now.
    """

    records: tuple[LogRecord, ...]
    endpoint: str | None = None
    remarks: tuple[str, ...] = ()
    compact: bool = False
    steady: bool = False

    @overload
    def __getitem__(self, index: int) -> LogRecord: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[LogRecord, ...]: ...
    def __getitem__(self, index: int | slice) -> LogRecord | tuple[LogRecord, ...]:
        return self.records[index]

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[LogRecord]:
        return iter(self.records)

    def __repr__(self) -> str:
        return f"<LogListing of {len(self.records)} records>"

    def sort(self, column: str, *, reverse: bool = False) -> LogListing:
        """The same records sorted: times, durations and memory from the largest, texts from A. Raises `LogError`."""
        by = COLUMNS[known_column(column)]
        ordered = sorted(self.records, key=by.value, reverse=by.largest is not reverse)
        return replace(self, records=tuple(ordered))

    def to_frame(self) -> pd.DataFrame:
        """The records as a pandas DataFrame, a row each. Raises `LogError` where pandas is not installed."""
        frame = data_frame(map(_row, self.records), _FRAME, LogError)
        return frame.astype({"time": "datetime64[us, UTC]"})


def known_column(name: str) -> str:
    """The column's name as it stands. Raises `LogError`."""
    if name not in COLUMNS:
        raise LogError(f"A log is not sorted by {name!r}.{did_you_mean(name, COLUMNS)} Known: {', '.join(COLUMNS)}.")
    return name


_FRAME = (
    "time", "endpoint", "method", "status", "status_code", "execution_ms", "memory_mb", "console", "truncated", "error",
    "notes", "leaks", "id",
)  # fmt: skip


def _row(record: LogRecord) -> dict[str, Any]:
    return {
        "time": record.created,
        "endpoint": record.endpoint,
        "method": record.method,
        "status": record.status.value,
        "status_code": record.status_code,
        "execution_ms": record.elapsed.total_seconds() * 1000,
        "memory_mb": record.memory.used / MEGABYTE if record.memory is not None else None,
        "console": "\n".join(f"{line.level} {line.text}" for line in record.console),
        "truncated": record.truncated,
        "error": str(record.error) if record.error is not None else None,
        "notes": [note.text for note in record.notes],
        "leaks": list(record.leaks),
        "id": record.id,
    }
