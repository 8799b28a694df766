"""A draft of a folder with a bundle: its source is edited, be it an ES module, and what runs is told apart from it."""

from __future__ import annotations

import json

import pytest

from hsfunc_magics import Account, FunctionSyntaxError
from hsfunc_magics.notebook.folder_draft.draft import Draft

MODULE = "import odd from 'is-odd';\nexport const main = (context, sendResponse) => sendResponse({ body: odd(3) });\n"
BUNDLE = "exports.main = (context, sendResponse) => sendResponse({ body: 'bundled' });\n"
MANIFEST = json.dumps({"endpoints": {"events": {"file": "events.bundle.js"}, "other": {"file": "other.js"}}})


@pytest.fixture
def draft(account: Account) -> Draft:
    files = {"events.js": MODULE, "events.bundle.js": BUNDLE, "other.js": BUNDLE, "helper.js": "export default 1;\n"}
    account.functions.load("app", MANIFEST, files)
    return Draft(account, "app")


def test_the_source_of_a_bundle_is_what_is_edited(account: Account, draft: Draft) -> None:
    assert draft.state.source("events") == MODULE
    draft.write_source("events", MODULE + "// more\n")
    assert draft.errors() == []
    draft.apply()
    files = account.functions.folders["app"].files
    assert files["events.js"].text == MODULE + "// more\n"
    assert files["events.bundle.js"].text == BUNDLE
    assert account.call("events").response.text == "bundled"


def test_a_source_that_was_changed_after_its_bundle_says_so(draft: Draft) -> None:
    draft.write_source("events", MODULE + "// more\n")
    (problem,) = draft.by_field()["events", "source"]
    assert problem.severity == "warning"
    assert "events.bundle.js, which runs, was made before" in problem.message
    assert "%hs bundle events.js" in problem.mend
    draft.undo()
    assert draft.by_field().get(("events", "source")) is None


def test_an_endpoint_that_uses_a_module_itself_cannot_be_applied(draft: Draft) -> None:
    draft.set_file("other", "./helper.js")
    draft.write_source("other", "export default 2;\n")
    (problem,) = draft.errors()
    assert problem.path == "helper.js"
    assert "Functions are CommonJS" in problem.message


def test_the_sources_of_bundles_are_in_use_and_go_with_the_last_endpoint(draft: Draft) -> None:
    assert draft.state.unused_files() == ["helper.js"]
    draft.remove("events")
    assert set(draft.state.files) == {"helper.js", "other.js"}


def test_a_folder_with_a_module_that_only_a_bundler_reads_is_put_and_one_that_runs_it_is_not(account: Account) -> None:
    account.functions.load("app", MANIFEST, {"events.bundle.js": BUNDLE, "events.js": BUNDLE, "other.js": BUNDLE})
    before = account.functions.folders["app"]
    source = Draft(account, "app")
    source.write_source("events", MODULE)
    account.functions.register_folder(source.state.folder, before)
    runs = Draft(account, "app")
    runs.write_source("other", MODULE)
    with pytest.raises(FunctionSyntaxError):
        account.functions.register_folder(runs.state.folder, account.functions.folders["app"])
