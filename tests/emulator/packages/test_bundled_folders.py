"""Folders with bundles on their way to disk and back, and what of a folder keeps a bundle from being made."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, BundleError, FunctionError, Settings
from hsfunc_magics.emulator.disk.export import plan_export, write_plan
from hsfunc_magics.emulator.disk.load import import_folders

from ..conftest import AccountMaker
from ..disk.test_read import make

CELL = "const odd = require('is-odd');\nif (context.params.bad) null.x;\nsendResponse({ body: odd(3) });"


@pytest.fixture
def account(make_account: AccountMaker, bundle_cache: Path) -> Account:
    """An account that bundles with the run's cache."""
    return make_account(settings=Settings(bundle_cache=str(bundle_cache)))


@pytest.fixture
def exported(account: Account, tmp_path: Path) -> Path:
    """The directory that app.functions with a bundled function was written to."""
    account.bundling.add("events", CELL, npm=["is-odd@3"])
    target = tmp_path / "app.functions"
    plan = plan_export(account.functions.folders["app"], target, target.name, account.secrets)
    assert plan.new == ("serverless.json", "events.js", "events.bundle.js")
    write_plan(plan, overwrite=False)
    return target


def test_an_exported_bundle_runs_in_another_account(
    make_account: AccountMaker, exported: Path, bundle_cache: Path
) -> None:
    other = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    (imported,) = import_folders(other, str(exported)).folders
    assert imported.warnings == (), "the file beside the bundle is no stray one"
    assert other.functions["events"].file == "events.bundle.js"
    assert other.call("events").response.json() is True
    plan = plan_export(other.functions.folders["app"], exported, exported.name, other.secrets)
    assert (plan.new, plan.changed, plan.others) == ((), (), ())


def test_an_imported_file_is_bundled_again_and_tells_its_own_lines(account: Account, exported: Path) -> None:
    import_folders(account, str(exported))
    bundle = account.bundling.bundle("events.js", npm=["is-odd@3"])
    assert (bundle.file, bundle.endpoints) == ("events.bundle.js", ("events",))
    error = account.call("events?bad=1").error
    assert error is not None
    assert (error.file, error.line) == ("app.functions/events.js", 2)


def test_a_bundle_that_follows_the_disk_takes_effect_when_it_changes_there(account: Account, exported: Path) -> None:
    account.watched_folders.open(str(exported))
    assert account.call("events").response.json() is True
    make(exported, {"events.bundle.js": "exports.main = (c, sendResponse) => sendResponse({ body: 'built anew' });"})
    assert account.call("events").response.text == "built anew"


def test_a_folder_that_follows_the_disk_is_not_bundled_here(account: Account, exported: Path) -> None:
    account.watched_folders.open(str(exported))
    before = account.functions.folders
    said: list[str] = []
    with pytest.raises(FunctionError, match=r"follows .* on disk"):
        account.bundling.bundle("events.js", on_progress=said.append)
    with pytest.raises(FunctionError, match=r"follows .* on disk"):
        account.bundling.add("events", CELL, npm=["is-odd@3"], on_progress=said.append)
    assert account.functions.folders == before
    assert said == [], "npm is not asked for what is refused"


def test_a_file_that_only_looks_like_the_bundle_is_left_alone(account: Account) -> None:
    own = "exports.main = (context, sendResponse) => sendResponse({ body: 'mine' });"
    account.functions.add("mine", own, file="events.bundle.js")
    before = account.functions.folders
    with pytest.raises(FunctionError, match=r"events\.bundle\.js is another file"):
        account.bundling.add("events", CELL, npm=["is-odd@3"])
    assert account.functions.folders == before
    assert account.call("mine").response.text == "mine"


def test_files_that_are_no_text_lie_beside_and_go_in_as_they_are(account: Account) -> None:
    manifest = '{"runtime": "nodejs20.x", "version": "1.0", "endpoints": {"f": {"method": "GET", "file": "f.js"}}}'
    source = b"const caf\xc3\xa9 = require('./data.json'); exports.main = (c, s) => s({ body: caf\xc3\xa9.word });"
    account.functions.load("app", manifest, {"f.js": source, "data.json": b'{"word": "here"}', "x.png": b"\x89\xff\0"})
    account.bundling.bundle("f.js")
    assert account.call("f").response.text == "here"
    assert account.functions.folders["app"].files["x.png"].to_bytes() == b"\x89\xff\0"


def test_a_file_outside_the_folder_is_not_laid_out_for_the_bundler(account: Account) -> None:
    account.functions.add("f", CELL)
    account.functions.replace_file("../outside.js", "1;")
    with pytest.raises(BundleError, match="outside the folder"):
        account.bundling.bundle("f.js", npm=["is-odd@3"])
    assert account.functions["f"].file == "f.js"
