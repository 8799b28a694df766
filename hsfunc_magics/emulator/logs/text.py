"""The log as HubSpot's command line lists it."""

from __future__ import annotations

from datetime import datetime

from ..call.error.lines import carried_lines
from ..call.execution import ConsoleLine, Execution
from ..clock import iso
from ..http import DESIGN_MANAGER
from ..text import visible
from .record import LogEvent, LogRecord, log_event

INDENT = " " * 7
TRUNCATED = "… truncated"
HIDDEN = "–"


def record_lines(record: LogRecord, *, named: bool, compact: bool = False, steady: bool = False) -> list[str]:
    """One record: its head, console lines, error, notes. `named`: with the endpoint, where there are several.

    `steady`: without times that were measured, also those of a record that was made while the clock ran.
    """
    parts = [moment(record, record.created, steady=steady), record.status.value]
    if named or record.platform != DESIGN_MANAGER:
        parts.append(visible(record.called))
    lines = [" - ".join([*parts, f"Execution Time: {duration(record, steady=steady)}"])]
    if compact:
        return lines
    lines += [visible(console_line(line, moment(record, line.time, steady=steady))) for line in record.console]
    if record.truncated:
        lines.append(f"{INDENT}{TRUNCATED}")
    return lines + [f"  {line}" for line in (*outgoing_lines(record), *error_lines(record), *note_lines(record))]


def note_lines(record: LogEvent) -> list[str]:
    return [f"Note: {visible(note.text)}" for note in record.notes]


def outgoing_lines(record: LogRecord, *, steady: bool = False) -> list[str]:
    """The requests that the function has sent. HubSpot's own log says nothing of them: they are ours, hence the C.

    `steady`: without how long they took, as on a clock that stands.
    """
    lines = []
    for sent in record.outgoing:
        took = "" if record.frozen or steady else f", {sent.seconds * 1000:.0f}ms"
        lines.append(f"Outgoing (C): {sent}{took}")
    return [*lines, *([f"Outgoing (C): … {record.outgoing_more:,} more"] if record.outgoing_more else [])]


def error_lines(record: LogRecord) -> list[str]:
    error = record.error
    if error is None:
        return []
    return [
        indented(visible(error.headline)),
        *(f"  {visible(line)}" for line in error.frames),
        *(f"  {visible(line)}" for line in carried_lines(error)),
        *([visible(error.hint)] if error.hint else []),
    ]


def console_line(line: ConsoleLine, time: str | None = None) -> str:
    """Its time (or how that is told), level and text. Several lines begin below: what is drawn keeps its shape."""
    time = time or iso(line.time)
    head = f"{time}  {line.level}"
    if "\n" in line.text:
        return head + indented("\n" + line.text)
    return f"{time}  {line.level:<5} {line.text}"


def indented(text: str) -> str:
    """What a function writes stays to the right of a record's head: it cannot look like one."""
    return text.replace("\n", f"\n{INDENT}")


def duration(record: LogRecord, *, steady: bool = False) -> str:
    return HIDDEN if (record.frozen or steady) and not record.simulated else f"{record.execution_ms}ms"


def moment(record: LogRecord, time: datetime, *, steady: bool = False) -> str:
    """A time of the record."""
    return HIDDEN if steady and not record.frozen else iso(time)


def told_lines(told: LogEvent, *, compact: bool = False) -> list[str]:
    """An execution as it is told while it is watched: its record, or why the function did not run."""
    if isinstance(told, LogRecord):
        return record_lines(told, named=True, compact=compact)
    head = f"{iso(told.created)} - {told.status_code} - {told.method} {visible(told.path)}"
    return [head] if compact else [head, *(f"  {line}" for line in note_lines(told))]


def execution_lines(execution: Execution) -> list[str]:
    """The same of an execution that is at hand."""
    return told_lines(log_event(execution))
