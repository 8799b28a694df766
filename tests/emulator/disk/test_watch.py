"""Folders that follow the disk: a change takes effect at the next call, a broken one does not."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.disk import read as disk
from hsfunc_magics.emulator.disk.changes import Snapshot
from hsfunc_magics.emulator.errors import FolderError, FunctionError, HsfuncError

from .test_read import make

MANIFEST = '{"endpoints": {"f": {"file": "f.js", "secrets": ["KEY"]}}}'


def module(word: str) -> str:
    return f"let n = 0; exports.main = (context, sendResponse) => sendResponse({{ body: `{word} ${{++n}}` }});"


@pytest.fixture
def folder(account: Account, tmp_path: Path) -> Path:
    """A directory that shop.functions follows."""
    directory = make(tmp_path / "shop.functions", {"serverless.json": MANIFEST, "f.js": module("one")})
    account.watched_folders.open(str(directory))
    return directory


def text(execution: Execution) -> str:
    return execution.response.text


def notes(execution: Execution) -> str:
    return "\n".join(map(str, execution.notes))


def settle(account: Account) -> None:
    """Until the stamps are old enough to be trusted, so that the quick way is taken."""
    until = time.monotonic() + 30
    while account.watched_folders._followed["shop"].read.stamp.fresh and time.monotonic() < until:
        time.sleep(0.02)
        account.watched_folders.refresh()


def test_a_changed_file_takes_effect_at_the_next_call_and_retires_its_instances(account: Account, folder: Path) -> None:
    assert [text(account.call("f")) for _ in range(2)] == ["one 1", "one 2"]
    make(folder, {"f.js": module("two")})
    assert text(account.call("f")) == "two 1"
    settle(account)
    make(folder, {"f.js": module("six")})  # of the same length
    assert [text(account.call("f")) for _ in range(2)] == ["six 1", "six 2"]


def test_an_editor_that_renames_is_followed(account: Account, folder: Path) -> None:
    settle(account)
    os.utime(make(folder, {"f.js.tmp": module("new")}) / "f.js.tmp", ns=(1, 1))
    (folder / "f.js.tmp").replace(folder / "f.js")
    assert text(account.call("f")) == "new 1"


def test_endpoints_come_and_go_with_serverless_json(account: Account, folder: Path) -> None:
    settle(account)
    make(folder, {"serverless.json": '{"endpoints": {"g": {"file": "sub/g.js"}}}', "sub/g.js": module("g")})
    assert text(account.call("g")) == "g 1"
    assert account.call("f").response.status_code == 404
    settle(account)
    make(folder, {"sub/g.js": module("h")})
    assert text(account.call("g")) == "h 1"


def test_an_unchanged_folder_is_not_read_again(account: Account, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(account)

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("it was read again")

    monkeypatch.setattr(disk, "read_directory", refuse)
    assert text(account.call("f")) == "one 1"
    make(folder, {"f.js": module("two")})
    with pytest.raises(AssertionError, match="read again"):
        account.call("f")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"serverless.json": "{,}"}, "serverless.json (line 1): not JSON at column 2"),
        ({"serverless.json": ""}, "serverless.json (line 1): not JSON at column 1"),
        ({"f.js": "exports.main = ("}, "f.js: SyntaxError"),
        ({"f.js": ""}, "f.js is empty."),
        (
            {"serverless.json": MANIFEST.replace('"f":', '"taken":')},
            "serverless.json, endpoints.taken (line 1): the endpoint is in app.functions already",
        ),
    ],
)
def test_a_broken_change_leaves_the_version_before_in_force_and_is_noted(
    account: Account, folder: Path, files: dict[str, str | bytes], words: str
) -> None:
    account.functions.add("taken", "sendResponse({});")
    account.secrets.add("KEY", "Wk3Jp9TnQx7v")
    assert text(account.call("f")) == "one 1"
    make(folder, files)
    for number in (2, 3):
        execution = account.call("f")
        assert text(execution) == f"one {number}"
        assert f"shop.functions on disk is not in force: {words}" in notes(execution)
    assert words in notes(account.call("nowhere")), "also where nothing runs"
    make(folder, {"serverless.json": MANIFEST, "f.js": module("mended")})
    execution = account.call("f")
    assert (text(execution), notes(execution)) == ("mended 1", "")


def test_a_folder_that_is_gone_stays_in_force_until_it_is_back(account: Account, folder: Path) -> None:
    shutil.rmtree(folder)
    execution = account.call("f")
    assert text(execution) == "one 1"
    assert "gone from the disk" in notes(execution)
    make(folder, {"serverless.json": MANIFEST, "f.js": module("back")})
    assert text(account.call("f")) == "back 1"


def test_nothing_else_changes_a_folder_that_follows(account: Account, folder: Path) -> None:
    functions = account.functions
    for change in (
        lambda: functions.add("f", "sendResponse({});"),
        lambda: functions.add("new", "sendResponse({});", folder="shop"),
        lambda: functions.replace_file("f.js", "", folder="shop"),
        lambda: functions.remove("f"),
        lambda: functions.load("shop", MANIFEST, {"f.js": ""}),
    ):
        with pytest.raises(FunctionError, match="on disk: change the files there"):
            change()
    account.watched_folders.close("shop.functions")
    functions.replace_file("f.js", module("cell"), folder="shop")
    make(folder, {"f.js": module("disk")})
    assert text(account.call("f")) == "cell 1"
    with pytest.raises(FolderError, match="No folder shop"):
        account.watched_folders.close("shop")


def test_another_directory_of_the_same_name_is_refused(account: Account, folder: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "other" / "shop.functions", {"serverless.json": '{"endpoints": {}}'})
    with pytest.raises(HsfuncError, match="follows"):
        account.watched_folders.open(str(other))
    account.watched_folders.open(str(folder))
    make(folder, {"f.js": module("still")})
    assert text(account.call("f")) == "still 1"


def test_a_failed_opening_ends_nothing(account: Account, folder: Path) -> None:
    make(folder, {"serverless.json": "{"})
    with pytest.raises(HsfuncError):
        account.watched_folders.open(str(folder))
    make(folder, {"serverless.json": MANIFEST, "f.js": module("still")})
    assert text(account.call("f")) == "still 1"


def test_new_values_of_the_env_file_reach_the_secret_unless_it_was_changed_by_hand(
    account: Account, folder: Path
) -> None:
    def seen() -> str:
        return account.secrets.reveal(("KEY",))["KEY"]

    make(folder, {".env": "KEY=first\nOTHER=x"})
    account.call("f")
    assert (account.secrets.names(), seen()) == (["KEY"], "first")
    make(folder, {".env": "KEY=second"})
    account.call("f")
    assert seen() == "second"
    account.secrets.update("KEY", "by hand")
    make(folder, {".env": "KEY=third"})
    account.call("f")
    assert account.secrets.holds("KEY", "by hand")


def test_calls_from_many_threads_see_whole_versions(account: Account, folder: Path) -> None:
    account.call("f")
    seen: set[str] = set()
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            make(folder, {"f.js": module(f"version{number}") + "\n" * (number % 3)})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(30):
            execution = account.call("f")
            assert execution.error is None
            seen.add(text(execution).split()[0])
    finally:
        ended.set()
        writer.join()
    assert all(word == "one" or word.startswith("version") for word in seen)


def test_a_stamp_that_was_taken_right_after_a_change_is_not_trusted(tmp_path: Path) -> None:
    path = make(tmp_path, {"a": "1"}) / "a"
    soon = time.time() + 60
    os.utime(path, (soon, soon))  # nothing is too slow for what changes only then
    assert not Snapshot.take([str(path)]).holds()
    os.utime(path)
    time.sleep(0.06)
    old = Snapshot.take([str(path), str(tmp_path / "missing")])
    assert old.holds()
    make(tmp_path, {"missing": ""})
    assert not old.holds()
