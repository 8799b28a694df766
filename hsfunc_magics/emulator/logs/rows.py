"""A record as a row of the log's table: columns to find and sort by, and all the rest as one JSON document."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import orjson

from ..call.error.info import ErrorInfo
from ..call.execution import ConsoleLine, Memory, Status
from ..citations import Authority, Citation
from ..http import DESIGN_MANAGER
from ..notes import Note
from .outgoing_rows import outgoing_from, outgoing_rows
from .query import microseconds, moment, storable
from .record import LogRecord

COLUMNS = ("account", "id", "endpoint", "status", "created", "elapsed", "memory", "searched", "document")
_MICROSECOND = timedelta(microseconds=1)
_ERROR_FIELDS = ("type", "message", "own_stack", "hint", "file", "line", "column", "source_line")


def row_of(record: LogRecord, account_id: int) -> tuple[Any, ...]:
    """The values of `COLUMNS`."""
    memory = record.memory
    document = {
        "method": record.method,
        "code": record.status_code,
        "limit": memory.limit if memory is not None else None,
        "console": [(line.level, microseconds(line.time), line.text) for line in record.console],
        "truncated": record.truncated,
        "error": _error_row(record.error) if record.error is not None else None,
        "notes": [(note.text, note.source.authority.value, note.source.place) for note in record.notes],
        "leaks": record.leaks,
        "simulated": record.simulated,
        "frozen": record.frozen,
    }
    if record.platform != DESIGN_MANAGER:
        document["platform"] = record.platform
    if record.outgoing:
        document["outgoing"] = [outgoing_rows(record.outgoing), record.outgoing_more]
    return (
        account_id,
        record.id,
        storable(record.endpoint),
        record.status.value,
        microseconds(record.created),
        record.elapsed // _MICROSECOND,
        memory.used if memory is not None else 0,
        storable(record.searched().casefold()),
        _packed(document),
    )


def record_from(row: tuple[Any, ...]) -> LogRecord:
    """The record of a row: its number, then the values of `COLUMNS`."""
    number, _, id_, endpoint, status, created, elapsed, memory, _, document = row
    kept = orjson.loads(document)
    # Logs that were kept before have none.
    outgoing, outgoing_more = kept.get("outgoing", ((), 0))
    return LogRecord(
        id=id_,
        endpoint=endpoint,
        method=kept["method"],
        status=Status(status),
        status_code=kept["code"],
        created=moment(created),
        elapsed=timedelta(microseconds=elapsed),
        memory=Memory(memory, kept["limit"]) if kept["limit"] is not None else None,
        console=tuple(ConsoleLine(level, text, moment(time)) for level, time, text in kept["console"]),
        truncated=kept["truncated"],
        error=_error_from(kept["error"]) if kept["error"] is not None else None,
        notes=tuple(Note(text, Citation(Authority(authority), place)) for text, authority, place in kept["notes"]),
        leaks=tuple(kept["leaks"]),
        simulated=kept["simulated"],
        frozen=kept["frozen"],
        number=number,
        platform=kept.get("platform", DESIGN_MANAGER),
        outgoing=outgoing_from(outgoing),
        outgoing_more=outgoing_more,
    )


def _error_row(error: ErrorInfo) -> list[Any]:
    """Its fields in order, and in the end what it carries, where it carries something."""
    row = [getattr(error, name) for name in _ERROR_FIELDS]
    if error.properties or error.cause is not None or error.errors or error.more:
        cause = _error_row(error.cause) if error.cause is not None else None
        row.append([error.properties, cause, [_error_row(inner) for inner in error.errors], error.more])
    return row


def _error_from(row: list[Any]) -> ErrorInfo:
    fields = dict(zip(_ERROR_FIELDS, row, strict=False))
    if len(row) == len(_ERROR_FIELDS):  # also every error of a log that was kept before errors told what they carry
        return ErrorInfo(**fields)
    properties, cause, errors, more = row[-1]
    return ErrorInfo(
        **fields,
        properties=properties,
        cause=_error_from(cause) if cause is not None else None,
        errors=tuple(map(_error_from, errors)),
        more=more,
    )


def _packed(document: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:
        # Halves of characters cannot be UTF-8: they become question marks.
        return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
