"""Mends of serverless.json on disk are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hsfunc_magics.emulator.disk.mend import plan_mend, write_mend
from hsfunc_magics.emulator.errors import FolderError

from .test_read import make

OLD = '{"runtime": "nodejs12.x", "endpoints": {"f": {"file": "f.js"}}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "old.functions", {"serverless.json": OLD, "f.js": ""})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_plan_writes_nothing_and_tells_the_change(folder: Path) -> None:
    mend = plan_mend(folder, "old.functions/serverless.json")
    assert mend is not None and (folder / "serverless.json").read_text() == OLD
    assert str(mend).splitlines() == [
        "--- old.functions/serverless.json",
        "+++ old.functions/serverless.json",
        "@@ -1 +1 @@",
        "-" + OLD.rstrip(),
        "+" + OLD.rstrip().replace("12", "20"),
    ]
    write_mend(mend)
    assert (folder / "serverless.json").read_text() == OLD.replace("12", "20")
    assert plan_mend(folder, "x") is None and names(folder) == ["f.js", "serverless.json"]


def test_a_file_that_was_changed_meanwhile_is_left_alone(folder: Path) -> None:
    mend = plan_mend(folder, "serverless.json")
    make(folder, {"serverless.json": "mine"})
    assert mend is not None
    with pytest.raises(FolderError, match="was changed meanwhile: nothing was written"):
        write_mend(mend)
    assert (folder / "serverless.json").read_text() == "mine" and names(folder) == ["f.js", "serverless.json"]


def test_a_failure_leaves_the_file_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mend = plan_mend(folder, "serverless.json")
    assert mend is not None

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FolderError, match=r"no space left on device\. It is as it was"):
        write_mend(mend)
    assert (folder / "serverless.json").read_text() == OLD and names(folder) == ["f.js", "serverless.json"]


@pytest.mark.parametrize("data", [b"\xff{}", b"", b"{}"])
def test_what_cannot_be_read_or_needs_nothing_has_no_mend(folder: Path, data: bytes) -> None:
    make(folder, {"serverless.json": data})
    assert plan_mend(folder, "serverless.json") is None
