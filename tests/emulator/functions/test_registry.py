"""Functions are registered, replaced and removed as a whole, or not at all (contract §1, §2, §4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import (
    Account,
    FunctionError,
    FunctionSyntaxError,
    HsfuncError,
    ManifestError,
    Settings,
)

from ..conftest import AccountMaker

BODY = "sendResponse({ body: 'x' });"
MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: 'x' });\n"


def snapshot(account: Account) -> Any:
    """All that an account has of functions."""
    return {name: (folder.manifest.dumps(), dict(folder.files)) for name, folder in account.functions.folders.items()}


def test_a_body_is_wrapped_and_a_module_is_kept_as_it_stands(account: Account) -> None:
    body, module = account.functions.add("a", BODY), account.functions.add("b", MODULE)
    assert (body.wrapped, module.wrapped) == (True, False)
    files = account.functions.folders["app"].files
    assert files["a.js"].text == f"exports.main = async (context, sendResponse) => {{ {BODY}\n}};\n"
    assert files["b.js"].text == MODULE
    assert [account.call(name).reply.body for name in "ab"] == [b"x", b"x"]


def test_a_registered_function_stands_in_serverless_json(account: Account) -> None:
    account.functions.add("events/update", BODY, method=["post", "PUT"], environment={"A": 1}, secrets=["S", "S"])
    account.functions.add("b", BODY, file="sub/own.js", method="get")
    assert account.functions.folders["app"].manifest.data == {
        "runtime": "nodejs20.x",
        "version": "1.0",
        "endpoints": {
            "events/update": {
                "method": ["POST", "PUT"],
                "file": "events-update.js",
                "environment": {"A": 1},
                "secrets": ["S"],
            },
            "b": {"method": "GET", "file": "sub/own.js"},
        },
    }


def test_registering_again_replaces_all_that_was_there(account: Account) -> None:
    assert not account.functions.add("a", BODY, method="POST", environment={"A": "1"}).replaced
    registration = account.functions.add("a", "sendResponse({ body: Object.keys(process.env) });")
    assert registration.replaced
    assert registration.endpoint.methods == ("GET",)
    assert account.call("a").response.json() == []
    assert len(account.functions) == 1


def test_the_new_source_is_in_force_at_once_and_the_old_state_gone(account: Account) -> None:
    account.functions.add("a", "let n = 0; exports.main = (c, s) => s({ body: { n: ++n } });")
    assert [account.call("a").response.json()["n"] for _ in range(2)] == [1, 2]
    account.functions.add("a", "let n = 10; exports.main = (c, s) => s({ body: { n: ++n } });")
    assert account.call("a").response.json()["n"] == 11


def test_registering_the_same_again_keeps_the_warm_state(account: Account) -> None:
    source = "let n = 0; exports.main = (c, s) => s({ body: { n: ++n } });"
    account.functions.add("a", source)
    account.call("a")
    account.functions.add("a", source)
    assert account.call("a").response.json()["n"] == 2


def test_two_endpoints_may_have_one_file_and_changing_it_changes_both(account: Account) -> None:
    account.functions.add("a", MODULE, file="shared.js")
    account.functions.add("b", file="shared.js", environment={"A": "1"})
    account.functions.add("a", MODULE.replace("'x'", "'y'"), file="shared.js")
    assert [account.call(name).reply.body for name in "ab"] == [b"y", b"y"]
    account.functions.remove("a")
    assert account.call("b").reply.body == b"y"
    account.functions.remove("b")
    assert dict(account.functions.folders["app"].files) == {}


def test_names_of_files_are_free_of_clashes(account: Account) -> None:
    files = [
        account.functions.add(name, BODY).endpoint.file for name in ("a/b", "a-b", "é", "..", "a b".replace(" ", "+"))
    ]
    assert len(set(files)) == 5
    assert all(file.endswith(".js") and "/" not in file for file in files)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"endpoint": ""}, ManifestError),
        ({"endpoint": "/a"}, ManifestError),
        ({"endpoint": "a/"}, ManifestError),
        ({"endpoint": "a?b"}, ManifestError),
        ({"endpoint": "a b"}, ManifestError),
        ({"endpoint": "a\n"}, ManifestError),
        ({"method": []}, ManifestError),
        ({"method": "FETCH"}, ManifestError),
        ({"method": ["GET", "HEAD"]}, ManifestError),
        ({"environment": {"": "x"}}, ManifestError),
        ({"environment": {"A": "x\0"}}, ManifestError),
        ({"secrets": [""]}, ManifestError),
        ({"file": "../a.js"}, ManifestError),
        ({"file": "/a.js"}, ManifestError),
        ({"folder": "a/b"}, FunctionError),
        ({"folder": ""}, FunctionError),
        ({"folder": ".."}, FunctionError),
        ({"source": ""}, FunctionError),
        ({"source": "  \n"}, FunctionError),
        ({"source": None, "file": "nothing.js"}, FunctionError),
        ({"source": "let a = ;"}, FunctionSyntaxError),
        ({"source": "import a from 'a';"}, FunctionSyntaxError),
        ({"runtime": "nodejs18.x"}, ManifestError),
        ({"runtime": "python3"}, ManifestError),
        ({"runtime": "nodejs99.x"}, ManifestError),
        ({"source": None, "file": "kept.js", "runtime": "nodejs12.x"}, ManifestError),
    ],
)
def test_a_refused_function_leaves_everything_as_it_was(
    account: Account, arguments: dict[str, Any], error: type[HsfuncError]
) -> None:
    account.functions.add("kept", BODY, method="POST")
    before = snapshot(account)
    with pytest.raises(error) as told:
        account.functions.add(**{"endpoint": "new", "source": BODY, **arguments})
    assert str(told.value)
    assert snapshot(account) == before
    assert list(account.functions) == ["kept"]
    assert account.call("kept", method="POST").reply.body == b"x"


def test_the_hundredth_endpoint_is_fine_and_the_next_is_refused(account: Account) -> None:
    entries = {f"e{number}": {"file": "f.js"} for number in range(99)}
    account.functions.load("one", json.dumps({"endpoints": entries}), {"f.js": MODULE})
    account.functions.add("last", BODY)
    before = snapshot(account)
    with pytest.raises(ManifestError, match="at most 100 endpoints"):
        account.functions.add("over", BODY)
    with pytest.raises(ManifestError, match="at most 100 endpoints"):
        account.functions.load("two", '{"endpoints": {"over": {"file": "f.js"}}}', {"f.js": MODULE})
    assert snapshot(account) == before
    account.functions.add("last", MODULE)
    account.functions.remove("e0")
    account.functions.add("over", BODY)
    assert len(account.functions) == 100


def test_a_url_belongs_to_one_folder(account: Account) -> None:
    account.functions.add("a", BODY, folder="one.functions")
    with pytest.raises(FunctionError, match=r"one\.functions already"):
        account.functions.add("a", BODY, folder="two")
    with pytest.raises(ManifestError, match=r"one\.functions already"):
        account.functions.load("two", '{"endpoints": {"a": {"file": "f.js"}}}', {"f.js": MODULE})
    assert list(account.functions.folders) == ["one"]
    assert account.functions.add("a", BODY).folder.name == "one"


def test_loading_a_folder_again_replaces_it_whole(account: Account) -> None:
    account.functions.load("app", '{"endpoints": {"a": {"file": "f.js"}, "b": {"file": "f.js"}}}', {"f.js": MODULE})
    assert account.call("a").reply.status == 200
    account.functions.load("app", '{"endpoints": {"b": {"file": "g.js"}}}', {"g.js": MODULE.replace("'x'", "'y'")})
    assert account.call("a").reply.status == 404
    assert account.call("b").reply.body == b"y"


def test_loading_tells_every_problem_and_then_changes_nothing(account: Account) -> None:
    account.functions.add("kept", BODY)
    before = snapshot(account)
    text = '{"endpoints": {"a": {"method": "FETCH"}, "b": {"file": "missing.js"}}, "other": 1}'
    with pytest.raises(ManifestError) as told:
        account.functions.load("app", text, {"f.js": MODULE})
    assert [problem.path for problem in told.value.problems] == [
        "endpoints.a",
        "endpoints.a.method",
        "endpoints.b.file",
        "endpoints",
        "other",
    ]
    assert "3 errors and 2 warnings" in str(told.value)
    assert snapshot(account) == before


def test_loading_returns_the_warnings(account: Account) -> None:
    found = account.functions.load(
        "app", '{"x": 1, "x": 2, "endpoints": {"a": {"file": "f.js"}}}', {"f.js": MODULE, "g.js": ""}
    )
    assert [problem.path for problem in found] == ["x", "x", "endpoints"]


def test_a_written_file_is_in_force_with_the_next_call(account: Account) -> None:
    account.functions.load("app", '{"endpoints": {"a": {"file": "f.js"}}}', {"f.js": MODULE})
    account.call("a")
    account.functions.replace_file("./f.js", MODULE.replace("'x'", "'y'"))
    assert account.call("a").reply.body == b"y"
    account.functions.replace_file("f.js", "no JavaScript at all")
    assert account.call("a").reply.status == 500
    with pytest.raises(FunctionError, match="Did you mean app"):
        account.functions.replace_file("f.js", MODULE, folder="ap")


def test_removing_and_looking_up_what_is_not_there_suggests_a_name(account: Account) -> None:
    account.functions.add("events", BODY)
    for attempt in (lambda: account.functions.remove("evnts"), lambda: account.functions["evnts"]):
        with pytest.raises(FunctionError, match=r"Did you mean events\?"):
            attempt()
    assert "events" in account.functions and "evnts" not in account.functions
    account.functions.remove("events")
    assert account.call("events").reply.status == 404


def test_warnings_of_a_registration_are_those_that_concern_it(account: Account) -> None:
    account.functions.add("other", BODY, environment={"A": "1"}, secrets=["A"])
    registration = account.functions.add("mine", BODY, environment={"B": "1"}, secrets=["B"])
    assert [warning.split(":")[0] for warning in registration.warnings] == ["endpoints.mine.secrets[0]"]


@pytest.mark.parametrize(
    ("source", "line", "column", "shown"),
    [
        ("let a = ;", 1, 9, "  let a = ;\n          ^"),
        ("\n  const b = 1;\n  const b = 2;", 3, 9, "  const b = 2;"),
        ("exports.main = (c, s) => {\n  let a = ;\n};", 2, 11, "^"),
        ("'" + "x" * 300 + "'; let = ;", 1, 311, "^"),
    ],
)
def test_a_syntax_error_names_the_cells_own_line_and_column(
    account: Account, source: str, line: int, column: int, shown: str
) -> None:
    with pytest.raises(FunctionSyntaxError) as told:
        account.functions.add("a", source)
    assert (told.value.line, told.value.column) == (line, column)
    assert f"(line {line}, column {column})" in str(told.value)
    assert shown in str(told.value)
    assert max(map(len, str(told.value).splitlines())) < 250


@pytest.mark.parametrize(
    "source", ["if (true) {", "exports.main = () => {", "`${", "a\x00b c", "let \x0b\x00 = \x1b;", "\x00", "/*"]
)
def test_a_syntax_error_whose_column_is_not_known_does_not_speak_of_one(account: Account, source: str) -> None:
    with pytest.raises(FunctionSyntaxError) as told:
        account.functions.add("a", source)
    assert "column 0" not in str(told.value)
    assert "SyntaxError" in str(told.value)


@pytest.mark.parametrize("source", ["import fs from 'fs';", "export const main = 1;", "exports.main = import.meta;"])
def test_module_syntax_is_told_with_what_to_write_instead(account: Account, source: str) -> None:
    with pytest.raises(FunctionSyntaxError, match=r"exports\.main = … instead of export, and require"):
        account.functions.add("a", source)


def test_the_runtime_is_the_folders(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(allow_deprecated_runtime=True))
    account.functions.add("a", BODY, runtime="nodejs20.x")
    assert account.functions.folders["app"].manifest.data["runtime"] == "nodejs20.x"


def test_environment_and_secrets_of_a_changed_endpoint_are_in_force_with_the_next_call(account: Account) -> None:
    account.secrets.add("S", "one-value")
    source = "sendResponse({ body: process.env });"
    account.functions.add("a", source, environment={"A": "1"}, secrets=["S"])
    assert account.call("a").response.json() == {"A": "1", "S": "one-value"}
    account.functions.add("a", source, environment={"A": "2"}, secrets=["S"])
    assert account.call("a").response.json() == {"A": "2", "S": "one-value"}
    account.secrets.delete("S")
    assert account.call("a").response.json() == {"A": "2"}


def test_any_source_is_registered_or_refused_by_an_error_of_the_package(account: Account) -> None:
    @settings(max_examples=150)
    @given(source=st.text(min_size=1), endpoint=st.sampled_from(["a", "b"]))
    def check(source: str, endpoint: str) -> None:
        try:
            account.functions.add(endpoint, source)
        except HsfuncError as error:
            told = str(error)
        else:
            told = "registered"
        assert told
        assert "column 0" not in told

    check()
