"""`HSFUNC_RIVAL` names the folder that npm installed into, or the package's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.http.rival import PACKAGE, VARIABLE, rival, version


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """What `npm install` leaves, a manifest of its own included."""
    folder = tmp_path / "installed"
    package = folder / "node_modules" / PACKAGE
    package.mkdir(parents=True)
    (package / "package.json").write_text(json.dumps({"name": PACKAGE, "version": "7.0.7"}))
    (folder / "package.json").write_text(json.dumps({"dependencies": {PACKAGE: "^7.0.7"}}))
    return folder


@pytest.mark.parametrize("below", ["", f"node_modules/{PACKAGE}"])
def test_either_folder_leads_to_the_package(installed: Path, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    monkeypatch.setenv(VARIABLE, str(installed / below))
    assert rival() == installed / "node_modules" / PACKAGE


def test_a_relative_folder_becomes_absolute(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(installed.parent)
    monkeypatch.setenv(VARIABLE, installed.name)
    found = rival()
    assert found == installed / "node_modules" / PACKAGE
    assert version(found) == "7.0.7"


@pytest.mark.parametrize("manifest", [None, "{", "[]", '{"name": "another"}'])
def test_a_folder_without_the_package_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manifest: str | None
) -> None:
    if manifest is not None:
        (tmp_path / "package.json").write_text(manifest)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert rival() is None


@pytest.mark.parametrize("named", [None, "", "no/such/folder"])
def test_nothing_that_exists_is_none(monkeypatch: pytest.MonkeyPatch, installed: Path, named: str | None) -> None:
    monkeypatch.chdir(installed)  # an empty variable does not name the folder where one is
    if named is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, named)
    assert rival() is None
