"""`%hs limits`, `%hs clock`, `%hs doctor`, and calls whose time is simulated or that are repeated."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hsfunc_magics import HsfuncError, current_account
from hsfunc_magics.emulator.series.series import Series

from ..conftest import Shell

LIMITS = "%%hsfunction f\nsendResponse({ body: context.limits });"


@pytest.fixture
def frozen(shell: Shell) -> Shell:
    shell.run("%hs clock freeze 2026-01-01T00:00:00Z")
    shell.run(LIMITS)
    return shell


def test_each_limit_is_shown_with_its_source_and_where_the_account_stands(frozen: Shell) -> None:
    frozen.shown()
    frozen.call("f --simulate-time 10s")
    frozen.run("%hs limits")
    (table,) = frozen.shown()
    rows = {line.split()[0]: line for line in table["text/plain"].splitlines()}
    assert "10 s" in rows["execution_seconds"]
    assert "HubSpot's serverless functions reference" in rows["execution_seconds"]
    assert re.search(r"░+ 10 ", rows["account_seconds"])
    assert "not stated by HubSpot" in rows["window_seconds"]
    assert "<table>" in table["text/html"]


def test_a_lesson_changes_a_limit_visibly_and_puts_it_back(shell: Shell) -> None:
    shell.run("%%hsfunction loop\nwhile (true) {}")
    shell.run("%hs limits set execution_seconds=0.3")
    assert "not HubSpot's value, which is 10" in shell.shown()[-1]["text/plain"]
    execution = shell.call("loop")
    assert execution.reply.status == 429
    assert execution.error is not None
    assert execution.error.message == "Task timed out after 0.30 seconds"
    shell.run("%hs limits reset execution_seconds")
    assert "not HubSpot's value" not in shell.shown()[-1]["text/plain"]
    assert current_account().limits.execution_seconds == 10


def test_another_memory_limit_is_in_force_for_the_next_call(shell: Shell) -> None:
    shell.run(
        "%%hsfunction f\n"
        "globalThis.b = Buffer.alloc(60e6, 1); await new Promise((r) => setTimeout(r, 50)); sendResponse({});"
    )
    assert shell.call("f").reply.status == 200
    shell.run("%hs limits set memory_mb=80")
    execution = shell.call("f")
    assert execution.reply.status == 500
    assert str(execution.memory).endswith("/80 MB")


def test_sixty_executions_of_ten_seconds_fit_in_a_minute_in_a_blink(frozen: Shell) -> None:
    series = frozen.run("%hscall f --repeat 61 --simulate-time 10s")
    assert isinstance(series, Series)
    assert series.statuses == {200: 60, 429: 1}
    remaining = [execution.response.json()["executionsRemaining"] for execution in series.executions[:60]]
    assert remaining == list(range(60, 0, -1))
    assert frozen.call("f").response.headers["retry-after"] == "60"
    frozen.run("%hs clock advance 61s")
    assert frozen.call("f").response.json() == {"timeRemaining": 600_000, "executionsRemaining": 60}


def test_over_the_limit_a_simulated_execution_has_timed_out(frozen: Shell) -> None:
    execution = frozen.call("f --simulate-time 11s")
    assert execution.reply.status == 429
    assert execution.elapsed.total_seconds() == 10


def test_a_series_with_simulated_time_looks_the_same_from_run_to_run(frozen: Shell) -> None:
    drawn = []
    for _ in range(2):
        frozen.run("%hs clock advance 61s")
        frozen.run(LIMITS)
        drawn.append(frozen.run("%hscall f --repeat 5 --simulate-time 100ms")._repr_mimebundle_()[0])
    assert drawn[0] == drawn[1]
    assert drawn[0]["text/html"].count("<svg") == 3


def test_what_was_measured_stands_in_the_metadata_and_in_what_is_printed(shell: Shell) -> None:
    shell.run(LIMITS)
    shell.run("%hscall f -q")
    series = shell.run("%hscall f --repeat 2")
    shell.shown()
    shell.run("%hs limits")
    for value in (series, current_account().limit_usage()):
        data, metadata = value._repr_mimebundle_()
        (kept,) = [part["rows"] for part in metadata["hsfunc"]["parts"] if part["kind"] == "table"]
        assert kept
        assert "<svg" not in data["text/html"]
        assert "from run to run" in data["text/html"]
        assert "from run to run" not in str(value)
    assert "Latency: p50" in str(series)
    assert re.search(r"account_seconds .*░ 0\.\d+ ", str(current_account().limit_usage()))


def test_the_minute_is_the_same_in_each_run_where_nothing_in_it_was_measured(frozen: Shell) -> None:
    def measured() -> bool:
        return any(row.measured for row in current_account().limit_usage().rows)

    assert not measured()
    frozen.run("%hscall f -q --simulate-time 10s")
    assert not measured()
    frozen.run("%hscall f -q")
    assert not measured()
    frozen.run("%hs clock real")
    frozen.run("%hscall f -q")
    assert measured()


def test_a_clock_that_stands_books_what_the_lesson_says_and_else_nothing(frozen: Shell) -> None:
    first = frozen.call("f")
    assert frozen.call("f").response.json() == {"timeRemaining": 600_000, "executionsRemaining": 60}
    assert first.elapsed.total_seconds() > 0 and first.limits_after == first.limits
    frozen.call("f --simulate-time 10s")
    assert frozen.call("f").response.json() == {"timeRemaining": 590_000, "executionsRemaining": 59}


def test_concurrent_calls_are_all_made_and_cold_starts_counted(shell: Shell) -> None:
    shell.run("%%hsfunction f\nawait new Promise((r) => setTimeout(r, 5)); sendResponse({ body: process.pid });")
    series = shell.run("%hscall f --repeat 40 --concurrency 4")
    assert series.statuses == {200: 40}
    assert series.cold_starts == len({execution.response.text for execution in series.executions}) <= 4


def test_the_clock_says_where_it_stands(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("clock", "clock freeze 2026-01-01T00:00:00Z", "clock advance 1h", "clock real"):
        shell.run(f"%hs {line}")
    assert capsys.readouterr().out.splitlines() == [
        "The clock is real.",
        "The clock stands at 2026-01-01T00:00:00.000Z.",
        "The clock stands at 2026-01-01T01:00:00.000Z.",
        "The clock is real.",
    ]


def test_doctor_names_node_and_the_parts_of_the_fence(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs doctor")
    told = capsys.readouterr().out
    assert re.match(r"Node 20\.\d+\.\d+ \(", told)
    for part in ("file system", "child processes", "signals", "network"):
        assert part in told


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_the_clock_stands_at_either_end_of_time(shell: Shell, year: str, capsys: pytest.CaptureFixture[str]) -> None:
    start = f"{year}-01-01T00:00:00"
    shell.run(f"%hs clock freeze {start}Z")
    shell.run(LIMITS)
    shell.call("f")
    for since in ("", " --since 10m", " --since 9000000d", f" --since {start}Z"):
        shell.shown()
        shell.run(f"%hs logs f{since}")
        assert f"{start}.000Z - SUCCESS" in shell.shown()[-1]["text/plain"]
    for by, words in (("3652059d", "ends at 9999-12-31"), ("9" * 400 + "d", "too long")):
        with pytest.raises(HsfuncError, match=words):
            shell.run(f"%hs clock advance {by}")
    capsys.readouterr()
    shell.run("%hs clock")
    assert capsys.readouterr().out == f"The clock stands at {start}.000Z.\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("%hs limits st x=1", "Did you mean set"),
        ("%hs limits set", "such as execution_seconds=2"),
        ("%hs limits set execution_secnds=2", "Did you mean execution_seconds"),
        ("%hs limits set execution_seconds=fast", "a number of s"),
        ("%hs limits set execution_seconds=0", "more than 0"),
        ("%hs limits set secrets=1.5", "whole number"),
        ("%hs limits set memory_mb=10", "at least"),
        ("%hs limits reset secret", "Did you mean secrets"),
        ("%hs clock frieze", "Did you mean freeze"),
        ("%hs clock freeze tomorrow", "2026-01-01T00:00:00Z"),
        ("%hs clock advance 61s", "freeze it first"),
        ("%hs clock advance", "by how much"),
        ("%hs clock freeze 0001-01-01T00:00:00+05:00", "from 0001-01-01T00:00:00Z"),
        ("%hscall f --simulate-time 999999999999999d", "too long"),
        ("%hscall f --simulate-time fast", "no duration"),
        ("%hscall f --repeat 0", "at least one call"),
        ("%hscall f --repeat x", "--repeat"),
        ("%hscall f --concurrency 2", "goes with --repeat"),
        ("%hscall g --repeat 3", "There is no endpoint g"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(shell: Shell, line: str, words: str) -> None:
    shell.run(LIMITS)
    before = current_account().limits
    with pytest.raises(HsfuncError, match=re.escape(words)):
        shell.run(line)
    assert current_account().limits == before
    assert not current_account().clock.frozen


def test_a_picture_of_many_calls_is_small_and_shows_the_one_that_is_otherwise(frozen: Shell) -> None:
    few = frozen.run("%hscall f --repeat 61 --simulate-time 10s")
    assert few._repr_mimebundle_()[0]["text/html"].count("<circle") == 61
    many = replace(few, samples=(*few.samples[:60] * 100, few.samples[60]), wanted=6001)
    drawn = many._repr_mimebundle_()[0]["text/html"]
    assert len(drawn) < 40_000
    assert drawn.count('fill="#b26a00"') == 1  # the one 429


def test_a_clock_that_functions_see_says_so(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%%hsfunction f\nsendResponse({ body: [Date.now(), Math.random()] });")
    seen = []
    for _ in range(2):
        shell.run("%hs clock freeze 2026-01-01T00:00:00Z --inside --seed 7")
        seen.append(shell.call("f").response.json())
    assert seen[0] == seen[1] and seen[0][0] == 1_767_225_600_000
    shell.run("%hs clock")
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.endswith(", also inside functions and what functions draw by chance follows the seed 7.")
    with pytest.raises(HsfuncError, match="go with freeze"):
        shell.run("%hs clock advance 1s --inside")
