"""A bundled folder that follows the disk: what changes there is bundled anew, and a broken change is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, Settings

from ...tarballs import pack, package_json
from ..conftest import AccountMaker
from ..packages.test_folder_bundling import manifest
from .test_read import make
from .test_watch import notes, text

ENTRY = "import { word } from './lib/word';\nexport const main = (c: object, s: any) => s({ body: word });"


@pytest.fixture
def account(make_account: AccountMaker, bundle_cache: Path) -> Account:
    """An account that bundles with the run's cache."""
    return make_account(settings=Settings(bundle_cache=str(bundle_cache)))


@pytest.fixture
def folder(account: Account, tmp_path: Path) -> Path:
    """A directory that shop.functions follows, bundled."""
    files = {"serverless.json": manifest(f="f.js"), "f.ts": ENTRY, "lib/word.ts": "export const word = 'one';"}
    directory = make(tmp_path / "project/shop.functions", files)
    account.watched_folders.open(str(directory), bundling=account.bundling.folders())
    assert text(account.call("f")) == "one"
    return directory


def test_a_change_of_what_went_into_a_bundle_takes_effect_at_the_next_call(account: Account, folder: Path) -> None:
    make(folder, {"lib/word.ts": "export const word: string = 'two';"})
    assert text(account.call("f")) == "two"
    make(folder, {"lib/word.ts": "export const word = ;"})
    broken = account.call("f")
    assert text(broken) == "two"
    assert "f.js cannot be bundled: lib/word.ts, line 1, column 21" in notes(broken)
    make(folder, {"lib/word.ts": "export const word = 'three';"})
    mended = account.call("f")
    assert (text(mended), notes(mended)) == ("three", "")


def test_a_package_that_package_json_names_by_now_is_installed(account: Account, folder: Path, tmp_path: Path) -> None:
    for version in ("1.0.0", "2.0.0"):
        path = pack(tmp_path / "packed", "word", version, f"exports.word = 'package {version}';")
        # It lies above the folder, where nothing else is watched.
        make(folder.parent, {"package.json": package_json(word=f"file:{path}")})
        make(folder, {"f.ts": ENTRY.replace("./lib/word", "word")})
        assert text(account.call("f")) == f"package {version}"


def test_a_file_that_could_not_be_bundled_keeps_no_other_change_from_its_effect(
    account: Account, tmp_path: Path
) -> None:
    bad = "exports.main = (c, s) => s({ body: c.params.deep ? require('./gone') : 'lies' });"
    files = {"serverless.json": manifest(bad="bad.js", good="good.js"), "bad.js": bad, "good.js": "exports.main = 1;"}
    directory = make(tmp_path / "shop.functions", files)
    account.watched_folders.open(str(directory), bundling=account.bundling.folders())
    make(directory, {"good.js": "exports.main = (c, s) => s({ body: 'good' });"})
    assert [text(account.call(name)) for name in ("good", "bad")] == ["good", "lies"]
    assert notes(account.call("good")) == ""
