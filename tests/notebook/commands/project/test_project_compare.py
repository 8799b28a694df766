"""`%hs project compare`: folders of the account against a project on disk, as a table that needs no script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import FolderError, MagicError, current_account

from ...conftest import Shell

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
HELLO = "%%hsfunction hello\nsendResponse({ body: `<i>${context.method}</i>` });"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the function `hello`."""
    functions = tmp_path / "made" / "src" / "app" / "functions"
    functions.mkdir(parents=True)
    (tmp_path / "made" / "hsproject.json").write_text(
        json.dumps({"name": "made", "srcDir": "src", "platformVersion": "2026.09"})
    )
    (functions.parent / "app-hsmeta.json").write_text(json.dumps(APP))
    (functions / "package.json").write_text(json.dumps({"name": "functions", "version": "1.0.0", "dependencies": {}}))
    (functions / "hello.js").write_text("exports.main = async (context) => ({ body: `<b>${context.method}</b>` });")
    config = {"entrypoint": "/app/functions/hello.js", "endpoint": {"path": "hello", "methods": ["GET"]}}
    meta = {"uid": "hello", "type": "app-function", "config": {**config, "secretKeys": []}}
    (functions / "hello-hsmeta.json").write_text(json.dumps(meta))
    return tmp_path / "made"


def test_the_accounts_folders_are_compared_in_an_account_of_their_own(shell: Shell, project: Path) -> None:
    shell.run(HELLO)
    calls = len(current_account().log.records())
    before = current_account().quota_state
    requests = project.parent / "r.jsonl"
    requests.write_text('{"endpoint": "hello"}\n')
    shell.run(f"%hs project compare {project} --requests {requests} --no-edge-cases")
    data = shell.shown()[-1]
    (row,) = [line.split() for line in data["text/plain"].splitlines() if line.startswith("hello  ")]
    assert row == ["hello", "different", "the", "answers"]
    assert "<del><code>&lt;i&gt;GET&lt;/i&gt;</code></del>" in data["text/html"]
    assert "<script" not in data["text/html"] and "<i>GET" not in data["text/html"]
    assert len(current_account().log.records()) == calls and current_account().quota_state == before


def test_without_a_folder_and_without_requests_it_says_what_helps(shell: Shell, project: Path) -> None:
    with pytest.raises(FolderError, match="The account has no folder yet"):
        shell.run(f"%hs project compare {project}")
    shell.run(HELLO)
    with pytest.raises(MagicError, match="--no-edge-cases leaves nothing to ask"):
        shell.run(f"%hs project compare {project} --no-edge-cases")
