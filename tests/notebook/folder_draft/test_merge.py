"""What a cell registers appears in an open draft at once; where both changed the same, typing is kept."""

from __future__ import annotations

import json

import pytest

from hsfunc_magics import Account, FunctionError
from hsfunc_magics.notebook.folder_draft.draft import Draft
from hsfunc_magics.notebook.folder_draft.environment_rows import Row

SOURCE = "exports.main = (context, sendResponse) => sendResponse({ body: 'x' });\n"


@pytest.fixture
def draft(account: Account) -> Draft:
    account.functions.add("a", SOURCE)
    account.functions.add("b", SOURCE)
    return Draft(account, "app")


def test_a_cells_endpoint_appears_and_typing_elsewhere_stays(account: Account, draft: Draft) -> None:
    told: list[Draft] = []
    draft.changed.connect(told.append)
    account.functions.add("c", SOURCE, method="POST")
    assert list(draft.endpoints()) == ["a", "b", "c"]
    assert "c.js" in draft.state.files
    assert told
    assert not draft.differs
    draft.set_methods("a", ["PUT"])
    account.functions.remove("b")
    account.functions.replace_file("c.js", "// written\n" + SOURCE)
    assert list(draft.endpoints()) == ["a", "c"]
    assert draft.state.source("c") == "// written\n" + SOURCE
    assert draft.endpoints()["a"]["method"] == "PUT"
    assert draft.state.conflicts == ()
    assert draft.summary() == ["changed: a"]


def test_two_drafts_follow_each_other(account: Account, draft: Draft) -> None:
    other = Draft(account, "app")
    draft.set_methods("a", ["PATCH"])
    draft.apply()
    assert other.endpoints()["a"]["method"] == "PATCH"
    assert not other.differs


def test_where_both_changed_the_same_typing_is_kept_until_one_chooses(account: Account, draft: Draft) -> None:
    draft.set_methods("a", ["PUT"])
    draft.write_source("b", "sendResponse({ body: 'mine' })")
    account.functions.add("a", SOURCE, method="DELETE")
    account.functions.add("b", SOURCE + "// theirs\n")
    assert draft.endpoints()["a"]["method"] == "PUT"
    assert draft.state.source("b") == "sendResponse({ body: 'mine' })"
    endpoint, file = draft.state.conflicts
    assert str(endpoint) == "The endpoint a was changed elsewhere, too. What you typed is kept."
    assert str(file).startswith("b.js was changed elsewhere")
    draft.take(endpoint)
    draft.take(file)
    assert draft.endpoints()["a"]["method"] == "DELETE"
    assert draft.state.conflicts == ()
    assert not draft.differs
    draft.undo()
    draft.undo()
    assert draft.endpoints()["a"]["method"] == "PUT"


def test_an_endpoint_removed_elsewhere_while_one_types_is_kept_and_told(account: Account, draft: Draft) -> None:
    draft.set_methods("a", ["PUT"])
    account.functions.remove("a")
    assert "a" in draft.endpoints()
    (conflict,) = draft.state.conflicts
    assert "was removed elsewhere" in str(conflict)
    draft.take(conflict)
    assert "a" not in draft.endpoints()


def test_undo_takes_back_ones_own_typing_never_a_cells_work(account: Account, draft: Draft) -> None:
    draft.set_methods("a", ["PUT"])
    account.functions.add("c", SOURCE)
    draft.undo()
    assert list(draft.endpoints()) == ["a", "b", "c"]
    assert not draft.differs
    draft.redo()
    assert draft.summary() == ["changed: a"]


def test_half_typed_json_waits_and_then_takes_in_what_came(account: Account, draft: Draft) -> None:
    whole = draft.state.text
    draft.edit_text(whole[:-3])
    account.functions.add("c", SOURCE)
    assert draft.state.text == whole[:-3], "nothing moves under the hand that types"
    draft.edit_text(whole)
    assert list(json.loads(draft.state.text)["endpoints"]) == ["a", "b", "c"]


def test_endpoints_of_a_wrong_kind_lose_nothing(account: Account, draft: Draft) -> None:
    draft.edit_text('{"endpoints": []}')
    account.functions.add("c", SOURCE)
    assert draft.state.text == '{"endpoints": []}'
    (conflict,) = draft.state.conflicts
    draft.take(conflict)
    assert list(draft.endpoints()) == ["a", "b", "c"]


def test_folder_wide_keys_merge_one_by_one(account: Account, draft: Draft) -> None:
    draft.set_rows(None, [Row("A", "mine")])
    text = {"version": "2.0", "environment": {"A": "theirs"}, "secrets": ["S"], "endpoints": {}}
    account.functions.load("app", json.dumps(text), {})
    assert draft.state.data["version"] == "2.0"
    assert draft.state.data["secrets"] == ["S"]
    assert draft.state.data["environment"] == {"A": "mine"}
    assert [conflict.name for conflict in draft.state.conflicts] == ["environment"]


def test_after_closing_nothing_is_told_any_more(account: Account, draft: Draft) -> None:
    told: list[Draft] = []
    draft.changed.connect(told.append)
    draft.close()
    account.functions.add("c", SOURCE)
    account.secrets.add("S", "a-value")
    assert told == []
    with pytest.raises(FunctionError, match="closed"):
        draft.apply()
