"""`%hs record`, `%hs replay` and the setting `outgoing`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import CassetteError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError
from hsfunc_magics.notebook.magics.settings import SettingRefused

from ...emulator.outgoing.cassettes.exchanges import CONTACTS, answered, happened, refused, request, response
from ..conftest import Shell


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "a b.json")


def test_a_recording_and_a_replay_are_begun_told_and_ended(
    shell: Shell, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(line: str) -> str:
        shell.run(line)
        return capsys.readouterr().out

    assert told("%hs record") == (
        "Neither a recording nor a replay is on: %hs record FILE begins one, %hs replay FILE the other.\n"
    )
    assert told(f"%hs record '{file}'") == f"Requests that go out are recorded in {file}, until %hs record stop.\n"
    account = current_account()
    account.outside.exchanged(happened(request(), response({"id": 1})))
    assert told("%hs record") == f"A recording is on. 1 exchange recorded in {file}.\n"
    assert told(f"%hs replay '{file}'") == (
        f"What was on has ended. 1 exchange recorded in {file}.\n"
        f"Requests are answered from {file}, which has 1 exchange; what it does not have is refused, until %hs replay"
        " stop.\n"
    )
    assert answered(account, request()) == {"id": 1}
    assert told("%hs replay") == f"A cassette is replayed. {file}: 1 of 1 exchange used.\n"
    assert f"To record it: %hs record '{file}', then call again." in refused(account, request(method="PUT"))
    assert told("%hs replay stop") == f"{file}: 1 of 1 exchange used.\n"
    assert not account.outside.in_use


def test_what_cannot_be_is_refused_and_leaves_what_was_on(shell: Shell, file: str) -> None:
    for line in ("%hs record stop", "%hs replay stop"):
        with pytest.raises(MagicError, match=r"FILE begins"):
            shell.run(line)
    with pytest.raises(CassetteError, match=r"There is no file .*: %hs record '.*a b\.json' records one"):
        shell.run(f"%hs replay '{file}'")
    Path(file).write_text(json.dumps({"a": 1}))
    shell.run(f"%hs record '{file}.json'")
    with pytest.raises(CassetteError, match="is no cassette"):
        shell.run(f"%hs record '{file}'")
    assert current_account().cassettes.recording is not None
    assert json.loads(Path(file).read_text()) == {"a": 1}


def test_the_setting_takes_effect_at_once(shell: Shell) -> None:
    account = current_account()
    assert account.outside.answer(request()) is None
    shell.run("%config HsfuncMagics.outgoing = 'refuse'")
    assert f"Answer it with %%hsmock GET {CONTACTS}, or record it once with %hs record FILE" in refused(
        account, request()
    )
    with pytest.raises(SettingRefused, match="'never'"):
        shell.run("%config HsfuncMagics.outgoing = 'never'")
    refused(account, request())
    with pytest.raises(CassetteError, match=r"be recorded .* %config HsfuncMagics\.outgoing = 'allow' lets"):
        shell.run("%hs record a.json")
    shell.run("%config HsfuncMagics.outgoing = 'allow'")
    assert not account.outside.in_use


def test_with_ci_a_notebook_refuses(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert f"GET {CONTACTS} was not sent: nothing goes out where nobody looks on" in refused(
        current_account(), request()
    )
