"""What waits to be written, and what was lost of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hsfunc_magics.emulator.logs.write_queue import LogQueue, Loss

START = datetime(2026, 1, 1, tzinfo=UTC)


def lost(minute: int, reason: str) -> Loss:
    created = START + timedelta(minutes=minute)
    return Loss(1, created, created, reason)


def test_losses_while_others_are_being_written_down_count_as_one_with_them() -> None:
    queue = LogQueue()
    queue.lose(lost(0, "the file is locked"))
    taken = queue.take_losses()
    queue.lose(lost(1, "the file is locked"))
    queue.lose(lost(2, "the disk is full"))
    queue.give_back((), taken)
    locked, full = queue.losses()
    assert (locked.count, locked.first, locked.last) == (2, START, START + timedelta(minutes=1))
    assert full == lost(2, "the disk is full")
