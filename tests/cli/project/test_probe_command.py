"""`hsfunc project probe`: what it writes and prints, and what it keeps of answers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from hsfunc_magics.emulator.moving.probe.requests import ANSWER_FILE, REQUESTS
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches

from ...emulator.moving.probe.platform import ask, saved
from ..conftest import hsfunc

FUNCTIONS = "src/app/functions"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_project_is_written_as_hubspots_command_line_takes_it(here: Path) -> None:
    ended = hsfunc("project", "probe", "made/probe")
    assert (ended.returncode, ended.stderr) == (0, "")
    project = here / "made" / "probe"
    files = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    assert files == {
        "README.md",
        "hsproject.json",
        "src/app/app-hsmeta.json",
        f"{FUNCTIONS}/hsfunc-probe-hsmeta.json",
        f"{FUNCTIONS}/hsfunc-probe.js",
        f"{FUNCTIONS}/hsfunc-probe-beside.js",
        f"{FUNCTIONS}/package.json",
    }
    app = json.loads((project / "src/app/app-hsmeta.json").read_text())["config"]
    assert (app["distribution"], app["auth"]["type"]) == ("private", "static")
    function = json.loads((project / FUNCTIONS / "hsfunc-probe-hsmeta.json").read_text())["config"]
    assert (project / "src" / function["entrypoint"].lstrip("/")).is_file()
    assert function["endpoint"] == {"path": "hsfunc-probe", "methods": ["GET", "POST"]}
    assert list(here.iterdir()) == [here / "made"]  # nothing else is left


def test_each_line_of_curl_adds_a_marked_answer_to_one_file(here: Path) -> None:
    printed = hsfunc("project", "probe", "probe").stdout
    lines = [line for line in printed.splitlines() if line.startswith("curl ")]
    assert all(line in (here / "probe" / "README.md").read_text() for line in lines)
    assert len(lines) == len(REQUESTS)
    for line, request in zip(lines, REQUESTS, strict=True):
        words = shlex.split(line)
        assert words[:3] == ["curl", "-sS", "-i"] and words[-3:] == [">>", ANSWER_FILE, "2>&1"]
        assert re.match(rf"\\n### hsfunc-probe {request.name} status=%{{http_code}} ", words[words.index("-w") + 1])


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_nothing_is_written_over(here: Path, kind: str) -> None:
    place = here / "probe"
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to("nowhere")
    ended = hsfunc("project", "probe", "probe")
    assert ended.returncode == 1 and "probe is there already, and nothing is written over it" in ended.stderr
    assert list(here.iterdir()) == [place] and not (kind == "folder" and any(place.iterdir()))


def test_where_nothing_can_be_written_nothing_is(here: Path) -> None:
    (here / "file").write_text("mine")
    ended = hsfunc("project", "probe", "file/probe")
    assert ended.returncode == 1 and "hsfunc: file/probe cannot be written: " in ended.stderr
    assert "Traceback" not in ended.stderr and (here / "file").read_text() == "mine"


def test_answers_settle_switches_and_leave_others(here: Path) -> None:
    hsfunc("project", "probe", "probe")
    found = ask(here / "probe", Switches({"params": "arrays", "throw_status": "502"}))
    (here / ANSWER_FILE).write_bytes(saved({**found, "log": ""}, cookie=False))
    write_switches(here / SWITCHES_FILE, Switches().choose("log_bytes", "262144").choose("node", "24"))
    ended = hsfunc("project", "probe", "--read", ANSWER_FILE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "  params = arrays, was scalars (default, C): ?single=1 came as array of 1" in ended.stdout
    assert "  node = 20, was 24 (chosen): process.versions.node begins with 20" in ended.stdout
    assert "  contact = absent (default, C): it was called without a known contact's cookie" in ended.stdout
    kept = read_switches(here / SWITCHES_FILE)
    assert (kept["throw_status"], kept.origin("throw_status")) == ("502", "settled by a probe on 2026-09-30")
    assert (kept.origin("log_bytes"), kept.origin("contact")) == ("chosen", "default, C")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "hsfunc project probe takes DEST, where it writes a project, or --read ANSWER."),
        (["a", "--read", "b"], "hsfunc project probe takes DEST, where it writes a project, or --read ANSWER."),
        (["a", "--switches", "b"], "--switches goes with --read: it says where what is settled is kept."),
        (["--read", "gone.txt"], "gone.txt cannot be read: no such file or directory."),
        (["--read", "."], ". cannot be read: is a directory."),
    ],
)
def test_a_wrong_word_writes_nothing(here: Path, words: list[str], told: str) -> None:
    ended = hsfunc("project", "probe", *words)
    assert (ended.returncode, ended.stderr) == (1, f"hsfunc: {told}\n")
    assert list(here.iterdir()) == []


def test_answers_that_settle_nothing_write_nothing(here: Path) -> None:
    (here / ANSWER_FILE).write_text("HTTP/2 404\n\nno\n### hsfunc-probe report status=404 size=2 time=0.2\n")
    ended = hsfunc("project", "probe", "--read", ANSWER_FILE)
    assert ended.returncode == 1 and ended.stdout.startswith("Nothing is settled.\nStill open:\n  params = scalars")
    assert "report was answered 404, and not by the function: is the build deployed, and the address right?" in (
        ended.stdout
    )
    assert not (here / SWITCHES_FILE).exists()
