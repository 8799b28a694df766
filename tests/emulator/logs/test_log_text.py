"""The log as text: what is drawn on several lines keeps its shape."""

from __future__ import annotations

from datetime import UTC, datetime

from hsfunc_magics.emulator.call.execution import ConsoleLine
from hsfunc_magics.emulator.logs.text import console_line

TIME = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)


def test_a_text_of_one_line_stands_behind_its_level() -> None:
    assert console_line(ConsoleLine("INFO", "one", TIME)) == "2026-01-02T03:04:05.678Z  INFO  one"


def test_a_table_begins_below_its_time_so_that_its_lines_are_one_below_the_other() -> None:
    drawn = "┌───┐\n│ a │\n└───┘"
    head, *lines = console_line(ConsoleLine("INFO", drawn, TIME)).split("\n")
    assert head == "2026-01-02T03:04:05.678Z  INFO"
    assert [line.lstrip() for line in lines] == drawn.split("\n")
    assert len({len(line) - len(line.lstrip()) for line in lines}) == 1
    assert all(line.startswith(" ") for line in lines), "what a function writes cannot look like a record's head"
