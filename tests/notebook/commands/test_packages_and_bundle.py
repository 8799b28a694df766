"""`%hs packages`, `%hs bundle`, `%%hsfunction --npm`: what is shown, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import BundleError, FunctionError, HsfuncError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

CELL = """const odd = require('is-odd');
if (context.params.bad) throw new Error('<b>bad</b>');
sendResponse({ body: odd(3) });"""


@pytest.fixture
def bundling(shell: Shell, bundle_cache: Path) -> Shell:
    """A shell whose account bundles with the run's cache."""
    shell.run(f"%config HsfuncMagics.bundle_cache = {str(bundle_cache)!r}")
    return shell


def shown(shell: Shell, cell: str) -> dict[str, str]:
    """What a cell shows: of a value as the notebook would, the magics' own displays otherwise."""
    value = shell.run(cell)
    if value is not None:
        data: dict[str, str] = value._repr_mimebundle_()[0]
        return data
    (card,) = shell.shown()
    return card


def test_the_table_has_what_is_preloaded_and_is_the_same_from_run_to_run(shell: Shell) -> None:
    card = shown(shell, "%hs packages")
    lines = card["text/plain"].splitlines()
    assert lines[0].split() == ["Package", "Range", "Installed", "Size", "Brings", "along", "Remark"]
    assert lines[2].split()[:5] == ["axios", "^0.19.2", "0.19.2", "147", "KB"]
    assert "deprecated" in lines[3]
    assert "copy the function file" in card["text/plain"] and "reference: Preloaded packages" in card["text/plain"]
    assert "<code>axios</code>" in card["text/html"]
    assert shown(shell, "%hs packages") == card
    assert "http" not in card["text/plain"]


def test_load_times_are_measured_on_request(shell: Shell) -> None:
    assert "Loads in" in shown(shell, "%hs packages --measure")["text/plain"]
    assert " ms here" in shown(shell, "%hs packages requests --measure")["text/html"]


def test_one_package_shows_what_it_brings_along(shell: Shell) -> None:
    card = shown(shell, "%hs packages axios")
    assert "follow-redirects  1.5.10" in card["text/plain"]
    assert "<code>follow-redirects</code>" in card["text/html"]


def test_a_package_that_only_comes_along_is_said_to(shell: Shell) -> None:
    card = shown(shell, "%hs packages form-data")
    for text in card["text/plain"], card["text/html"]:
        assert "comes along with @hubspot/api-client and request" in text
        assert "HubSpot does not promise" in text


def test_a_cell_is_bundled_with_its_packages(bundling: Shell) -> None:
    card = shown(bundling, f"%%hsfunction events --npm is-odd@3.0.1\n{CELL}")
    assert "endpoint events, file app.functions/events.bundle.js" in card["text/plain"]
    assert "bundle of events.js with is-odd 3.0.1: " in card["text/plain"]
    assert "KB, by esbuild" in card["text/html"]
    assert "Warning" not in card["text/plain"]
    assert bundling.call("events").response.json() is True
    error = bundling.call("events?bad=1")._repr_mimebundle_()[0]
    assert "2 | if (context.params.bad)" in error["text/plain"]
    assert "<b>bad</b>" not in error["text/html"]


def test_a_file_that_is_there_is_bundled_as_the_hint_says(bundling: Shell) -> None:
    bundling.run(f"%%hsfunction events\n{CELL}")
    error = bundling.call("events").error
    assert error is not None
    assert error.hint.endswith("%%hsfunction events --npm is-odd")
    bundling.shown()
    card = shown(bundling, "%hs bundle events.js --npm is-odd@3.0.1 --minify")
    assert card["text/plain"].startswith("app.functions/events.bundle.js\n  bundle of events.js with is-odd 3.0.1: ")
    assert "minified" in card["text/plain"] and "used by events" in card["text/html"]
    assert bundling.call("events").response.json() is True


BAD: dict[str, tuple[str, type[HsfuncError], str]] = {
    "an address": ("%%hsfunction f --npm git+ssh://x\n1;", BundleError, "no package of npm"),
    "an option as a package": ("%%hsfunction f --npm=--global\n1;", BundleError, "no package of npm"),
    "--with alone": ("%%hsfunction f --with webpack\n1;", MagicError, "go with --npm"),
    "a wrong bundler": ("%%hsfunction f --npm a --with webpak\n1;", BundleError, "Did you mean webpack"),
    "an empty cell": ("%%hsfunction f --npm a\n", MagicError, "empty"),
    "no file": ("%hs bundle", MagicError, "There is app.functions/hello.js."),
    "a wrong file": ("%hs bundle helo.js", FunctionError, "Did you mean hello.js"),
    "a wrong option": ("%hs bundle hello.js --minfy", MagicError, "Did you mean --minify"),
    "a wrong package": ("%hs packages axois", FunctionError, "Did you mean axios"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_mistyped_bundle_is_told_in_a_few_lines_and_changes_nothing(shell: Shell, name: str) -> None:
    cell, kind, words = BAD[name]
    shell.run("%%hsfunction hello\nsendResponse({ body: 'hello' });")
    before = current_account().functions.folders
    with pytest.raises(kind) as caught:
        shell.run(cell)
    assert words in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3
    assert current_account().functions.folders == before
