"""`hsfunc demo`: the notebook opens where the address says, JupyterLab trusts it, and lessons are found by number."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hsfunc_magics.cli import demo
from hsfunc_magics.cli.main import main

from ..notebook.kernels import SECONDS, START_SECONDS, patient

pytest.importorskip("jupyterlab", reason="JupyterLab is an extra")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address that the command prints."""
    for name in ("DATA", "RUNTIME", "CONFIG"):
        monkeypatch.setenv(f"JUPYTER_{name}_DIR", str(tmp_path / name))
    command = [sys.executable, "-m", "hsfunc_magics", "demo", "--no-browser", "--folder", str(tmp_path / "demo")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        try:
            lines = (re.search(r"(http://127\.0\.0\.1:\d+/\S+token=\w+)", line) for line in process.stdout)
            found = next(filter(None, lines), None)
            assert found is not None, "JupyterLab has told no address."
            yield found[1]
        finally:
            process.send_signal(signal.SIGKILL)


def answer(request: urllib.request.Request) -> bytes:
    """What the server says; its address is told a moment before it listens."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:
                body: bytes = response.read()
                return body
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@patient
def test_the_address_is_the_notebooks_and_lab_trusts_it(told: str) -> None:
    address, _, token = told.partition("?token=")
    base, path = address.split("/lab/tree/")
    assert path == demo.NAME
    request = urllib.request.Request(f"{base}/api/contents/{path}", headers={"Authorization": f"token {token}"})
    cells = json.loads(answer(request))["content"]["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code and all(cell["metadata"]["trusted"] for cell in code)


def test_the_lessons_are_listed_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in told] == list(demo.lessons()) == list(range(1, len(told) + 1))
    assert told[0] == "   1  serverless.json"


@patient
def test_a_lesson_runs_without_a_screen(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--headless", "--lesson", "4"]) == 0
    assert "not yet: 'fr-CH" in capfd.readouterr().out


def test_a_lesson_that_is_not_there_is_told_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--lesson", "0", "--folder", str(tmp_path / "demo")]) != 0
    told = capsys.readouterr().err
    assert "There is no lesson 0. The lessons are:" in told and "   4  Headers" in told
    assert not (tmp_path / "demo").exists()
