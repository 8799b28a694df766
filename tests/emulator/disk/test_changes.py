"""Whether a folder may have changed on disk: told at once, and where the system cannot tell, always."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hsfunc_magics.emulator.disk.changes import ChangeWatch

linux = pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's: elsewhere every call looks")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "f.js").write_text("one", encoding="utf-8")
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[ChangeWatch]:
    with closing(watch(folder)) as watching:
        yield watching


def watch(folder: Path) -> ChangeWatch:
    """A watch that has been asked once, and of which nothing is due for a while."""
    watching = ChangeWatch(map(str, (folder, folder / ".env", folder / "inner", folder / "f.js")), longest=60)
    assert watching.may_differ()
    return watching


@linux
def test_nothing_may_differ_while_nothing_changes(folder: Path, watching: ChangeWatch) -> None:
    (folder / "f.js").read_text(encoding="utf-8")
    assert [watching.may_differ() for _ in range(3)] == [False] * 3


@linux
def test_each_kind_of_change_is_told_once(folder: Path, watching: ChangeWatch) -> None:
    changes = (
        lambda: (folder / "f.js").write_text("two", encoding="utf-8"),
        lambda: (folder / ".env").write_text("A=1", encoding="utf-8"),
        lambda: (folder / "f.js").rename(folder / "inner" / "g.js"),
        lambda: os.utime(folder / "inner" / "g.js", (1, 1)),
        (folder / "inner" / "g.js").unlink,
        (folder / "inner").rmdir,
    )
    for change in changes:
        change()
        assert [watching.may_differ() for _ in range(2)] == [True, False]


@linux
def test_a_watch_goes_on_with_the_paths_of_the_next_look(folder: Path, watching: ChangeWatch) -> None:
    follow(watching, folder, folder / "inner", folder / "inner" / "g.js")
    (folder / "inner" / "g.js").write_text("new", encoding="utf-8")
    assert [watching.may_differ() for _ in range(2)] == [True, False]


@linux
@pytest.mark.parametrize("seen", [True, False])
def test_a_directory_in_the_place_of_another_is_watched(folder: Path, watching: ChangeWatch, seen: bool) -> None:
    inner = folder / "inner"
    for take_away in (inner.rmdir, lambda: inner.rename(folder / "elsewhere")):
        take_away()
        inner.mkdir()
        assert not seen or watching.may_differ()
        follow(watching, folder, inner)
        (inner / "g.js").write_text("new", encoding="utf-8")
        assert [watching.may_differ() for _ in range(2)] == [True, False]
        (inner / "g.js").unlink()


@linux
def test_a_directory_that_came_later_is_watched(folder: Path, watching: ChangeWatch) -> None:
    (folder / "later").mkdir()
    follow(watching, folder, folder / "later")
    (folder / "later" / "g.js").write_text("new", encoding="utf-8")
    assert [watching.may_differ() for _ in range(2)] == [True, False]


def follow(watching: ChangeWatch, *paths: Path) -> None:
    """What was just read is due once more: it may have changed before it was watched."""
    watching.follow(map(str, paths))
    assert [watching.may_differ() for _ in range(2)] == [True, False]


def test_after_a_while_all_may_differ_for_no_watch_reaches_another_machine(folder: Path) -> None:
    with closing(ChangeWatch([str(folder)], longest=0)) as watching:
        assert [watching.may_differ() for _ in range(3)] == [True] * 3


def test_without_a_watch_all_may_differ(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hsfunc_magics.emulator.disk.changes._inotify", lambda directories: None)
    with closing(ChangeWatch([str(folder)], longest=60)) as watching:
        assert [watching.may_differ() for _ in range(3)] == [True] * 3


def test_a_watch_leaves_no_descriptor(folder: Path) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here to count descriptors in")
    before = len(os.listdir("/proc/self/fd"))
    watchings = [watch(folder) for _ in range(5)]
    for watching in watchings:
        watching.close()
        watching.close()
        assert watching.may_differ()
    assert len(os.listdir("/proc/self/fd")) == before
