"""Which records of the log are wanted, and in what order: said once, in Python and in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..call.execution import Status
from ..http import SERVERLESS_PREFIX, UID_PREFIX
from .record import LogRecord

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Column:
    """What a listing can be sorted by: its column in SQL and its value; `largest` where large ones come first."""

    sql: str
    value: Callable[[LogRecord], Any]
    largest: bool


GATEWAY = "serverless-gateway-execution"
"""What HubSpot's command line calls records of projects' endpoints."""

# Records of one value stay in the log's own order, the newest first.
COLUMNS = {
    "time": Column("created", lambda record: microseconds(record.created), True),
    "status": Column("status", lambda record: record.status.value, False),
    "endpoint": Column("endpoint", lambda record: record.endpoint, False),
    "duration": Column("elapsed", lambda record: record.elapsed // _MICROSECOND, True),
    "memory": Column("memory", lambda record: record.memory.used if record.memory is not None else 0, True),
}


@dataclass(frozen=True, slots=True)
class LogQuery:
    """The records to find. `search` is a text, letter case aside; `limit` None is all of them.

    `endpoint` is what was called, or a name alone, which an endpoint of a project and a uid may have, too. `gateway`:
    those of projects' endpoints only, as HubSpot's command line lists them by their type. Without `sort` they come in
    the log's own order, the newest first; `reverse` turns any order round. `after` is the number of a record: only
    later ones.
    """

    endpoint: str | None = None
    statuses: frozenset[Status] = frozenset()
    since: datetime | None = None
    search: str | None = None
    sort: str | None = None
    reverse: bool = False
    limit: int | None = None
    after: int = 0
    gateway: bool = False

    def matches(self, record: LogRecord) -> bool:
        """Whether a record is wanted; its number is not looked at."""
        return (
            (self.endpoint is None or record.endpoint in names_in_log(self.endpoint))
            and (not self.gateway or record.endpoint.startswith(SERVERLESS_PREFIX))
            and (not self.statuses or record.status in self.statuses)
            and (self.since is None or record.created >= self.since)
            and (not self.search or self.search.casefold() in record.searched().casefold())
        )

    def where(self) -> tuple[str, list[Any]]:
        """The same as an SQL condition with its values."""
        parts, values = ["number > ?"], [self.after]
        conditions: list[tuple[str, list[Any]]] = []
        if self.endpoint is not None:
            conditions.append(("endpoint in (?, ?, ?)", list(names_in_log(self.endpoint))))
        if self.gateway:
            conditions.append(("substr(endpoint, 1, ?) = ?", [len(SERVERLESS_PREFIX), SERVERLESS_PREFIX]))
        if self.statuses:
            conditions.append((f"status in ({', '.join('?' * len(self.statuses))})", sorted(self.statuses)))
        if self.since is not None:
            # The sign keeps SQLite from an index that would have it sort 100,000 records for the latest five.
            conditions.append(("+created >= ?", [microseconds(self.since)]))
        if self.search:
            conditions.append(("instr(searched, ?) > 0", [storable(self.search.casefold())]))
        for condition, given in conditions:
            parts.append(condition)
            values += given
        return " and ".join(parts), values

    def order(self) -> str:
        """The order as SQL."""
        if self.sort is None:
            return f"number {'asc' if self.reverse else 'desc'}"
        column = COLUMNS[self.sort]
        falling = column.largest is not self.reverse
        return f"{column.sql} {'desc' if falling else 'asc'}, number desc"

    def ordered(self, records: list[LogRecord]) -> list[LogRecord]:
        """Records that come newest first, in this order and no more than wanted."""
        if self.sort is not None:
            column = COLUMNS[self.sort]
            falling = column.largest is not self.reverse
            found = sorted(records, key=column.value, reverse=falling)
        else:
            found = records[::-1] if self.reverse else records
        return found[: self.limit]


def names_in_log(name: str) -> tuple[str, str, str]:
    """What may have been called where somebody says `events`: each as the log has it."""
    return name, f"{SERVERLESS_PREFIX}{name}", f"{UID_PREFIX}{name}"


def microseconds(time: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (time - _EPOCH) // _MICROSECOND


def moment(number: int) -> datetime:
    """The time of so many microseconds."""
    return _EPOCH + timedelta(microseconds=number)


def storable(text: str) -> str:
    """The text without halves of characters, which SQLite cannot keep."""
    return text.encode("utf-8", "replace").decode()
