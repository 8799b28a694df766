"""`%hs schema`: writes the schema, and offers it to editors without losing what is theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics.emulator.serverless_json.schema import SHIPPED
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell


@pytest.fixture(autouse=True)
def nobody_elses_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration of Jupyter, and the folder that a language server is looked for in, are the test's."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.chdir(tmp_path)


def test_alone_it_says_where_the_schema_is(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run("%hs schema")
    assert str(SHIPPED) in capsys.readouterr().out


def test_it_writes_the_schema_and_never_over_another_file_unasked(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "sub" / "s.json"
    shell.run(f"%hs schema --write {file}")
    assert file.read_bytes() == SHIPPED.read_bytes()
    shell.run(f"%hs schema --write {file}")
    file.write_text("mine")
    with pytest.raises(MagicError, match="--replace"):
        shell.run(f"%hs schema --write {file}")
    assert file.read_text() == "mine"
    shell.run(f"%hs schema --write {file} --replace")
    assert file.read_bytes() == SHIPPED.read_bytes()
    assert list(file.parent.iterdir()) == [file]


def test_vs_code_gets_the_schema_and_keeps_its_settings(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(b'{\r\n\t// mine\r\n\t"a": 1\r\n}\r\n')
    shell.run("%hs schema --vscode .")
    assert "has one entry more" in capsys.readouterr().out
    text = settings.read_bytes().decode()
    assert text.startswith('{\r\n\t// mine\r\n\t"a": 1,\r\n\t"json.schemas": [\r\n')
    (entry,) = json.loads(text.replace("// mine", ""))["json.schemas"]
    assert (tmp_path / entry["url"]).read_bytes() == SHIPPED.read_bytes()
    shell.run("%hs schema --vscode .")
    assert "names it already" in capsys.readouterr().out
    assert settings.read_bytes().decode() == text


def test_settings_that_cannot_be_added_to_stay_and_the_entry_is_shown(shell: Shell, tmp_path: Path) -> None:
    settings = tmp_path / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text("{")
    with pytest.raises(MagicError, match="fileMatch"):
        shell.run("%hs schema --vscode .")
    assert settings.read_text() == "{"
    assert list(settings.parent.iterdir()) == [settings]
    with pytest.raises(MagicError, match="no folder"):
        shell.run("%hs schema --vscode nowhere")


def test_jupyterlab_gets_a_configuration_of_the_server_that_it_would_run(shell: Shell, tmp_path: Path) -> None:
    pytest.importorskip("jupyter_lsp", reason="comes with JupyterLab")
    server = tmp_path / "node_modules" / "vscode-json-languageserver-bin" / "jsonServerMain.js"
    server.parent.mkdir(parents=True)
    server.write_text("")
    shell.run("%hs schema --jupyterlab")
    (file,) = (tmp_path / "jupyter" / "jupyter_server_config.d").iterdir()
    servers = json.loads(file.read_text())["LanguageServerManager"]["language_servers"]
    assert str(server) in servers["vscode-json-languageserver-bin"]["argv"]

    from jupyter_lsp.schema import LANGUAGE_SERVER_SPEC_MAP

    assert list(LANGUAGE_SERVER_SPEC_MAP.iter_errors(servers)) == []


def test_without_a_json_server_jupyterlab_is_told_what_it_needs(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("jupyter_lsp", reason="comes with JupyterLab")
    monkeypatch.setattr("jupyter_lsp.specs.json.is_installed", lambda manager: False)
    with pytest.raises(MagicError, match="npm install vscode-json-languageserver-bin"):
        shell.run("%hs schema --jupyterlab")
    assert not (tmp_path / "jupyter").exists()
