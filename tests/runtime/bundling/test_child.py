"""Programs that bundling runs: told line by line, ended within their time, gone with their children."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from hsfunc_magics.runtime.bundling.child import BundlingError, run_child, stopped_by

from ...processes import Process, descendants, left_of

# Starts a child of its own, says so, and stays.
STAYS = (
    "import subprocess, sys, time; subprocess.Popen(['sleep', '60']);"
    " print('ready', file=sys.stderr, flush=True); time.sleep(60)"
)


def running() -> set[Process]:
    """What this process has below it; other tests may have left something that takes a while to end."""
    return set(descendants(os.getpid()))


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_child_reads_its_input_and_its_lines_are_told(tmp_path: Path) -> None:
    lines: list[str] = []
    code = "import sys; print(sys.stdin.read()[::-1]); print('one\\n\\ntwo', file=sys.stderr); sys.exit(3)"
    ran = run_child(python(code), tmp_path, title="it", seconds=30, given="abc", on_line=lines.append)
    assert (ran.status, ran.output.strip(), lines) == (3, "cba", ["one", "two"])


def test_only_the_environment_that_is_given_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "hidden")
    code = "import os; print(os.environ.get('API_KEY'))"
    assert run_child(python(code), tmp_path, title="it", seconds=30, environment={}).output.strip() == "None"
    assert run_child(python(code), tmp_path, title="it", seconds=30).output.strip() == "hidden"


def test_over_its_time_it_ends_with_its_children(tmp_path: Path) -> None:
    before, started = running(), set[Process]()
    with pytest.raises(BundlingError, match=r"it took longer than 4 s"):
        run_child(
            python(STAYS),
            tmp_path,
            title="it",
            seconds=4,
            on_line=lambda _: started.update(running() - before),
        )
    assert len(started) >= 2
    assert left_of(list(started)) == []


def test_ctrl_c_ends_it_with_its_children(tmp_path: Path) -> None:
    before, started = running(), set[Process]()

    def interrupt(_: str) -> None:
        started.update(running() - before)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_child(python(STAYS), tmp_path, title="it", seconds=60, on_line=interrupt)
    assert len(started) >= 2
    assert left_of(list(started)) == []


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundlingError, match="the tool cannot be started"):
        run_child([str(tmp_path / "gone")], tmp_path, title="the tool", seconds=1)


def test_another_thread_stops_it_with_its_children(tmp_path: Path) -> None:
    before, stop = running(), threading.Event()
    with pytest.raises(BundlingError, match="it was stopped"), stopped_by(stop):
        run_child(python(STAYS), tmp_path, title="it", seconds=60, on_line=lambda _: stop.set())
    assert left_of(running() - before) == []
