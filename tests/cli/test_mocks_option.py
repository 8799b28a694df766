"""`hsfunc call` and `serve` with `--mocks FILE`: what the file says answers functions, and serve follows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Serving, hsfunc

ASKS = "exports.main = async (c, send) => send({ body: await (await fetch('https://x.org/a/7')).text() });"


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The secrets that the folder declares."""
    path = tmp_path / "secrets.env"
    path.write_text("TOKEN=Wk3Jp9TnQx7v\n")
    return path


def test_a_file_of_mocks_is_judged_before_anything_runs(folder: Path, secrets: Path, tmp_path: Path) -> None:
    mocks = tmp_path / "mocks.json"
    mocks.write_text('[\n  {"url": "api.hubapi.com/crm"},\n  {"url": "https://x.org/", "stauts": 1}\n]')
    ended = hsfunc("call", folder, "ok", "--env-file", secrets, "--mocks", mocks)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("hsfunc: mocks.json has 2 problems:\n  [0].url (line 2): ")
    assert "[1].stauts (line 3): is not a key of a mock. Did you mean status?" in ended.stderr


def test_a_call_is_answered_by_mocks(folder: Path, secrets: Path, tmp_path: Path) -> None:
    (folder / "ok.js").write_text(ASKS)
    (tmp_path / "answer.js").write_text("module.exports = ({ params }) => `id ${params.id}`;")
    mocks = tmp_path / "mocks.json"
    mocks.write_text('[{ "url": "https://x.org/a/:id", "respond": "answer.js" }]')
    ended = hsfunc("call", folder, "ok", "--env-file", secrets, "--mocks", mocks)
    assert (ended.returncode, ended.stdout) == (0, "id 7"), ended.stderr


def test_a_server_follows_its_mocks(folder: Path, secrets: Path, tmp_path: Path) -> None:
    (folder / "ok.js").write_text(ASKS)
    mocks = tmp_path / "mocks.json"
    mocks.write_text('[{ "url": "https://x.org/a/:id", "text": "one" }]')
    serving = Serving(folder, "--env-file", secrets, "--mocks", mocks)
    try:
        assert serving.get("/_hcms/api/ok") == (200, b"one")
        mocks.write_text('[{ "url": "https://x.org/a/:id", "respond": "({ params }) => `id ${params.id}`" }]')
        assert serving.get("/_hcms/api/ok") == (200, b"id 7")
        mocks.write_text("{}")
        assert serving.get("/_hcms/api/ok") == (200, b"id 7")
    finally:
        assert serving.end() == 0
        assert serving.process.stdout is not None
        serving.process.stdout.close()
    assert "must be an array of mocks, not an object" in serving.said
    assert "The mocks from before stay in force." in serving.said
