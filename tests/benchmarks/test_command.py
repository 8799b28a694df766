"""`python -m benchmarks`: its table and JSON, what it says where it cannot measure, and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.rows import Row

from ..processes import descendants, left_of

ROOT = Path(__file__).parents[2]
# The cheapest measurement: bare echoes only.
CHEAP = "floor-socket"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures by Linux's /proc")


def start(*arguments: str, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """The command, which finds `folder` as the place for temporary files."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, folder: Path, **variables: str) -> tuple[int, str, str]:
    """Status, output and complaints."""
    process = start(*arguments, folder=folder, **variables)
    out, complaints = process.communicate(timeout=60)
    return process.returncode, out, complaints


def read(path: Path) -> dict[str, Any]:
    report = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(report, dict)
    return report


def test_the_table_and_the_json_tell_the_same_rows(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("an older report")
    status, out, _ = run("--quick", "--only", CHEAP, "--json", str(file), folder=tmp_path)
    assert status == 0
    report = read(file)
    assert report.keys() == {"machine", "busy", "quick", "interrupted", "rows"}
    assert report["machine"].keys() == {"date", "cores", "cpu", "system", "python", "node", "load"}
    assert (report["quick"], report["interrupted"]) == (True, False)
    assert ("quote no absolute figure" in report["machine"]["load"]) == report["busy"]
    assert report["rows"]
    for row in report["rows"]:
        assert Row.from_json(row).as_json() == row
        assert row["ours"].keys() == row["against"].keys() == {"value", "unit", "note"}
        assert row["ours"]["value"] > 0
        assert row["name"] in out
    assert out.startswith("date ")
    assert list(tmp_path.iterdir()) == [file]


def test_a_wrong_name_is_told_the_nearest_and_nothing_is_measured(tmp_path: Path) -> None:
    status, out, complaints = run("--only", "flor-socket", folder=tmp_path)
    assert (status, out) == (2, "")
    assert "flor-socket is not measured. Did you mean floor-socket?" in complaints


def test_a_file_that_cannot_be_written_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    status, out, complaints = run("--only", CHEAP, "--json", str(tmp_path / "none" / "report.json"), folder=tmp_path)
    assert (status, out) == (2, "")
    assert "a folder that is there" in complaints


def test_a_missing_node_is_a_sentence_in_the_row(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    nowhere = str(tmp_path / "node")
    status, _, complaints = run("--only", CHEAP, "--json", str(file), folder=tmp_path, HSFUNC_NODE=nowhere)
    assert status == 1
    assert "Traceback" not in complaints
    report = read(file)
    assert report["machine"]["node"] == "missing"
    (row,) = report["rows"]
    assert (row["name"], row["verdict"]) == (CHEAP, "not measured")
    assert "needs Node 20" in row["problem"]


def test_a_load_test_that_lacks_its_programs_says_how_to_get_them(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    status, out, complaints = run(
        "--only", "http", "--json", str(file), folder=tmp_path, PATH=str(tmp_path), HSFUNC_RIVAL=str(tmp_path)
    )
    assert status == 1
    assert "Traceback" not in complaints
    (row,) = read(file)["rows"]
    assert (row["name"], row["verdict"]) == ("http", "not measured")
    assert "apt-get install wrk" in row["problem"]
    assert "npm install @hubspot/serverless-dev-runtime@7.0.7 anywhere, and set HSFUNC_RIVAL" in row["problem"]
    assert "not measured: It needs the load generator wrk" in out


def test_help_says_what_each_measurement_needs(tmp_path: Path) -> None:
    status, out, _ = run("--help", folder=tmp_path)
    assert status == 0
    base = ("warm", "floor-socket", "first-call", "payload", "kill", "memory", "load-ext", "hscall-cell", "repeat")
    for name in (*base, "jupyterlab", "log", "http", "save", "accounts", "kernel-size", "outputs"):
        assert any(line.split()[:1] == [name] and len(line.split()) > 1 for line in out.splitlines())


def test_ctrl_c_keeps_the_rows_until_then_and_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    process = start("--quick", "--only", CHEAP, "kill", "--json", str(file), folder=tmp_path)
    assert process.stderr is not None
    told = iter(process.stderr.readline, "")
    assert any(line.startswith(f"{CHEAP}:") for line in told)
    started = []
    deadline = time.monotonic() + 60
    while len(started) < 3 and time.monotonic() < deadline:  # the guardian, an instance and its spare
        time.sleep(0.02)
        started = descendants(process.pid)
    assert len(started) >= 3
    process.send_signal(signal.SIGINT)
    out, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in complaints
    assert "Interrupted" in out
    report = read(file)
    assert report["interrupted"]
    assert [row["name"].partition(",")[0] for row in report["rows"]] == ["socket pair echo"] * len(report["rows"])
    assert report["rows"]
    assert left_of(started) == []
    deadline = time.monotonic() + 20
    while list(tmp_path.iterdir()) != [file] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == [file]
