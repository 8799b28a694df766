"""`hsfunc check`, `call`, `logs`, `secrets`: outputs, exit statuses, and help that fits on a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import hsfunc, hsfunc_alone


@pytest.mark.parametrize("command", ["serve", "call", "check", "bundle", "logs", "secrets", "demo", "version"])
def test_help_is_one_screen_with_an_example(command: str) -> None:
    ended = hsfunc(command, "--help", COLUMNS="80")
    assert ended.returncode == 0
    assert f"example:\n  hsfunc {command}" in ended.stdout
    assert len(ended.stdout.splitlines()) <= 42


def test_a_command_loads_its_own_part_alone() -> None:
    asked = "import sys; from hsfunc_magics.cli.main import main; main(['version']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert "hsfunc_magics.cli.version" in loaded and "hsfunc_magics.emulator.account" not in loaded


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The secrets that the folder declares."""
    path = tmp_path / "secrets.env"
    path.write_text("TOKEN=Wk3Jp9TnQx7v\n")
    return path


def test_a_sound_folder_passes(folder: Path, secrets: Path) -> None:
    ended = hsfunc("check", folder, "--env-file", secrets)
    assert (ended.returncode, ended.stdout) == (0, "0 errors, 0 warnings\n")
    assert json.loads(hsfunc("check", folder.parent, "--format", "json", "--env-file", secrets).stdout) == []


def test_findings_name_file_line_and_column(folder: Path, secrets: Path) -> None:
    (folder / "ok.js").write_text("exports.main = () => {\n  const a = ;\n};\n")
    manifest = json.loads((folder / "serverless.json").read_text())
    manifest["surplus"] = 1
    (folder / "serverless.json").write_text(json.dumps(manifest, indent=1))
    ended = hsfunc("check", folder, "--env-file", secrets)
    assert ended.returncode == 1
    assert f"{folder}/ok.js:2:13: error: SyntaxError" in ended.stdout
    assert "warning: surplus:" in ended.stdout and ended.stdout.endswith("1 error, 1 warning\n")
    found = json.loads(hsfunc("check", folder, "--format", "json").stdout)
    assert {finding["severity"] for finding in found} == {"error", "warning"}
    assert [finding["line"] for finding in found if finding["file"].endswith("ok.js")] == [2]
    marked = hsfunc("check", folder, "--format", "github").stdout
    assert f"::error file={folder}/ok.js,line=2,col=13::SyntaxError" in marked


def test_a_place_without_a_column_names_none(folder: Path) -> None:
    (folder / "ok.js").write_text("exports.main = (\n")
    assert f"{folder}/ok.js:2: error: SyntaxError" in hsfunc("check", folder).stdout
    assert f"::error file={folder}/ok.js,line=2::SyntaxError" in hsfunc("check", folder, "--format", "github").stdout


def test_warnings_alone_pass(folder: Path) -> None:
    manifest = json.loads((folder / "serverless.json").read_text())
    (folder / "serverless.json").write_text(json.dumps({**manifest, "surplus": 1}))
    assert hsfunc("check", folder).returncode == 0


def test_a_folder_that_is_not_there_is_told() -> None:
    ended = hsfunc("check", "no-such.functions")
    assert ended.returncode == 1 and "no-such.functions" in ended.stderr and "Traceback" not in ended.stderr


def test_a_call_prints_the_body_and_tells_the_log_beside_it(folder: Path) -> None:
    ended = hsfunc("call", folder, "ok")
    assert (ended.returncode, ended.stdout) == (0, '{"ok":1}')
    assert " - SUCCESS - GET ok - Execution Time: " in ended.stderr and "INFO  called" in ended.stderr
    assert hsfunc("call", folder, "ok", "--silent").stderr == ""


def test_curls_letters(folder: Path, tmp_path: Path) -> None:
    ended = hsfunc("call", folder, "echo?a=1", "-d", '{"id": 7}', "-H", "X-Test: 1", "-b", "c=d", "-s")
    context = json.loads(ended.stdout)
    assert (context["method"], context["body"], context["params"]) == ("POST", {"id": 7}, {"a": ["1"]})
    assert (context["headers"]["x-test"], context["headers"]["cookie"]) == ("1", "c=d")
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"\x89PNG")
    context = json.loads(hsfunc("call", folder, "echo", "-F", "name=Ann", "-F", f"file=@{photo}", "-s").stdout)
    assert context["params"] == {"name": ["Ann"]}
    shown = hsfunc("call", folder, "ok", "-X", "POST", "-i", "-s").stdout
    assert shown.startswith("HTTP/1.1 200 OK\n") and "Content-Type: application/json" in shown
    target = tmp_path / "out.json"
    assert hsfunc("call", folder, "ok", "-o", target).stdout == ""
    assert target.read_bytes() == b'{"ok":1}'


def test_every_file_of_a_field_is_sent(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" * 1000)
    (tmp_path / "b.txt").write_text("b" * 3000)
    files = [f"file=@{tmp_path / name}" for name in ("a.txt", "b.txt")]
    contexts = []
    for sent in ([files[0]], [files[1]], files, ["tag=x", "tag=y", *files]):
        words = [word for text in sent for word in ("-F", text)]
        contexts.append(json.loads(hsfunc("call", folder, "echo", *words, "-s").stdout))
    assert contexts[-1]["params"] == {"tag": ["x", "y"]}
    one, other, both, everything = (int(context["headers"]["content-length"]) for context in contexts)
    assert everything > both > 4000 > other > one


def test_a_call_may_name_a_domain_of_the_account(folder: Path) -> None:
    url = "https://www.example.com/_hcms/api/echo"
    ended = hsfunc("call", folder, url, "--domain", "www.example.com", "--domain", "shop.example.com", "-s")
    assert json.loads(ended.stdout)["headers"]["host"] == "www.example.com"
    assert (
        json.loads(hsfunc("call", folder, "echo", "--domain", "a.example", "-s").stdout)["headers"]["host"]
        == "a.example"
    )
    refused = hsfunc("call", folder, url)
    assert refused.returncode == 1 and "www.example.com is not a domain of this account" in refused.stderr
    assert "a name such as www.example.com" in hsfunc("call", folder, "echo", "--domain", "a/b").stderr


def test_a_call_that_fails_has_another_exit_status(folder: Path) -> None:
    ended = hsfunc("call", folder, "okk")
    assert ended.returncode == 1 and "Did you mean ok?" in ended.stderr


def test_secrets_of_a_call_come_from_a_file(folder: Path, tmp_path: Path) -> None:
    secrets = tmp_path / "my.env"
    secrets.write_text("TOKEN=wert-79\n")
    ended = hsfunc("call", folder, "secret", "--env-file", secrets)
    assert ended.stdout == "wert-79" and "wert-79" not in ended.stderr


def test_logs_need_a_file_that_is_there() -> None:
    ended = hsfunc("logs", "--log-file", "no-such.sqlite")
    assert ended.returncode == 1 and "no log file" in ended.stderr
    assert not Path("no-such.sqlite").exists()


def test_secrets_are_kept_in_the_keyring(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(
        "import json, pathlib, keyring.backend\n"
        "FILE = pathlib.Path(__file__).with_suffix('.json')\n"
        "class Notes(keyring.backend.KeyringBackend):\n"
        "    priority = 1\n"
        "    def _all(self): return json.loads(FILE.read_text()) if FILE.exists() else {}\n"
        "    def get_password(self, service, name): return self._all().get(f'{service}/{name}')\n"
        "    def set_password(self, service, name, value):\n"
        "        FILE.write_text(json.dumps({**self._all(), f'{service}/{name}': value}))\n"
        "    def delete_password(self, service, name):\n"
        "        FILE.write_text(json.dumps({k: v for k, v in self._all().items() if k != f'{service}/{name}'}))\n"
    )

    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    where = {"PYTHONPATH": path, "PYTHON_KEYRING_BACKEND": "notes.Notes", "MY_VALUE": "wert-79", "SHORT": "xyz"}
    assert hsfunc_alone("secrets", "list", **where).stdout == "No secrets yet.\n"
    assert (
        hsfunc_alone("secrets", "add", "TOKEN", "--from-env", "MY_VALUE", **where).stdout
        == "The secret TOKEN was added.\n"
    )
    assert hsfunc_alone("secrets", "list", **where).stdout == "TOKEN\n"
    again = hsfunc_alone("secrets", "add", "TOKEN", "--from-env", "MY_VALUE", **where)
    assert again.returncode == 1 and "TOKEN" in again.stderr and "wert-79" not in again.stderr
    assert hsfunc_alone("secrets", "delete", "TOKEN", **where).stdout == "The secret TOKEN was deleted.\n"
    short = hsfunc_alone("secrets", "add", "TOKEN", "--from-env", "SHORT", **where).stdout
    assert "was added" in short and "shorter than 4 characters: it is not masked" in short


def test_a_secret_typed_at_the_wrong_place_is_not_repeated(folder: Path, tmp_path: Path) -> None:
    value = "Wk3Jp9TnQx7v"
    env = tmp_path / "env"
    env.write_text(f"TOKEN={value}\n")
    for words in (
        ("call", folder, "ok", "--env-file", env, "-H", value),
        ("call", folder, f"http://{value}:x/", "--env-file", env),
        ("call", folder, "ok", "--env-file", env, "-X", f"{value}!"),
        ("call", folder, "ok", "--env-file", env, "--domain", f"{value}/"),
        ("call", folder, "ok", "--env-file", env, "--account-id", value),
        ("call", f"{folder}-{value}", "ok", "--env-file", env),
    ):
        ended = hsfunc(*words)
        assert ended.returncode != 0 and ended.stderr
        assert value not in ended.stdout + ended.stderr, words


def test_a_value_of_a_file_that_is_not_masked_is_said_to_be_so(folder: Path, tmp_path: Path) -> None:
    env = tmp_path / "env"
    env.write_text("WORD=true\nTOKEN=Wk3Jp9TnQx7v\n")
    called = hsfunc("call", folder, "ok", "--env-file", env)
    assert called.stderr.startswith("hsfunc: The value of WORD is an ordinary word or number: it is not masked")
    assert "TOKEN" not in called.stderr and "SecretWarning" not in called.stderr
    assert "WORD" not in hsfunc("call", folder, "ok", "--env-file", env, "-s").stderr


@pytest.mark.parametrize(("words", "meant"), [("run x", "serve"), ("secrets remove X", "delete"), ("chekc x", "check")])
def test_a_word_of_another_command_line_names_what_does_it(words: str, meant: str) -> None:
    ended = hsfunc(*words.split())
    assert ended.returncode == 2 and f"Did you mean {meant}?" in ended.stderr
