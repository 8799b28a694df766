"""`hsfunc project switches`: what it lists, what it keeps, and what it refuses without losing anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches
from hsfunc_magics.emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches

from ..conftest import hsfunc


def test_every_switch_is_listed_with_its_question_its_value_and_who_says_so(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    write_switches(file, Switches().settle({"node": "22"}, "2026-09-30"))
    ended = hsfunc("project", "switches", "--switches", file)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "node = 22  (settled by a probe on 2026-09-30)" in ended.stdout
    assert "params = scalars  (default, C)" in ended.stdout
    assert all(switch.question in ended.stdout for switch in SWITCHES.values())


def test_what_is_set_is_kept_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = hsfunc("project", "switches", "--set", "params=arrays", "--set", "node=24")
    assert ended.returncode == 0 and f"{SWITCHES_FILE} was written." in ended.stdout
    assert read_switches(tmp_path / SWITCHES_FILE) == Switches({"params": "arrays", "node": "24"})
    ended = hsfunc("project", "switches", "--reset", "node")
    assert "params = arrays  (chosen)" in ended.stdout and "node = 20  (default, C)" in ended.stdout
    assert json.loads((tmp_path / SWITCHES_FILE).read_text()) == {
        "version": 1,
        "switches": {"params": {"value": "arrays"}},
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "parms=arrays"], "There is no switch 'parms'. Did you mean params?"),
        (["--set", "params"], "--set takes NAME=VALUE, such as params=arrays, not 'params'."),
        (["--set", "node=22", "--set", "node=24"], "--set node is given twice, as 22 and as 24: which one?"),
        (["--set", "node=22", "--reset", "node"], "--set and --reset of node: which one?"),
    ],
)
def test_a_wrong_word_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = hsfunc("project", "switches", *words)
    assert (ended.returncode, ended.stderr) == (1, f"hsfunc: {told}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / SWITCHES_FILE
    file.write_text('{"version": 1, "switches": {"params": {"value": "arrays"},}}')
    before = file.read_bytes()
    ended = hsfunc("project", "switches", "--set", "node=22")
    assert ended.returncode == 1 and ended.stderr.startswith(f"hsfunc: {SWITCHES_FILE}, line 1, column 5")
    assert file.read_bytes() == before


@pytest.mark.parametrize("words", [("call", "f"), ("serve",), ("check",)], ids=lambda words: words[0])
def test_a_wrong_file_is_told_by_whatever_reads_it(folder: Path, words: tuple[str, ...]) -> None:
    file = folder / SWITCHES_FILE
    file.write_text('{"version": 1, "switches": {"parms": {"value": "arrays"}}}')
    ended = hsfunc(words[0], folder, *words[1:])
    told = f"hsfunc: {file}, line 1: There is no switch 'parms'. Did you mean params?\n"
    assert (ended.returncode, ended.stderr) == (1, told)
    file.unlink()
    ended = hsfunc(words[0], folder, *words[1:], "--switches", "gone.json")
    assert ended.returncode == 1 and "hsfunc: There is no file gone.json: hsfunc project switches" in ended.stderr


def test_a_call_tells_which_switches_it_stands_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    write_switches(folder.parent / SWITCHES_FILE, Switches().choose("node", "22"))
    ended = hsfunc("call", folder, "ok")
    assert ended.stderr.startswith(f"hsfunc: Switches of {SWITCHES_FILE}: node 22 (chosen).\n")
    assert (ended.returncode, ended.stdout) == (0, '{"ok":1}')
    write_switches(folder / SWITCHES_FILE, Switches().choose("node", "24"))
    assert "node 24 (chosen)" in hsfunc("call", folder, "ok").stderr
    assert "Switches" not in hsfunc("call", folder, "ok", "--silent").stderr
