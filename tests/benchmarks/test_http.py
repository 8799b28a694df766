"""The load test: what it reads of wrk, which runs it refuses to count, how it judges, and how it adds up memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.goals import judged
from benchmarks.http.comparison import Taken, rows
from benchmarks.http.functions import ECHO
from benchmarks.http.servers import floor, memory_of_tree
from benchmarks.http.wrk import Load, no_wrk, put_load, read_told, write_script
from benchmarks.needs import CannotMeasure

GOOD = {
    "requests": 4000, "microseconds": 2_000_000, "bytes": 4000 * 150, "p50": 900, "p99": 4200,
    "connect": 0, "read": 0, "write": 0, "timeout": 0, "status": 0,
}  # fmt: skip
linux = pytest.mark.skipif(sys.platform != "linux", reason="measures by Linux's /proc")


def told(**changes: int) -> str:
    """What wrk prints: its own report, then the line of our script."""
    return f"Running 2s test @ http://127.0.0.1:1/\n  4000 requests in 2.00s\n{json.dumps({**GOOD, **changes})}\n"


def test_rate_and_percentiles_are_those_of_the_script() -> None:
    assert read_told(told(), body=32) == Load(rate=2000.0, p50=0.0009, p99=0.0042)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": 3}, "3 answers of 400 and more"),
        ({"timeout": 2, "read": 1}, "2 answers that did not come in time, 1 connections broken off"),
        ({"connect": 1}, "connections refused"),
        ({"requests": 0, "bytes": 0}, "no answer at all"),
        ({"bytes": 4000 * 20}, "20 bytes on average, less than the function's 32"),
    ],
)
def test_a_run_with_anything_but_good_answers_does_not_count(changes: dict[str, int], why: str) -> None:
    with pytest.raises(CannotMeasure, match=why):
        read_told(told(**changes), body=32)


def test_output_without_figures_is_told() -> None:
    with pytest.raises(CannotMeasure, match="no figures"):
        read_told("Running 2s test\n", body=0)


@linux
def test_a_wrk_that_fails_is_told_with_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "wrk"
    fake.write_text("#!/bin/sh\necho 'unable to connect' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(CannotMeasure, match="status 1: unable to connect"):
        put_load("http://127.0.0.1:1/", 1, 1, script=tmp_path / "none", body=0, meanwhile=lambda: None)


@pytest.mark.skipif(no_wrk() is not None, reason="wrk is not installed")
def test_the_script_tells_what_the_installed_wrk_counts(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    (served / "index.html").write_text("x" * 100)
    looked: list[bool] = []
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--protocol", "HTTP/1.1"]
    with subprocess.Popen(command, cwd=served, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().split("port ")[1].split()[0]
            url = f"http://127.0.0.1:{port}/"
            script = write_script(tmp_path)
            load = put_load(url, 2, 1, script=script, body=100, meanwhile=lambda: looked.append(True))
            with pytest.raises(CannotMeasure, match="answers of 400 and more"):
                put_load(f"{url}none", 1, 1, script=script, body=0, meanwhile=lambda: None)
        finally:
            process.kill()
    assert load.rate > 0
    assert 0 < load.p50 <= load.p99
    assert looked


def taken(*loads: tuple[float, float, float], memory: int) -> Taken:
    return Taken([Load(*load) for load in loads], memory)


def test_every_row_is_judged_by_the_median_of_the_rounds() -> None:
    ours = taken((900, 0.001, 0.009), (3000, 0.002, 0.03), (3100, 0.004, 0.02), memory=90)
    theirs = taken((1000, 0.002, 0.008), (1000, 0.004, 0.01), (1000, 0.006, 0.01), memory=100)
    made = [judged(row, "http") for row in rows("echo, 8 connections", ours, theirs, "HubSpot 7")]
    assert [(row.name.partition(": ")[2], row.verdict) for row in made] == [
        ("requests/s", "reached"),
        ("p50", "reached"),
        ("p99", "not reached"),
        ("memory", ""),
    ]
    rate, p50, *_ = made
    assert (rate.ours and rate.ours.value, rate.ratio) == (3000, 3.0)
    assert (p50.ours and p50.ours.value, p50.ratio) == (2.0, 0.5)


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [(2000, "reached"), (1300, "reached"), (1299, "not reached")],
)
def test_more_requests_are_better(rate: float, verdict: str) -> None:
    load = taken((rate, 1, 1), memory=1), taken((1000, 1, 1), memory=1)
    row = next(rows("echo, 8 connections", *load, "HubSpot 7"))
    assert judged(row, "http").verdict == verdict


@linux
def test_memory_is_that_of_all_processes_below(tmp_path: Path) -> None:
    mebibytes = 1024 * 1024
    child = f"import time; held = bytearray(range(256)) * {40 * mebibytes // 256}; print(1, flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, process_group=0) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            whole = memory_of_tree(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert whole > 40 * mebibytes
    assert memory_of_tree(process.pid) == 0


def test_the_floor_answers_as_the_function_in_whose_place_it_stands(tmp_path: Path) -> None:
    with floor(tmp_path) as bare:
        for _ in range(3):
            status, answer, _ = bare.answer(ECHO.name)
            assert (status, answer) == (200, ECHO.answer)
