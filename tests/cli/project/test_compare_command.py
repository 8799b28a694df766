"""`hsfunc project compare` as a process: formats, exit status, bad input, Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ..conftest import hsfunc

APP = {
    "uid": "app",
    "type": "app",
    "config": {
        "name": "app",
        "description": "app",
        "distribution": "private",
        "auth": {
            "type": "static",
            "requiredScopes": ["content"],
            "optionalScopes": [],
            "conditionallyRequiredScopes": [],
        },
        "permittedUrls": {"fetch": [], "iframe": [], "img": []},
        "support": {},
    },
}
MEMBER = "context.contact?.isLoggedIn ? 200 : 403"


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """A folder with `shop.functions`, and the project `made` with the same functions `same` and `member`."""
    old = tmp_path / "shop.functions"
    functions = tmp_path / "made" / "src" / "app" / "functions"
    old.mkdir()
    functions.mkdir(parents=True)
    endpoints = {name: {"file": f"{name}.js", "secrets": ["TOKEN"]} for name in ("same", "member")}
    (old / "serverless.json").write_text(json.dumps({"runtime": "nodejs20.x", "endpoints": endpoints}))
    (tmp_path / "made" / "hsproject.json").write_text(
        json.dumps({"name": "made", "srcDir": "src", "platformVersion": "2026.09"})
    )
    (functions.parent / "app-hsmeta.json").write_text(json.dumps(APP))
    (functions / "package.json").write_text(json.dumps({"name": "functions", "version": "1.0.0", "dependencies": {}}))
    values = {
        "same": "{ body: { key: process.env.TOKEN } }",
        "member": f"{{ statusCode: {MEMBER} }}",
    }
    for name, value in values.items():
        (old / f"{name}.js").write_text(f"exports.main = (context, sendResponse) => {{ sendResponse({value}); }};")
        (functions / f"{name}.js").write_text(f"exports.main = async (context) => ({value});")
        config = {
            "entrypoint": f"/app/functions/{name}.js",
            "endpoint": {"path": name, "methods": ["GET"]},
            "secretKeys": ["TOKEN"],
        }
        meta = {"uid": name, "type": "app-function", "config": config}
        (functions / f"{name}-hsmeta.json").write_text(json.dumps(meta))
    return tmp_path


def test_the_report_as_text_says_what_blocks_and_ends_with_1(both: Path) -> None:
    done = hsfunc("project", "compare", both / "shop.functions", both / "made")
    assert done.returncode == 1, done.stderr
    rows = {line.split("  ")[0]: line for line in done.stdout.splitlines()[1:3]}
    assert "same" in rows["same"]
    assert (
        "unknown on HubSpot (as the switches stand: different), blocked" in rows["member"]
        and "switch contact" in rows["member"]
    )
    assert "blocking: shop.functions/member.js:1:" in done.stdout
    assert "Never trust an id that the client sends." in done.stdout
    assert "contact=present: same" in done.stdout
    assert "made-up-value" not in done.stdout


def test_json_and_html_hold_no_secret_and_nothing_to_run(both: Path) -> None:
    (both / ".env").write_text("TOKEN=a-long-secret-value\n")
    compare = ("project", "compare", both / "shop.functions", both / "made", "--env-file", both / ".env")
    lines = ['{"endpoint": "same", "query": "a=<script>a-long-secret-value"}', '{"endpoint": "member"}']
    (both / "r.jsonl").write_text("\n".join(lines))
    asked = ("--requests", both / "r.jsonl", "--no-edge-cases")
    done = hsfunc(*compare, *asked, "--format", "json", "--switch", "contact=present")
    report = json.loads(done.stdout)
    assert done.returncode == 0 and report["passes"] is True
    assert [one["verdict"] for one in report["endpoints"]] == ["same", "same"]
    assert "a-long-secret-value" not in done.stdout
    page = both / "parity.html"
    done = hsfunc(*compare, *asked, "--format", "html", "--output", page)
    text = page.read_text()
    assert done.stdout == f"{page} was written.\n" and text.startswith("<!doctype html>")
    assert "<script" not in text and "http" not in text.replace("http-equiv", "")
    assert "color-scheme:light dark" in text and "prefers-color-scheme:dark" in text
    assert "a-long-secret-value" not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--requests", "{r}"], "r.jsonl:2: There is no endpoint sme. Did you mean same?"),
        (["--requests", "{none}"], "no such file"),
        (["--from-log", "{none}"], "There is no log file"),
        (["--from-log", "{good}"], "it is damaged, or no log"),
        (["--no-edge-cases"], "--no-edge-cases leaves nothing to ask"),
        (["--switch", "param=arrays"], "Did you mean params"),
        (["--output", "{none}/x", "--no-edge-cases", "--requests", "{good}"], "no such file or directory"),
    ],
)
def test_bad_input_is_told_before_anything_runs(both: Path, arguments: list[str], told: str) -> None:
    (both / "r.jsonl").write_text('{"endpoint": "same"}\n{"endpoint": "sme"}\n')
    (both / "good.jsonl").write_text('{"endpoint": "same"}\n')
    names = {"r": both / "r.jsonl", "none": both / "none", "good": both / "good.jsonl"}
    given = [argument.format(**names) for argument in arguments]
    done = hsfunc("project", "compare", both / "shop.functions", both / "made", *given)
    assert done.returncode == 1 and told in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 3 or "--output" in arguments


def test_a_folder_that_is_no_project_is_told(both: Path) -> None:
    done = hsfunc("project", "compare", both / "shop.functions", both / "shop.functions")
    assert done.returncode == 1 and "hsproject.json" in done.stderr


def test_ctrl_c_shows_what_was_found(both: Path) -> None:
    (both / "shop.functions" / "member.js").write_text(
        "exports.main = async (context, sendResponse) => { await new Promise((done) => setTimeout(done, 9000)); };"
    )
    command = [sys.executable, "-m", "hsfunc_magics", "project", "compare", both / "shop.functions", both / "made"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "member" in line:
            break
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped: member was not compared." in out and out.splitlines()[1].startswith("same")
