"""`%hs import` of a project: the switches of a file in it, or of one that is named, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError, SwitchError, current_account
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.emulator.projects.switches_file import SWITCHES_FILE, write_switches

from ...conftest import Shell


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with hsproject.json and switches, in which no function is."""
    (tmp_path / "hsproject.json").write_text('{"name": "p", "srcDir": "src", "platformVersion": "2026.09"}')
    write_switches(tmp_path / SWITCHES_FILE, Switches().choose("params", "arrays"))
    return tmp_path


def test_an_import_that_fails_leaves_the_switches(shell: Shell, project: Path) -> None:
    (project / "src").mkdir()
    with pytest.raises(HsfuncError):
        shell.run(f"%hs import {project}")
    assert current_account().switches == Switches()


def test_a_wrong_file_of_switches_keeps_everything_as_it_was(shell: Shell, project: Path) -> None:
    (project / SWITCHES_FILE).write_text('{"version": 1, "switches": {"params": {"value": "list"}}}')
    with pytest.raises(SwitchError, match=r"line 1: The switch params is scalars, arrays or mixed, not 'list'\."):
        shell.run(f"%hs import {project}")
    assert current_account().switches == Switches()
