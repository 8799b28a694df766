"""`%hs import --bundle` and `%hs open --bundle`: folders with packages of their own, in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import FunctionSyntaxError, current_account

from ...emulator.disk.test_read import make
from ...emulator.packages.test_folder_bundling import USES_WORD, manifest
from ...tarballs import pack, package_json
from ..conftest import Shell


@pytest.fixture
def bundling(shell: Shell, bundle_cache: Path) -> Shell:
    """A shell whose account bundles with the run's cache."""
    shell.run(f"%config HsfuncMagics.bundle_cache = {str(bundle_cache)!r}")
    return shell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose function needs a package."""
    path = pack(tmp_path / "packed", "word", "1.2.3", "module.exports = 'from word';")
    files = {"serverless.json": manifest(f="f.js"), "f.js": USES_WORD}
    return make(tmp_path / "shop.functions", {**files, "package.json": package_json(word=f"file:{path}")})


def hint(shell: Shell) -> str:
    error = shell.run("%hscall f").error
    assert error is not None
    text: str = error.hint
    return text


def test_import_bundles_on_request_and_the_hint_names_it(bundling: Shell, folder: Path) -> None:
    bundling.run(f"%hs import {folder}")
    assert f"as package.json says): %hs import {folder} --bundle" in hint(bundling)
    bundling.run(f"%hs import {folder} --bundle")
    assert bundling.run("%hscall f").response.text == "from word"
    bundling.shown()
    bundling.run("%hs show f")
    assert "require('word')" in bundling.shown()[0]["text/plain"]
    bundling.run("%hs bundle f.js --minify")
    assert bundling.run("%hscall f").response.text == "from word"


def test_an_imported_file_is_bundled_with_package_jsons_packages(bundling: Shell, folder: Path) -> None:
    bundling.run(f"%hs import {folder}")
    bundling.shown()
    bundling.run("%hs bundle f.js")
    assert "bundle of f.js with word 1.2.3" in bundling.shown()[0]["text/plain"]
    assert bundling.run("%hscall f").response.text == "from word"


def test_a_file_that_stands_for_typescript_is_bundled_from_that(bundling: Shell, tmp_path: Path) -> None:
    source = "export const main = (c: object, s: any): void => s({ body: 'typed' });"
    folder = make(tmp_path / "shop.functions", {"serverless.json": manifest(f="f.js"), "f.ts": source})
    bundling.run(f"%hs open {folder} --bundle")
    bundling.shown()
    bundling.run("%hs bundle f.js --minify")
    assert "bundle of f.ts with no package" in bundling.shown()[0]["text/plain"]
    assert bundling.run("%hscall f").response.text == "typed"


def test_an_open_folder_is_bundled_anew_when_it_changes(bundling: Shell, folder: Path) -> None:
    bundling.run(f"%hs open {folder} --watch")
    assert f"%hs open {folder} --watch --bundle" in hint(bundling)
    bundling.run(f"%hs open {folder} --watch --bundle")
    assert bundling.run("%hscall f").response.text == "from word"
    make(folder, {"f.js": USES_WORD.replace("body: word", "body: `${word} anew`")})
    assert bundling.run("%hscall f").response.text == "from word anew"


def test_a_cell_is_told_of_the_cells_own_ways(shell: Shell) -> None:
    shell.run("%%hsfunction f\nrequire('dayjs');")
    assert "%%hsfunction f --npm dayjs" in hint(shell)
    with pytest.raises(FunctionSyntaxError, match=r"%%hsfunction … --npm NAME"):
        shell.run("%%hsfunction f\nimport dayjs from 'dayjs';")
    with pytest.raises(FunctionSyntaxError, match="This looks like TypeScript"):
        shell.run("%%hsfunction f\nexports.main = (c: any, s) => {};")
    assert "f" in current_account().functions
