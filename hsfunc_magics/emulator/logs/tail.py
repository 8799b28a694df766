"""The log as it grows: records of this kernel, and of others that write to the same file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from .log import ExecutionLog
from .query import LogQuery
from .record import LogRecord

_POLL_SECONDS = 0.2


def follow(log: ExecutionLog, query: LogQuery, seconds: float | None = None) -> Iterator[LogRecord]:
    """The records of a query as they come: all from this call on, for so many seconds. Raises what `records` does."""
    end = time.monotonic() + seconds if seconds is not None else None
    last = log.records(limit=1)
    return _found(log, replace(query, sort=None, reverse=True, limit=None), last[0] if last else None, end)


def _found(log: ExecutionLog, query: LogQuery, last: LogRecord | None, end: float | None) -> Iterator[LogRecord]:
    after = last.number if last is not None else 0
    # Records that wait for the disk have no number yet: they are known by their id.
    seen = {last.id} if last is not None else set[str]()
    while True:
        over = end is not None and time.monotonic() >= end
        for record in log.records(replace(query, after=after)):
            after = max(after, record.number)
            if record.id not in seen:
                seen.add(record.id)
                yield record
        if over:
            return
        time.sleep(_POLL_SECONDS)
