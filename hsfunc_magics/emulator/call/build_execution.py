"""What is kept of an execution: console and error without secrets, notes, status (contract §8, §10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ...runtime.outcome import Outcome
from ..functions.stack_positions import Place
from ..limits.limits import MEGABYTE, Limits
from ..limits.quota import QuotaState
from ..notes import Note, get_wrote, later_sends, leak_note
from ..secrets.masking import Masker
from .execution import ConsoleLine, ErrorInfo, Execution, Memory, Status, Timing
from .leaks import find_leaks, mask_console, mask_error, tells_secret
from .request import Request
from .response import Reply


def record(
    outcome: Outcome,
    *,
    id_: str,
    request: Request,
    reply: Reply,
    error: ErrorInfo | None,
    created: datetime,
    quota: QuotaState,
    limits: Limits,
    timing: Timing,
    notes: list[Note],
    context: dict[str, Any],
    json_body: bytes | None,
    masker: Masker,
    declared: Masker,
    places: Callable[[str], str],
    place: Callable[[int, int], Place | None],
    simulated: bool,
    frozen: bool,
) -> Execution:
    """The Execution of an outcome. Where the clock is frozen, all its lines have the time at which it stands.

    `places` leads the places that a console line names back to the cell, `place` is the one where it was written.
    `masker` knows all secrets of the account, `declared` the function's own.
    """
    console = tuple(
        ConsoleLine(
            line.level,
            places(line.text),
            created if frozen else created + timedelta(seconds=line.at),
            place(line.line, line.column),
        )
        for line in outcome.console
    )
    notes += _notes_of(outcome, request)
    leaks: tuple[str, ...] = ()
    if masker:
        if console:
            told, console = console, mask_console(masker, console, truncated=outcome.truncated)
            leaks += ("console",) if console != told else ()
        if error is not None:
            failed, error = error, mask_error(masker, error)
            leaks += ("error",) if tells_secret(failed, error) else ()
        leaks += find_leaks(declared, reply)
        notes = [replace(note, text=masker.mask(note.text)) for note in notes]
        notes += [leak_note(leaks)] if leaks else []
    return Execution(
        id=id_,
        endpoint=request.endpoint,
        request=request,
        reply=reply.without_body() if request.method == "HEAD" else reply,
        status=_status(error, reply),
        created=created,
        elapsed=timedelta(seconds=outcome.seconds),
        memory=Memory(outcome.memory_bytes, limits.memory_mb * MEGABYTE),
        console=console,
        truncated=outcome.truncated,
        error=error,
        limits=quota,
        limits_in_force=limits,
        timing=timing,
        notes=tuple(notes),
        cold=outcome.cold,
        sent_context=context,
        json_body=json_body,
        leaks=leaks,
        masker=masker,
        simulated=simulated,
        frozen=frozen,
    )


def _status(error: ErrorInfo | None, reply: Reply) -> Status:
    if error is not None:
        return Status.UNHANDLED_ERROR
    return Status.HANDLED_ERROR if reply.status >= 500 else Status.SUCCESS


def _notes_of(outcome: Outcome, request: Request) -> list[Note]:
    notes: list[Note] = []
    if outcome.sends > 1:
        notes.append(later_sends(outcome.sends - 1))
    if outcome.wrote is not None and request.method in ("GET", "HEAD"):
        notes.append(get_wrote(outcome.wrote))
    return notes
