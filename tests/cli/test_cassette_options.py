"""`--record`, `--replay` and `--outgoing` of `hsfunc call` and `serve`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics.cli.account import add_account_options, open_account
from hsfunc_magics.cli.command import CommandParser
from hsfunc_magics.cli.outgoing.cassettes import told_at_the_end

from ..emulator.outgoing.cassettes.exchanges import CONTACTS, answered, happened, refused, request, response
from .conftest import hsfunc


def test_a_folder_is_recorded_and_replayed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "true")
    file = str(tmp_path / "a.json")
    parser = CommandParser()
    add_account_options(parser, several=True)
    parser.set_defaults(command="serve")

    options = parser.parse_args([str(folder), "--record", file])
    account, _ = open_account(options, follow=False)
    with told_at_the_end(account, options):
        assert account.outside.answer(request()) is None
        account.outside.exchanged(happened(request(), response({"id": 1})))
    assert f"hsfunc: 1 exchange recorded in {file}.\n" in capsys.readouterr().err
    refused(account, request())
    account.close()

    options = parser.parse_args([str(folder), "--replay", file])
    account, _ = open_account(options, follow=False)
    with told_at_the_end(account, options):
        assert answered(account, request()) == {"id": 1}
        assert f"To record it: --record {file}, then call again." in refused(account, request(method="PUT"))
    assert f"hsfunc: {file}: 1 of 1 exchange used.\n" in capsys.readouterr().err
    assert f"Answer it with --mocks FILE with GET {CONTACTS}, or record it once" in refused(account, request())
    account.close()

    account, _ = open_account(parser.parse_args([str(folder), "--outgoing", "allow"]), follow=False)
    assert account.outside.answer(request()) is None
    account.close()


def test_a_file_that_is_no_cassette_ends_the_command(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"a": 1}))
    for option in ("--record", "--replay"):
        ended = hsfunc("call", folder, "ok", option, tmp_path / "a.json")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr.endswith(
            f'hsfunc: {tmp_path / "a.json"} is no cassette: it has no "hsfunc_cassette": 1. Name another file.\n'
        )
