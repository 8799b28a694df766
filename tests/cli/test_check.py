"""`hsfunc check` says what a call would, and `--fix` mends what can be meant in one way only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import hsfunc

HELLO = "exports.main = (context, sendResponse) => sendResponse({ body: 'hello' });"
PLAIN = '{"endpoints": {"f": {"file": "f.js"}}}'
KEY = '{"endpoints": {"f": {"file": "f.js", "secrets": ["KEY"]}}}'
OLD = '{\r\n\t"runtime" : "nodejs10.x",\r\n\t"endpoints": {"f": {"method": ["get"], "file": "F.js"}},\r\n\t"x": 1}'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


@pytest.mark.parametrize(
    ("files", "words", "status"),
    [
        ({"f.js": "import axios from 'axios';\n"}, "f.js:1:1: error: SyntaxError: Cannot use import", 1),
        ({"f.js": "export const main = 1;\n"}, "write exports.main = … instead of export", 1),
        ({"f.js": " \n"}, "f.js: error: the file is empty: it exports no main.", 1),
        ({"f.js": "console.log(1);"}, "f.js: warning: nothing is put on exports", 0),
        ({"f.js": f"const faker = require('faker');\n{HELLO}"}, "f.js:1:24: error: Cannot find module 'faker'.", 1),
        ({"f.js": f"const x = require('./lib/x');\n{HELLO}"}, "error: Cannot find module './lib/x'.", 1),
        ({"f.js": f"try {{ require('faker') }} catch {{}}\n{HELLO}"}, "warning: Cannot find module 'faker'.", 0),
        ({"f.js": f"const F = require('form-data');\n{HELLO}"}, "request: HubSpot does not promise it.", 0),
        (
            {"f.js": f"const {{ A, B }} = process.env;\n{HELLO}"},
            "f.js:1:9: warning: process.env has no A, B: neither environment nor secrets declare",
            0,
        ),
        (
            {"serverless.json": KEY},
            "serverless.json:1:50: warning: endpoints.f.secrets[0]: The account has no secret",
            0,
        ),
        ({"serverless.json": KEY, ".env": "KEY='wert-79\n'"}, "The value of KEY ends in a line break", 0),
        ({"serverless.json": PLAIN.replace("f.js", "g.js")}, "error: endpoints.f.file: there is no file g.js", 1),
        ({"serverless.json": '{"appFunctions": {"card": {"file": "f.js"}}}'}, "platform 2023.1 to 2025.1", 1),
        ({"serverless.json": PLAIN.replace("{", '{"runtime": "nodejs8.x", ', 1), "f.js": ""}, "the file is empty", 1),
    ],
)
def test_what_a_call_would_say_is_found(tmp_path: Path, files: dict[str, str], words: str, status: int) -> None:
    folder = write(tmp_path / "shop.functions", {"serverless.json": PLAIN, "f.js": HELLO, **files})
    ended = hsfunc("check", folder)
    assert words in ended.stdout and ended.returncode == status
    assert "is missing" not in ended.stdout and "wert-79" not in ended.stdout


def test_secrets_are_judged_by_what_the_account_has(tmp_path: Path) -> None:
    reads = "exports.main = (context, sendResponse) => sendResponse({ body: process.env.%s });"
    folder = write(tmp_path / "shop.functions", {"serverless.json": KEY, "f.js": reads % "key"})
    env = tmp_path / "env"
    env.write_text("key=Wk3Jp9TnQx7v\nOTHER=Wk3Jp9TnQx7w\n")
    told = hsfunc("check", folder, "--env-file", env).stdout
    assert "no secret KEY: process.env.KEY is undefined. It has key" in told
    assert "f.js:1:76: warning: The source reads the secret key, which is not declared" in told
    assert "process.env has no key" not in told
    env.write_text("KEY=Wk3Jp9TnQx7v\n")
    write(folder, {"f.js": reads % "KEY"})
    assert hsfunc("check", folder, "--env-file", env).stdout == "0 errors, 0 warnings\n"


def test_a_secret_that_is_not_there_says_how_a_command_gets_it(tmp_path: Path) -> None:
    reads = "exports.main = (context, sendResponse) => sendResponse({ body: process.env.KEY });"
    folder = write(tmp_path / "shop.functions", {"serverless.json": KEY, "f.js": reads})
    told = "is undefined. Add it: KEY=… in a file for --env-file, or hsfunc secrets add KEY and --keyring."
    assert told in hsfunc("check", folder).stdout
    assert told in hsfunc("call", folder, "f").stderr


def test_a_folder_without_the_suffix_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "api", {"serverless.json": PLAIN, "f.js": HELLO})
    ended = hsfunc("check", folder)
    assert f"{folder}: warning: the folder's name does not end in .functions" in ended.stdout
    assert ended.returncode == 0


def test_the_runtime_is_refused_with_the_ways_out_or_judged_as_it_would_run(tmp_path: Path) -> None:
    folder = write(tmp_path / "old.functions", {"serverless.json": OLD.replace("F.js", "f.js"), "f.js": HELLO})
    ended = hsfunc("check", folder)
    assert ended.returncode == 1 and "--runtime nodejs20.x; --fix writes it into the file" in ended.stdout
    ended = hsfunc("check", folder, "--runtime", "nodejs20.x")
    assert ended.returncode == 0 and 'warning: runtime: the file says "nodejs10.x"' in ended.stdout


def test_fix_shows_what_it_mends_and_keeps_every_other_byte(tmp_path: Path) -> None:
    folder = write(tmp_path / "old.functions", {"serverless.json": OLD, "f.js": HELLO})
    manifest = folder / "serverless.json"
    manifest.chmod(0o640)
    shown = hsfunc("check", folder, "--fix", "--dry-run")
    assert manifest.read_bytes() == OLD.encode()
    assert '-\t"runtime" : "nodejs10.x",' in shown.stdout and "Nothing was written (--dry-run)." in shown.stdout
    ended = hsfunc("check", folder, "--fix")
    assert '+\t"runtime" : "nodejs20.x",' in ended.stdout and ended.returncode == 0
    mended = OLD.replace("nodejs10.x", "nodejs20.x").replace('"get"', '"GET"').replace("F.js", "f.js")
    assert manifest.read_bytes() == mended.encode()
    assert manifest.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["f.js", "serverless.json"]
    again = hsfunc("check", folder, "--fix", "--format", "json")
    assert [finding["path"] for finding in json.loads(again.stdout)] == ["x"]
    assert again.stderr == "Nothing has one certain fix.\n" and manifest.read_bytes() == mended.encode()


def test_what_looks_like_a_value_is_not_in_the_diff(tmp_path: Path) -> None:
    value = "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc"
    text = f'{{"environment": {{"A": "{value}"}}, "runtime": "nodejs8.x",\n "secrets": ["{value}"], "endpoints": {{}}}}'
    folder = write(tmp_path / "old.functions", {"serverless.json": text})
    ended = hsfunc("check", folder, "--fix")
    assert '"nodejs20.x"' in ended.stdout and value not in ended.stdout + ended.stderr
    assert value in (folder / "serverless.json").read_text()


def test_a_value_of_the_account_is_in_no_output(tmp_path: Path) -> None:
    value = "Wk3Jp9TnQx7v"
    text = f'{{"environment": {{"A": "{value}"}}, "runtime": "nodejs8.x",\n "{value}": 1, "endpoints": {{}}}}'
    folder = write(tmp_path / "old.functions", {"serverless.json": text})
    env = tmp_path / "env"
    env.write_text(f"KEY={value}\n")
    for options in (["--fix", "--dry-run"], ["--runtime", "nodejs20.x", "--format", "json"]):
        ended = hsfunc("check", folder, "--env-file", env, *options)
        assert "nodejs8.x" in ended.stdout and value not in ended.stdout + ended.stderr


def test_project_functions_beside_other_folders_are_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "src" / "app.functions", {"serverless.json": '{"appFunctions": {}}'})
    write(tmp_path / "theme" / "shop.functions", {"serverless.json": PLAIN, "f.js": HELLO})
    ended = hsfunc("check", tmp_path)
    assert ended.returncode == 0 and "warning: appFunctions: these are functions of a developer project" in ended.stdout


def test_a_link_is_not_mended(tmp_path: Path) -> None:
    elsewhere = write(tmp_path, {"elsewhere.json": OLD}) / "elsewhere.json"
    folder = write(tmp_path / "shop.functions", {"f.js": HELLO})
    (folder / "serverless.json").symlink_to(elsewhere)
    assert "Nothing has one certain fix." in hsfunc("check", folder, "--fix").stdout
    assert elsewhere.read_bytes() == OLD.encode() and (folder / "serverless.json").is_symlink()


def test_a_dry_run_goes_with_fix(tmp_path: Path) -> None:
    folder = write(tmp_path / "shop.functions", {"serverless.json": PLAIN, "f.js": HELLO})
    ended = hsfunc("check", folder, "--dry-run")
    assert ended.returncode == 1 and "--dry-run goes with --fix" in ended.stderr
