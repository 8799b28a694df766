"""What the log keeps of one execution: a value, its JSON, and the failure that may come to light later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from ..call.error.info import ErrorInfo
from ..call.error.lines import carried_lines
from ..call.execution import ConsoleLine, Execution, Memory, Status
from ..clock import iso
from ..http import DESIGN_MANAGER, UID_PREFIX
from ..notes import Note, failed_behind_response
from ..outgoing.exchanges import OutgoingExchange

_MILLISECOND = timedelta(milliseconds=1)
# Of the requests of an execution: the rest is counted.
_MOST_OUTGOING = 50


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One execution as the log has it: console and error without secrets, no request, no response.

    `endpoint` is what was called: `events`, and of a project `/hs/serverless/events` or `uid:events`.
    `status_code` is what the client got. `simulated`: `elapsed` was given, not measured; `frozen`: the account's clock
    stood still. `outgoing` are the first requests that the function has sent, without headers and bodies, and
    `outgoing_more` is how many others there were. `number` is the place in the log, 0 where it has none yet.
    """

    id: str
    endpoint: str
    method: str
    status: Status
    status_code: int
    created: datetime
    elapsed: timedelta
    memory: Memory | None = None
    console: tuple[ConsoleLine, ...] = ()
    truncated: bool = False
    error: ErrorInfo | None = None
    notes: tuple[Note, ...] = ()
    leaks: tuple[str, ...] = ()
    simulated: bool = False
    frozen: bool = False
    number: int = 0
    platform: str = DESIGN_MANAGER
    outgoing: tuple[OutgoingExchange, ...] = ()
    outgoing_more: int = 0

    @property
    def called(self) -> str:
        """`GET events`; of a project `GET /hs/serverless/events (project 2026.09)`."""
        told = self.endpoint if self.endpoint.startswith(UID_PREFIX) else f"{self.method} {self.endpoint}"
        return told if self.platform == DESIGN_MANAGER else f"{told} ({self.platform})"

    @property
    def execution_ms(self) -> int:
        """Whole milliseconds of the execution, begun ones counted, as they are billed."""
        return -(-self.elapsed // _MILLISECOND)

    def as_json(self) -> dict[str, Any]:
        """The record as other programs read it: times in ISO 8601, UTC."""
        return {
            "id": self.id,
            "endpoint": self.endpoint,
            "method": self.method,
            "status": self.status.value,
            "statusCode": self.status_code,
            "created": iso(self.created),
            "executionTime": self.execution_ms,
            "memory": str(self.memory) if self.memory is not None else None,
            "console": [{"level": line.level, "time": iso(line.time), "text": line.text} for line in self.console],
            "truncated": self.truncated,
            "error": _error_json(self.error),
            "notes": [{"text": note.text, "source": str(note.source)} for note in self.notes],
            "leaks": list(self.leaks),
            **({} if self.platform == DESIGN_MANAGER else {"platform": self.platform}),
            **({"outgoing": [_outgoing_json(sent, self.frozen) for sent in self.outgoing]} if self.outgoing else {}),
        }

    def searched(self) -> str:
        """Everything that a text search looks through."""
        error = self.error
        failed = [] if error is None else [error.type, error.message, error.stack, error.hint, *carried_lines(error)]
        sent = map(str, self.outgoing)
        return "\n".join([*(line.text for line in self.console), *failed, *(note.text for note in self.notes), *sent])

    def failed(self, late: LateFailure) -> LogRecord:
        """The record once the work behind its response has failed; a failure that it has already stays."""
        if self.error is not None:
            return self
        return replace(
            self,
            status=Status.UNHANDLED_ERROR,
            error=late.error,
            notes=(*self.notes, failed_behind_response()),
            leaks=(*self.leaks, "error") if late.leaked and "error" not in self.leaks else self.leaks,
        )


@dataclass(frozen=True, slots=True)
class LateFailure:
    """An execution that had ended well has failed after all; `leaked` where its error named a secret, now masked."""

    id: str
    error: ErrorInfo
    leaked: bool


@dataclass(frozen=True, slots=True)
class NotRun:
    """A call whose function did not run, as those who watch are told of it: the log keeps nothing of it."""

    method: str
    path: str
    status_code: int
    created: datetime
    notes: tuple[Note, ...]


LogEvent = LogRecord | NotRun
"""What those are told who watch the calls: without request and response, which may have 6 MB each."""


def log_event(execution: Execution) -> LogEvent:
    """What is told of an execution, where its record is not at hand."""
    record = log_record(execution)
    if record is not None:
        return record
    request = execution.request
    path = execution.name if request.invocation is not None else request.path
    method, path = execution.masked(request.method), execution.masked(path)
    return NotRun(method, path, execution.reply.status, execution.created, execution.notes)


def log_record(execution: Execution) -> LogRecord | None:
    """The record of an execution; None where the function did not run."""
    if execution.status is None or execution.endpoint is None:
        return None
    sent = execution.outgoing
    return LogRecord(
        id=execution.id,
        endpoint=execution.endpoint if execution.platform == DESIGN_MANAGER else execution.name,
        method=execution.request.method,
        status=execution.status,
        status_code=execution.reply.status,
        created=execution.created,
        elapsed=execution.elapsed,
        memory=execution.memory,
        console=execution.console,
        truncated=execution.truncated,
        # The line itself is enough in a log.
        error=replace(execution.error, before=(), after=()) if execution.error is not None else None,
        notes=execution.notes,
        leaks=execution.leaks,
        simulated=execution.simulated,
        frozen=execution.frozen,
        platform=execution.platform,
        outgoing=tuple(one.brief() for one in sent[:_MOST_OUTGOING]) if sent else (),
        outgoing_more=max(0, len(sent) - _MOST_OUTGOING) + execution.outgoing_more if sent else 0,
    )


def _outgoing_json(sent: OutgoingExchange, frozen: bool) -> dict[str, Any]:
    told = {
        "method": sent.request.method,
        "url": sent.request.url,
        "status": sent.response.status if sent.response is not None else None,
        "failure": (sent.failure.code or sent.failure.kind) if sent.failure is not None else None,
        "by": sent.by,
    }
    return told if frozen else {**told, "milliseconds": round(sent.seconds * 1000, 3)}


def _error_json(error: ErrorInfo | None) -> dict[str, Any] | None:
    if error is None:
        return None
    return {
        "type": error.type,
        "message": error.message,
        "stack": error.stack,
        "hint": error.hint,
        "file": error.file,
        "line": error.line,
        "column": error.column,
        "properties": error.properties,
        "cause": _error_json(error.cause),
        "errors": [_error_json(inner) for inner in error.errors],
    }
