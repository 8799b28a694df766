"""A worker's records on their way: nothing that they have is lost, and what is too much is counted."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hsfunc_magics.cli.workers.messages import Told, receive
from hsfunc_magics.cli.workers.records import Records
from hsfunc_magics.emulator.call.error.info import ErrorInfo
from hsfunc_magics.emulator.call.execution import ConsoleLine, Memory, Status
from hsfunc_magics.emulator.citations import chosen
from hsfunc_magics.emulator.logs.record import LateFailure, LogRecord, NotRun
from hsfunc_magics.emulator.logs.rows import record_from
from hsfunc_magics.emulator.notes import Note

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOTE = Note("as it is", chosen("a note"))
REFUSED = NotRun("GET", "/_hcms/api/none", 404, NOW, (NOTE,))
LATE = LateFailure("a-1", ErrorInfo("Error", "too late"), leaked=False)


def record(number: int) -> LogRecord:
    lines = (ConsoleLine("INFO", "käse\n\0", NOW),)
    elapsed, memory = timedelta(milliseconds=5), Memory(50, 128)
    return LogRecord(f"a-{number}", "f", "GET", Status.SUCCESS, 200, NOW, elapsed, memory, lines, notes=(NOTE,))


def told(put: Callable[[Records], None]) -> list[Told]:
    """What arrives of what is put, asked for once it is."""

    async def run() -> list[Told]:
        ours, theirs = socket.socketpair()
        reader, other = await asyncio.open_unix_connection(sock=ours)
        _, writer = await asyncio.open_unix_connection(sock=theirs)
        records = Records(writer, 1)
        put(records)
        records.send_all(7)
        found: list[Told] = []
        while not found or found[-1].gathered is None:
            message = await receive(reader)
            assert isinstance(message, Told)
            found.append(message)
        writer.close()
        other.close()
        assert found[-1].gathered == 7
        return found

    return asyncio.run(run())


def test_all_that_is_logged_arrives_as_it_was_and_in_order() -> None:
    def put(records: Records) -> None:
        records.add(record(1))
        records.note(REFUSED)
        records.note(record(1))  # which has been added
        records.fail(LATE)
        records.add(record(2))

    (one,) = told(put)
    first, refused, late, second = one.items
    assert isinstance(first, tuple) and record_from((0, *first)) == record(1)
    assert isinstance(second, tuple) and record_from((0, *second)) == record(2)
    assert (refused, late, one.losses) == (REFUSED, LATE, ())


def test_what_is_too_much_is_counted() -> None:
    def put(records: Records) -> None:
        for number in range(10_050):
            records.add(record(number))

    parts = told(put)
    ids = [item[1] for part in parts for item in part.items if isinstance(item, tuple)]
    assert ids == [f"a-{number}" for number in range(50, 10_050)]
    assert [(loss.count, loss.reason) for part in parts for loss in part.losses] == [
        (50, "the home process did not take it")
    ]
