"""Endpoints are deleted, restored and renamed: serverless.json keeps every other byte, files that are used stay."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, FunctionError, ManifestError

MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: context.endpoint });\n"
TEXT = """{
    "runtime" :"nodejs20.x",   "version": "1.0",
    "endpoints": {
        "a":  {"method": "GET", "file": "shared.js"},

        "b":  {"method": ["GET",  "POST"], "file": "./b.js"},
        "c":  {"file": "shared.js"}
    }}
"""


@pytest.fixture
def loaded(account: Account) -> Account:
    account.functions.load("shop", TEXT, {"shared.js": MODULE, "b.js": MODULE, "lib.js": ""})
    return account


def text_of(account: Account) -> str:
    return account.functions.folders["shop"].manifest.dumps()


def test_deleting_takes_the_entry_and_its_own_file_and_no_other_byte(loaded: Account) -> None:
    deletion = loaded.functions.delete("b")
    assert text_of(loaded) == TEXT.replace(
        '\n\n        "b":  {"method": ["GET",  "POST"], "file": "./b.js"},', ",", 1
    ).replace("},,", "},")
    assert sorted(loaded.functions.folders["shop"].files) == ["lib.js", "shared.js"]
    assert (deletion.files, deletion.shared) == (("b.js",), ())
    assert loaded.call("b").reply.status == 404


def test_a_file_that_another_endpoint_uses_stays(loaded: Account) -> None:
    deletion = loaded.functions.delete("a")
    assert (deletion.files, deletion.shared) == ((), ("shared.js",))
    assert loaded.call("c").reply.body == b"c"
    assert loaded.functions.delete("c").files == ("shared.js",)


@given(order=st.permutations("abc"), back=st.permutations("abc"))
def test_whatever_is_deleted_comes_back_as_it_was(order: list[str], back: list[str]) -> None:
    account = Account()
    account.functions.load("shop", TEXT, {"shared.js": MODULE, "b.js": MODULE, "lib.js": ""})
    before = account.functions.folders["shop"]
    deleted = {name: account.functions.delete(name) for name in order}
    assert list(account.functions) == []
    for name in back:
        account.functions.restore(deleted[name] if name == "a" else name)
    after = account.functions.folders["shop"]
    assert (after.manifest.dumps(), dict(after.files)) == (TEXT, dict(before.files))
    account.close()


def test_what_was_put_in_its_place_is_not_overwritten(loaded: Account) -> None:
    deletion = loaded.functions.delete("b")
    loaded.functions.add("b", MODULE, folder="shop", file="new.js")
    with pytest.raises(FunctionError, match=r"b is there already, in shop\.functions"):
        loaded.functions.restore(deletion)
    loaded.functions.rename("b", "d")
    loaded.functions.add("e", MODULE + "// new\n", folder="shop", file="b.js")
    with pytest.raises(FunctionError, match=r"shop\.functions/b\.js is another file by now"):
        loaded.functions.restore("b")
    loaded.functions.delete("e")
    assert loaded.functions.restore("b").methods == ("GET", "POST")
    assert loaded.call("b").reply.body == b"b"


def test_restoring_what_was_not_deleted_says_what_was(loaded: Account) -> None:
    with pytest.raises(FunctionError, match="Nothing was deleted"):
        loaded.functions.restore("b")
    loaded.functions.delete("b")
    with pytest.raises(FunctionError, match=r"Deleted: b\."):
        loaded.functions.restore("x")


def test_renaming_changes_the_name_alone(loaded: Account) -> None:
    assert loaded.call("b").reply.status == 200
    assert loaded.functions.rename("b", "events/update").file == "b.js"
    assert text_of(loaded) == TEXT.replace('"b":', '"events/update":')
    assert loaded.call("events/update", method="POST").reply.body == b"events/update"
    assert loaded.call("b").reply.status == 404
    loaded.functions.rename("events/update", "b")
    assert text_of(loaded) == TEXT


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("bb", "x", FunctionError, "There is no endpoint bb."),
        ("b", "a", FunctionError, "a is there already"),
        ("b", "b", FunctionError, "b is there already"),
        ("b", "x?y", ManifestError, "must not contain"),
        ("b", "", ManifestError, "endpoints"),
    ],
)
def test_a_refused_name_leaves_everything_as_it_was(
    loaded: Account, old: str, new: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words.replace(".", r"\.")):
        loaded.functions.rename(old, new)
    assert text_of(loaded) == TEXT
    assert list(json.loads(text_of(loaded))["endpoints"]) == list(loaded.functions)
