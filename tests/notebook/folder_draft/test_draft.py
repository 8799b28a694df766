"""A draft of a folder: form and JSON side say the same, nothing is lost, and it is applied as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hsfunc_magics import Account, FunctionError
from hsfunc_magics.notebook.folder_draft.draft import Draft
from hsfunc_magics.notebook.folder_draft.environment_rows import Row

SOURCE = "exports.main = (context, sendResponse) => sendResponse({ body: 'x' });\n"
# The reference's own, serverless.json.
REFERENCE = {
    "runtime": "nodejs20.x",
    "version": "1.0",
    "environment": {"globalConfigKey": "some-value"},
    "secrets": ["secretName"],
    "endpoints": {
        "events": {"file": "function1.js", "method": "GET"},
        "events/update": {
            "method": "POST",
            "file": "action2.js",
            "environment": {"CONFIG_KEY": "some-other-value"},
            "secrets": ["googleKeyName", "otherkeyname"],
        },
    },
}


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def draft(account: Account, clock: Clock) -> Draft:
    return Draft(account, "app", now=clock)


def type_path(draft: Draft, endpoint: str, path: str) -> None:
    """One key after the other, as a field sends it."""
    name = endpoint
    for length in range(1, len(path) + 1):
        name = draft.rename(name, path[:length])


def json_side(draft: Draft) -> Any:
    return json.loads(draft.state.text)


def paths(draft: Draft) -> list[str]:
    return [problem.path for problem in draft.errors()]


def test_the_references_example_typed_into_the_form_is_the_folder_that_python_loads(
    account: Account, draft: Draft
) -> None:
    for name in ("secretName", "googleKeyName", "otherkeyname"):
        account.secrets.add(name, "a-value")
    draft.set_rows(None, [Row("globalConfigKey", "some-value")])
    draft.set_secrets(None, ["secretName"])
    for path, method, file in (("events", "GET", "function1.js"), ("events/update", "POST", "action2.js")):
        draft.add()
        type_path(draft, "", path)
        draft.set_methods(path, [method])
        draft.set_file(path, file)
        draft.create_source(path)
        draft.write_source(path, SOURCE)
    draft.set_rows("events/update", [Row("CONFIG_KEY", "some-other-value")])
    draft.set_secrets("events/update", ["googleKeyName", "otherkeyname"])
    assert draft.problems() == []
    assert list(json_side(draft)) == list(REFERENCE), "keys stand where the reader looks for them"
    draft.apply()
    other = Account()
    other.functions.load("app", json.dumps(REFERENCE), {"function1.js": SOURCE, "action2.js": SOURCE})
    made, loaded = account.functions.folders["app"], other.functions.folders["app"]
    assert (made.manifest.data, made.files) == (loaded.manifest.data, loaded.files)
    assert account.call("events/update", method="POST").response.text == "x"
    assert not draft.differs


def test_the_json_side_is_the_form(draft: Draft) -> None:
    draft.edit_text(json.dumps(REFERENCE))
    assert list(draft.endpoints()) == ["events", "events/update"]
    assert draft.state.rows("events/update") == (Row("CONFIG_KEY", "some-other-value"),)
    draft.set_methods("events", ["GET", "POST"])
    assert json_side(draft)["endpoints"]["events"] == {"file": "function1.js", "method": ["GET", "POST"]}
    draft.set_methods("events", [])
    assert json_side(draft)["endpoints"]["events"] == {"file": "function1.js"}


def test_text_that_cannot_be_read_keeps_the_form_and_says_where(draft: Draft) -> None:
    draft.edit_text(json.dumps(REFERENCE))
    broken = draft.state.text.replace('"GET"', '"GET')
    draft.edit_text(broken)
    assert draft.state.text == broken
    assert list(draft.endpoints()) == ["events", "events/update"]
    assert draft.errors()[0].line == 1
    assert "not JSON at column" in draft.errors()[0].message
    with pytest.raises(FunctionError, match="nothing was applied"):
        draft.apply()
    draft.set_file("events", "f.js")
    assert json_side(draft)["endpoints"]["events"]["file"] == "f.js"
    draft.undo()
    assert draft.state.text == broken, "typing that gave way comes back"


def test_a_path_that_is_taken_is_told_beside_the_field_and_overwrites_nothing(draft: Draft) -> None:
    draft.edit_text(json.dumps(REFERENCE))
    assert draft.rename("events/update", "events") == "events/update"
    assert draft.state.path("events/update") == "events"
    assert json_side(draft)["endpoints"] == REFERENCE["endpoints"]
    (problem,) = [found for found in draft.by_field()["events/update", "path"] if found.severity == "error"]
    assert "events already" in problem.message
    assert draft.rename("events/update", "events/new") == "events/new"
    assert ("events/new", "path") not in draft.by_field()


def test_an_endpoint_of_another_folder_is_told_while_one_types(account: Account, draft: Draft) -> None:
    account.functions.add("cart", SOURCE, folder="shop")
    draft.add("cart")
    assert any("shop.functions" in problem.message for problem in draft.by_field()["cart", "path"])


def test_every_field_has_its_own_problems(account: Account, draft: Draft) -> None:
    account.secrets.add("API_KEY", "a-value")
    draft.edit_text(
        json.dumps(
            {
                "runtime": "nodejs16.x",
                "secrets": ["API_KYE"],
                "endpoints": {
                    "a": {"method": "FETCH"},
                    'b"?': {"file": "gone.js", "environment": {"A=": 1}, "secrets": [1]},
                },
            }
        )
    )
    fields = draft.by_field()
    assert {(None, "runtime"), (None, "secrets"), ("a", "method"), ("a", "file")} <= set(fields)
    assert {('b"?', "path"), ('b"?', "file"), ('b"?', "environment"), ('b"?', "secrets")} <= set(fields)
    assert "Did you mean API_KEY" in fields[None, "secrets"][0].mend


def test_values_that_are_no_strings_stay_what_they_are(draft: Draft) -> None:
    environment = {"A": 1, "B": True, "C": None, "D": {"x": [1.0]}, "E": "1"}
    draft.edit_text(json.dumps({"environment": environment, "endpoints": {}}))
    rows = draft.state.rows(None)
    assert [row.json for row in rows] == [True, True, True, True, False]
    draft.set_rows(None, [*rows, Row("F", "[1", json=True)])
    assert json_side(draft)["environment"] == environment
    assert "no JSON" in draft.by_field()[None, "environment"][0].message
    assert draft.state.rows(None)[-1].text == "[1", "what is half-typed stands in its field"
    draft.set_rows(None, [Row("A", "true", json=True), *rows[1:]])
    assert json.dumps(json_side(draft)["environment"]["A"]) == "true"


def test_a_name_that_stands_twice_is_told_and_the_first_one_counts(draft: Draft) -> None:
    draft.set_rows(None, [Row("A", "1"), Row("A", "2"), Row("", "3"), Row()])
    assert json_side(draft)["environment"] == {"A": "1"}
    assert [problem.message for problem in draft.by_field()[None, "environment"]] == [
        "A stands twice.",
        "This value has no name.",
    ]


def test_a_syntax_error_is_told_beside_the_source_as_one_types(draft: Draft) -> None:
    draft.add("f")
    draft.create_source("f")
    assert draft.errors() == []
    draft.write_source("f", "sendResponse({\n  body: ;\n})")
    (problem,) = draft.by_field()["f", "source"]
    assert "line 2" in problem.message
    draft.write_source("f", "sendResponse({ body: 'body of main' })")
    draft.apply()
    assert draft.state.source("f") == "sendResponse({ body: 'body of main' })"


def test_undo_takes_typing_back_field_by_field(draft: Draft, clock: Clock) -> None:
    draft.add("f")
    for text in ("a", "a.", "a.js"):
        draft.set_file("f", text)
    draft.set_methods("f", ["POST"])
    draft.undo()
    assert json_side(draft)["endpoints"]["f"] == {"method": "GET", "file": "a.js"}
    draft.undo()
    assert json_side(draft)["endpoints"]["f"] == {"method": "GET"}
    draft.redo()
    assert json_side(draft)["endpoints"]["f"] == {"method": "GET", "file": "a.js"}
    clock.time += 60
    draft.set_file("f", "a.jsx")
    assert not draft.can_redo
    draft.undo()
    assert json_side(draft)["endpoints"]["f"] == {"method": "GET", "file": "a.js"}, "a pause begins a new step"


def test_removing_takes_the_file_along_unless_another_endpoint_uses_it(account: Account, draft: Draft) -> None:
    account.functions.add("a", SOURCE, file="one.js")
    account.functions.add("b", file="one.js")
    draft.remove("a")
    assert list(draft.state.files) == ["one.js"]
    draft.remove("b")
    assert list(draft.state.files) == []
    draft.apply()
    assert list(account.functions) == []
    draft.undo()
    draft.apply()
    assert list(account.functions) == ["b"], "a step back is there after applying, too"


def test_a_file_that_nothing_uses_any_more_can_be_removed(account: Account, draft: Draft) -> None:
    account.functions.add("a", SOURCE, file="old.js")
    draft.set_file("a", "new.js")
    draft.create_source("a")
    assert draft.state.unused_files() == ["old.js"]
    draft.remove_unused_files()
    draft.apply()
    assert list(account.functions.folders["app"].files) == ["new.js"]


def test_changes_are_told_before_they_are_applied(account: Account, draft: Draft) -> None:
    account.functions.add("a", SOURCE)
    account.functions.add("b", SOURCE)
    draft.set_methods("a", ["POST"])
    draft.remove("b")
    draft.set_runtime("nodejs22.x")
    assert draft.summary() == ["folder: runtime", "changed: a", "removed: b", "removed: b.js"]
    manifest, file = draft.differences()
    assert '+  "runtime": "nodejs22.x",' in manifest.lines
    assert file.name == "b.js"
    assert all(line.startswith(("-", "@@")) for line in file.lines)


def test_an_endpoint_with_another_name_is_told_as_renamed(account: Account, draft: Draft) -> None:
    for name in ("a", "b", "c"):
        account.functions.add(name, SOURCE)
    draft.rename("a", "z")
    assert draft.summary() == ["renamed: a to z"]
    draft.set_methods("z", ["POST"])
    draft.rename("b", "y")
    assert draft.summary() == ["renamed: a to z", "renamed: b to y", "changed: z"]
    draft.remove("c")
    draft.add("new")
    assert "removed: c" in draft.summary()
    assert "added: new" in draft.summary()


def test_what_is_not_filled_in_yet_is_no_fault(draft: Draft) -> None:
    draft.add()
    assert len(draft.unfinished()) == len(draft.errors()) == 2
    type_path(draft, "", "x y/ ")
    assert [problem.path for problem in draft.unfinished()] == ['endpoints["x y/ "]']
    assert len(draft.errors()) > 1, "what is wrong is wrong from the first key on"


def test_a_new_folder_begins_as_text_that_can_be_applied(account: Account) -> None:
    draft = Draft(account, "shop")
    assert draft.registered is None
    assert not draft.differs
    draft.add("cart")
    draft.create_source("cart")
    assert "new folder shop.functions" in draft.summary()
    draft.apply()
    assert account.functions["cart"].file == "cart.js"


def test_secrets_that_come_and_go_are_told_at_once(account: Account, draft: Draft) -> None:
    told: list[Draft] = []
    draft.changed.connect(told.append)
    draft.set_secrets(None, ["API_KEY"])
    assert draft.by_field()[None, "secrets"][0].severity == "warning"
    account.secrets.add("API_KEY", "a-value")
    assert draft.problems() == []
    assert len(told) == 2


def test_one_endpoint_too_many_is_an_error(account: Account, draft: Draft) -> None:
    account.change_limits({"endpoints": 2})
    for name in ("a", "b", "c"):
        draft.add(name)
        draft.create_source(name)
    assert paths(draft) == ["endpoints"]


def test_a_folder_that_has_gone_is_a_new_one_and_can_be_applied_again(account: Account) -> None:
    account.functions.add("events", "sendResponse({});")
    draft = Draft(account, "app")
    account.reset()
    assert draft.registered is None
    draft.add("other")
    draft.create_source("other")
    draft.apply()
    assert "other" in account.functions
    draft.close()


def test_renaming_leaves_the_other_endpoints_as_they_are_written(account: Account) -> None:
    text = '{"endpoints": {\n "a":  {"file": "f.js"},\n "b":  {"file":   "f.js"}}}\n'
    account.functions.load("app", text, {"f.js": "exports.main = () => {};"})
    draft = Draft(account, "app")
    draft.rename("a", "c")
    draft.apply()
    assert account.functions.folders["app"].manifest.dumps() == text.replace('"a"', '"c"')
    draft.close()
