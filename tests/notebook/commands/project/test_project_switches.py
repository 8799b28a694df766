"""`%hs project switches`: the account's switches, shown as a table and changed, in a file on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import SwitchError, current_account
from hsfunc_magics.emulator.projects.switches import SWITCHES, Switches
from hsfunc_magics.emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches

from ...conftest import Shell


def test_the_accounts_switches_are_shown_and_changed(shell: Shell) -> None:
    shell.run("%hs project switches --set params=arrays --set node=22")
    switches = current_account().switches
    assert switches == Switches({"params": "arrays", "node": "22"})
    (data,) = shell.shown()
    for name, switch in SWITCHES.items():
        assert name in data["text/plain"] and switch.question in data["text/plain"]
        assert f"<code>{name}</code>" in data["text/html"]
    assert "params = arrays  (chosen)" in data["text/plain"] and str(switches) == data["text/plain"]
    shell.run("%hs project switches --reset node")
    assert current_account().switches == Switches({"params": "arrays"})


def test_a_wrong_value_changes_nothing(shell: Shell) -> None:
    shell.run("%hs project switches --set node=22")
    with pytest.raises(SwitchError, match="The switch params is scalars, arrays or mixed"):
        shell.run("%hs project switches --set node=24 --set params=list")
    assert current_account().switches == Switches({"node": "22"})


def test_a_file_counts_and_keeps_changes(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / SWITCHES_FILE
    write_switches(file, Switches().settle({"node": "24"}, "2026-09-30"))
    shell.run(f"%hs project switches --switches '{file}' --set binary=bytes")
    kept = read_switches(file)
    assert kept == current_account().switches == Switches({"node": "24", "binary": "bytes"}, {"node": "2026-09-30"})


def test_what_a_date_may_hide_is_written_out(shell: Shell) -> None:
    current_account().switches = Switches().settle({"node": "24"}, "\u202e<b>")
    shell.run("%hs project switches")
    (data,) = shell.shown()
    assert "\u202e" not in data["text/plain"] + data["text/html"] and "<b>" not in data["text/html"]
