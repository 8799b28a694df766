"""`hsfunc call --mock-hubspot [SEED]`: functions are answered in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import hsfunc


@pytest.fixture
def asking(folder: Path) -> Path:
    """A folder whose function asks for contacts, with an API key of older days."""
    (folder / "ok.js").write_text(
        "exports.main = async (context, sendResponse) => {\n"
        "  const response = await fetch('https://api.hubapi.com/crm/v3/objects/contacts?hapikey=demo');\n"
        "  const { results, category } = await response.json();\n"
        "  sendResponse({ body: results ? results.map((one) => one.properties.email) : category });\n"
        "};\n"
    )
    return folder


def test_a_seed_says_what_it_holds_and_takes(asking: Path, tmp_path: Path) -> None:
    seed = tmp_path / "crm.json"
    seed.write_text('{"settings": {"apiKeys": true}, "contacts": [{"email": "only@example.com"}]}')
    call = ("call", asking, "ok", "-s")
    assert hsfunc(*call, f"--mock-hubspot={seed}").stdout.strip() == '["only@example.com"]'
    assert hsfunc(*call, "--mock-hubspot").stdout.strip() == "INVALID_AUTHENTICATION"


def test_what_is_wrong_with_the_seed_is_told_before_the_call(asking: Path, tmp_path: Path) -> None:
    seed = tmp_path / "crm.json"
    seed.write_text('{"settings": {"apiKey": true, "rateLimit": "often"}}')
    ended = hsfunc("call", asking, "ok", f"--mock-hubspot={seed}")
    assert ended.returncode != 0
    assert "settings.apiKey (line 1): is no key here. Did you mean apiKeys?" in ended.stderr
    assert "settings.rateLimit" in ended.stderr and "Traceback" not in ended.stderr
    behind = hsfunc("call", "--mock-hubspot", asking, "ok")
    assert "is a folder: put the option behind FOLDER" in behind.stderr
