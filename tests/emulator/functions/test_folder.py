"""The virtual `.functions` folder and its names."""

from __future__ import annotations

import pytest

from hsfunc_magics.emulator.functions.folder import Folder, check_folder_name
from hsfunc_magics.emulator.sources.javascript import SourceFile


@pytest.mark.parametrize("name", ["app", "my-functions", "a.b_c", "1", "é", "x-@hubspotapi-client-", "a:b(1)[2]'$&,+"])
def test_a_name_may_have_what_an_endpoints_name_may(name: str) -> None:
    assert check_folder_name(name) is None


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a\n", "a?b", "a#b", "/", "\x00", "a\u00a0b"])
def test_any_other_name_is_refused_with_what_is_in_the_way(name: str) -> None:
    assert "must not be empty, nor contain" in (check_folder_name(name) or "")


def test_a_change_makes_a_new_folder_and_leaves_the_old_one(tmp_path: object) -> None:
    empty = Folder("app")
    one = empty.with_endpoint("a", {"file": "a.js"}, SourceFile("1"))
    two = one.with_endpoint("b", {"file": "./a.js"}, None)
    assert [list(folder.endpoints()) for folder in (empty, one, two)] == [[], ["a"], ["a", "b"]]
    assert list(two.without_endpoint("a").files) == ["a.js"]
    assert list(two.without_endpoint("a").without_endpoint("b").files) == []


def test_the_file_of_an_endpoint_is_named_like_it() -> None:
    folder = Folder("app").with_endpoint("a/b", {"file": "a-b.js"}, SourceFile(""))
    assert folder.default_file("a/b") == "a-b.js"
    assert folder.default_file("a b") == "a-b-2.js"
    assert folder.default_file("...") == "function.js"
    assert folder.path("a-b.js") == "app.functions/a-b.js"
