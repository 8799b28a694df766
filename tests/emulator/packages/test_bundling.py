"""Bundling: packages of npm in one file beside the original, errors in the cell's lines, nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account, BundleError, FunctionSyntaxError, HsfuncError, ManifestError, Settings
from hsfunc_magics.emulator.citations import Authority

from ..conftest import AccountMaker

CELL = """const odd = require("is-odd");
console.log(new Error("seen").stack.split("\\n")[1].trim());
if (context.params.deep) odd("no number");
if (context.params.bad) throw new Error("bad");
sendResponse({ body: odd(3) });"""


@pytest.fixture
def account(make_account: AccountMaker, bundle_cache: Path) -> Account:
    """An account that bundles with the run's cache."""
    return make_account(settings=Settings(bundle_cache=str(bundle_cache)))


def files(account: Account) -> list[str]:
    return list(account.functions.folders["app"].files)


def file_of(account: Account, endpoint: str) -> str:
    return account.functions[endpoint].file


@pytest.mark.parametrize(("bundler", "minify"), [("esbuild", False), ("esbuild", True), ("webpack", False)])
def test_a_bundle_stands_beside_its_file_and_its_errors_in_the_cells_lines(
    account: Account, bundler: str, minify: bool
) -> None:
    told = account.bundling.add("events", CELL, npm=["is-odd@3"], bundler=bundler, minify=minify)
    assert (files(account), told.endpoint.file, told.warnings) == (
        ["events.js", "events.bundle.js"],
        "events.bundle.js",
        (),
    )
    assert told.bundle is not None
    (package,) = told.bundle.packages
    assert (package.name, package.range, package.used) == ("is-odd", "3", True)
    assert package.version.startswith("3.")
    assert told.bundle.maker.startswith(bundler)
    text = account.functions.folders["app"].files["events.bundle.js"].text
    assert told.bundle.size == len(text.encode())
    assert "require('is-odd')" not in text and str(Path.home()) not in text and "/tmp/" not in text

    fine = account.call("events")
    assert fine.response.json() is True
    assert "(app.functions/events.js:2:" in fine.console[0].text
    assert str(fine.console[0].position).startswith("app.functions/events.js:2:")
    bad = account.call("events?bad=1").error
    assert bad is not None
    assert (bad.file, bad.line, bad.source_line) == ("app.functions/events.js", 4, CELL.splitlines()[3])
    deep = account.call("events?deep=1").error
    assert deep is not None
    assert (deep.file, deep.line) == ("app.functions/events.js", 3)
    assert "is-odd/index.js:" in deep.stack and "bundle.js" not in deep.stack


def test_preloaded_packages_stay_outside_unless_they_are_asked_for(account: Account) -> None:
    source = "const axios = require('axios'); sendResponse({ body: String(axios.VERSION) });"
    told = account.bundling.add("f", source, npm=["is-odd@3"])
    assert account.call("f").response.text == "undefined", "0.19 does not tell its version"
    assert told.bundle is not None
    assert [note.text for note in told.bundle.notes] == ["Nothing requires is-odd: it is not in the bundle."]
    newer = account.bundling.add("f", source, npm=["axios@1"])
    assert account.call("f").response.text.startswith("1.")
    assert newer.bundle is not None
    (note,) = newer.bundle.notes
    assert note.source.authority is Authority.REFERENCE and "copy the function file" in note.text


def test_registering_again_without_packages_goes_back_to_the_file(account: Account) -> None:
    account.bundling.add("events", CELL, npm=["is-odd@3"])
    account.functions.add("events", "sendResponse({ body: 'plain' });")
    assert (files(account), file_of(account, "events")) == (["events.js"], "events.js")
    assert account.call("events").response.text == "plain"
    account.bundling.add("events", CELL, npm=["is-odd@3"])
    account.functions.remove("events")
    assert files(account) == []


def test_a_file_that_is_there_is_bundled_with_all_it_requires(account: Account) -> None:
    account.functions.add("helper", "exports.word = () => { null.x; }; exports.main = () => {};", file="helper.js")
    account.functions.add("a", "const odd = require('is-odd'); require('./helper.js').word();", file="shared.js")
    account.functions.add("b", file="shared.js", method="POST")
    bundle = account.bundling.bundle("shared.js", npm=["is-odd@2"])
    assert bundle.endpoints == ("a", "b")
    assert [(p.name, p.range) for p in bundle.packages] == [("is-odd", "2")]
    assert account.functions["b"].methods == ("POST",)
    error = account.call("a").error
    assert error is not None
    assert (error.file, error.line) == ("app.functions/shared.js", 1)
    assert "app.functions/helper.js:1:" in error.stack
    again = account.bundling.bundle("shared.bundle.js", minify=True)
    assert [(p.name, p.range) for p in again.packages] == [("is-odd", "2")], "its range is kept"
    assert (again.original, again.size < bundle.size) == ("shared.js", True)


def test_packages_that_nobody_named_are_found(account: Account) -> None:
    account.functions.add("f", "const odd = require('is-odd'); const fs = require('node:fs'); sendResponse({});")
    bundle = account.bundling.bundle("f.js")
    assert [(p.name, p.range) for p in bundle.packages] == [("is-odd", "latest")]


def test_module_syntax_is_bundled_into_what_node_runs(account: Account) -> None:
    account.bundling.add(
        "f", "import odd from 'is-odd';\nexport const main = (c, s) => s({ body: odd(2) });", npm=["is-odd@3"]
    )
    assert account.call("f").response.json() is False


def test_an_imported_bundle_is_bundled_again_from_its_file(account: Account) -> None:
    account.bundling.add("events", CELL, npm=["is-odd@3"])
    folder = account.functions.folders["app"]
    texts = {name: file.text for name, file in folder.files.items()}
    assert account.functions.load("app", folder.manifest.dumps(), texts) == []
    assert account.call("events").response.json() is True
    account.bundling.bundle("events.js", npm=["is-odd@3"])
    assert files(account) == ["events.js", "events.bundle.js"]


def test_the_hosts_environment_stays_out_of_a_bundle(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "hidden-value")
    monkeypatch.setenv("NODE_ENV", "hidden-mode")
    for bundler in ("esbuild", "webpack"):
        account.bundling.add(
            "f", "sendResponse({ body: [process.env.API_KEY, process.env.NODE_ENV] });", npm=["is-odd"], bundler=bundler
        )
        assert "hidden" not in account.functions.folders["app"].files["f.bundle.js"].text
        assert account.call("f").response.json() == [None, None]


Try = Callable[[Account], Any]
BAD: dict[str, tuple[Try, type[HsfuncError], str]] = {
    "a syntax error": (
        lambda a: a.bundling.add("f", "\nlet a = ;", npm=["is-odd"]),
        FunctionSyntaxError,
        "line 2, column 9",
    ),
    "a syntax error beside import": (
        lambda a: a.bundling.add("f", "import a from 'is-odd';\nlet b = ;", npm=["is-odd@3"]),
        BundleError,
        "f.js, line 2, column 9",
    ),
    "a package nobody named": (
        lambda a: a.bundling.add("f", "\nrequire('dayjs');", npm=["is-odd@3"]),
        BundleError,
        "line 2, column 9: dayjs is not among the packages of the bundle. Name it, too: --npm dayjs",
    ),
    "a file that a package has not": (
        lambda a: a.bundling.add("f", "require('is-odd/gone');", npm=["is-odd@3"]),
        BundleError,
        "has no file is-odd/gone",
    ),
    "a file that is not there": (
        lambda a: a.bundling.add("f", "require('./evnts.js');", npm=["is-odd@3"]),
        BundleError,
        "no file ./evnts.js. Did you mean events.js",
    ),
    "a file of the machine": (
        lambda a: a.bundling.add("f", "require('/etc/passwd');", npm=["is-odd@3"]),
        BundleError,
        "outside the folder",
    ),
    "a file above the folder": (
        lambda a: a.bundling.add("f", "require('../x.json');", npm=["is-odd@3"], bundler="webpack"),
        BundleError,
        "outside the folder",
    ),
    "a wrong version": (lambda a: a.bundling.add("f", "1;", npm=["is-odd@99"]), BundleError, "no version is-odd@99"),
    "a wrong bundler": (
        lambda a: a.bundling.add("f", "1;", npm=["is-odd"], bundler="esbild"),
        BundleError,
        "Did you mean esbuild",
    ),
    "a wrong method": (lambda a: a.bundling.add("f", "1;", npm=["is-odd"], method="FETCH"), ManifestError, "FETCH"),
    "a wrong file": (lambda a: a.bundling.bundle("event.js"), HsfuncError, "Did you mean events.js"),
    "a wrong folder": (lambda a: a.bundling.bundle("events.js", folder="ap"), HsfuncError, "Did you mean app"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_package_that_cannot_be_bundled_is_told_and_changes_nothing(account: Account, name: str) -> None:
    attempt, kind, words = BAD[name]
    account.functions.add("events", "sendResponse({ body: 'as before' });")
    before = account.functions.folders
    with pytest.raises(kind) as caught:
        attempt(account)
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
    assert account.functions.folders == before
    assert account.call("events").response.text == "as before"


def test_offline_says_so_and_changes_nothing(
    make_account: AccountMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    account = make_account(settings=Settings(bundle_cache=str(tmp_path / "cache")))
    account.functions.add("events", "sendResponse({ body: 'as before' });")
    with pytest.raises(BundleError, match="cannot reach its registry"):
        account.bundling.add("events", CELL, npm=["is-odd@3"])
    assert account.call("events").response.text == "as before"


def test_a_native_package_is_refused(account: Account) -> None:
    with pytest.raises(BundleError, match="needs a native build"):
        account.bundling.add("f", "require('bufferutil');", npm=["bufferutil@4"])
    assert len(account.functions) == 0
