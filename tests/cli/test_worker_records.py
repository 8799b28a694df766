"""A worker's records on their way: nothing that they have is lost, and what is too much is counted."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from hsfunc_magics import Clock, Limits
from hsfunc_magics.cli.workers.messages import Told, receive
from hsfunc_magics.cli.workers.records import Records
from hsfunc_magics.emulator.call.error.info import ErrorInfo
from hsfunc_magics.emulator.call.execution import ConsoleLine, Memory, Status
from hsfunc_magics.emulator.citations import chosen
from hsfunc_magics.emulator.logs.log import ExecutionLog
from hsfunc_magics.emulator.logs.record import LateFailure, LogRecord
from hsfunc_magics.emulator.logs.rows import record_from
from hsfunc_magics.emulator.logs.write_queue import Loss
from hsfunc_magics.emulator.notes import Note

from ..loops import run_in_loop

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOTE = Note("as it is", chosen("a note"))
LOSS = Loss(3, NOW, NOW, "the disk is too slow")
LATE = LateFailure("a-1", ErrorInfo("Error", "too late"), leaked=False)


def record(number: int, text: str = "käse\n\0") -> LogRecord:
    lines = (ConsoleLine("INFO", text, NOW),)
    elapsed, memory = timedelta(milliseconds=5), Memory(50, 128)
    return LogRecord(f"a-{number}", "f", "GET", Status.SUCCESS, 200, NOW, elapsed, memory, lines, notes=(NOTE,))


class Way:
    """A worker's log, whose records go to `reader`."""

    def __init__(self, reader: asyncio.StreamReader, records: Records) -> None:
        self.log = ExecutionLog(1, Clock(), Limits)
        self.log.elsewhere = records.take
        self.records = records
        self._reader = reader

    async def until_answered(self, number: int) -> list[Told]:
        """What arrives until all has been told that there was when this was asked."""
        found: list[Told] = []
        while not found or found[-1].gathered is None:
            message = await asyncio.wait_for(receive(self._reader), 60)
            assert isinstance(message, Told)
            found.append(message)
        assert found[-1].gathered == number
        return found


def on_the_way(test: Callable[[Way], Awaitable[None]]) -> None:
    async def run() -> None:
        ours, theirs = socket.socketpair()
        reader, other = await asyncio.open_unix_connection(sock=ours)
        _, writer = await asyncio.open_unix_connection(sock=theirs)
        way = Way(reader, Records(writer, 1))
        await test(way)
        way.log.close()
        writer.close()
        other.close()

    run_in_loop(run())


def test_what_is_logged_or_refused_arrives_as_it_was() -> None:
    async def run(way: Way) -> None:
        way.log.add(record(1))
        way.log.fail(LATE)
        way.log.add(record(2))
        way.log.lose(LOSS)
        await asyncio.to_thread(way.log.flush)
        way.records.answer(7)
        parts = await way.until_answered(7)
        first, late, second = (item for part in parts for item in part.items)
        assert isinstance(first, tuple) and record_from((0, *first)) == record(1)
        assert isinstance(second, tuple) and record_from((0, *second)) == record(2)
        assert late == LATE and [loss for part in parts for loss in part.losses] == [LOSS]

    on_the_way(run)


def test_a_home_process_that_takes_nothing_for_a_while_misses_nothing() -> None:
    async def run(way: Way) -> None:
        for number in range(1_500):
            way.log.add(record(number, "x" * 4_000))
        await asyncio.to_thread(way.log.flush)
        ids: list[str] = []
        for number in count(1):
            way.records.answer(number)
            parts = await way.until_answered(number)
            ids += [item[1] for part in parts for item in part.items if isinstance(item, tuple)]
            if len(ids) == 1_500:
                break
            assert all(not part.losses for part in parts)
            await asyncio.to_thread(way.log.flush)
        assert ids == [f"a-{number}" for number in range(1_500)]

    on_the_way(run)
