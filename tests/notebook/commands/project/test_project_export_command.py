"""`%hs project export`: functions of a notebook as a project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError

from ...conftest import Shell


@pytest.fixture
def here(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and two folders with a function each."""
    monkeypatch.chdir(tmp_path)
    shell.run("%%hsfunction events\nsendResponse({ body: 'cell' });")
    shell.run("%%hsfunction members --folder club\nsendResponse({ body: 'club' });")
    return tmp_path


def uids(project: Path) -> list[str]:
    found = (project / "src" / "app" / "functions").glob("*-hsmeta.json")
    return sorted(json.loads(file.read_text())["uid"] for file in found)


def test_all_folders_are_meant_where_none_is_named(
    shell: Shell, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run("%hs project export moved --dry-run")
    assert "Nothing was written (--dry-run)." in capsys.readouterr().out and not (here / "moved").exists()
    shell.run("%hs project export moved")
    assert uids(here / "moved") == ["events", "members"]
    assert "GET /_hcms/api/members → /hs/serverless/members" in capsys.readouterr().out


def test_those_that_are_named_are_of_the_account_or_on_disk(shell: Shell, here: Path) -> None:
    shell.run("%hs export other --folder app")
    file = here / "other.functions" / "serverless.json"
    file.write_text(file.read_text().replace('"events": {', '"others": {'))
    shell.run("%hs project export club.functions other.functions moved --rewrite --name shop")
    assert uids(here / "moved") == ["members", "others"]
    with pytest.raises(HsfuncError, match="is there already"):
        shell.run("%hs project export club moved")
    shell.run("%hs project export club moved --force")
    assert uids(here / "moved") == ["members", "others"]


def test_an_account_without_folders_says_so(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HsfuncError, match="has no folder yet"):
        shell.run("%hs project export moved")
    assert list(tmp_path.iterdir()) == []
