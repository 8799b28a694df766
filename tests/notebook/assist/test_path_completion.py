"""Files in magic lines: those of the notebook's folder, folders with a slash, names with spaces in quotes."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from .conftest import Offers


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notebook is."""
    for name in ("ann.json", "all of it.json", "it's.json", ".env", "data/bob.json", "my data/cy.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_files_follow_the_sign_of_a_file(offers: Offers) -> None:
    assert offers("%hscall POST events -d @an|") == {"@ann.json": "file"}
    assert offers("%hscall POST events --data=@an|") == {"@ann.json": "file"}
    assert offers("%hscall POST events -F photo=@an|") == {"photo=@ann.json": "file"}
    assert offers("%hscall POST events -d an|") == {}
    assert offers("%hscall POST events -F photo=an|") == {}
    assert offers("%hscall POST events -F @an|") == {}


def test_folders_end_in_a_slash_and_are_gone_into(offers: Offers) -> None:
    assert offers("%hscall events -d @da|") == {"@data/": "folder"}
    assert offers("%hscall events -d @data/|") == {"@data/bob.json": "file"}
    assert offers("%hscall events -d @./data/b|") == {"@./data/bob.json": "file"}
    assert offers("%hscall events -d @nowhere/|") == {}


def test_hidden_files_are_offered_where_a_dot_is_written(offers: Offers) -> None:
    assert ".env" not in offers("%hs secrets add KEY --from-dotenv |")
    assert offers("%hs secrets add KEY --from-dotenv .e|") == {".env": "file"}


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ("@al", "'@all of it.json'"),
        ("'@al", "@all of it.json'"),
        ("'@all of", "@all of it.json'"),
        ('"@all of', '@all of it.json"'),
        ("@it", '"@it\'s.json"'),
        ("@my", "'@my data/"),
        ("'@my data/", "@my data/cy.json'"),
    ],
)
def test_a_name_is_quoted_as_the_line_is_read(completions, folder: Path, before: str, offered: str) -> None:
    (found,) = completions(f"%hscall events -d {before}|")
    assert found.text == offered
    line = f"%hscall events -d {before}"[: found.start] + offered
    if not offered.endswith("/"):
        word = shlex.split(line)[-1]
        assert (folder / word.removeprefix("@")).is_file()


def test_a_quote_that_is_closed_already_is_not_closed_again(offers: Offers) -> None:
    assert offers("%hscall events -d '@all|'") == {"@all of it.json": "file"}


def test_a_path_that_the_open_quote_cannot_hold_is_not_offered(offers: Offers) -> None:
    assert offers("%hscall events -d '@it|") == {}


def test_a_word_whose_quotes_are_closed_or_escaped_stays_as_it_is(offers: Offers) -> None:
    assert offers(r"%hscall events -d @all\ of|") == {}
    assert offers("%hscall events -d @'all of'|") == {}


def test_options_and_places_that_are_files_or_folders(offers: Offers, folder: Path) -> None:
    (folder / "shop.functions").mkdir()
    for line in ("import |", "open |", "upload |", "fetch app.functions |", "logs --file |", "schema --write |"):
        assert offers(f"%hs {line}").get("data/") == "folder", line
    assert set(offers("%hs export |")) == {"data/", "shop.functions/", "'my data/"}
    assert set(offers("%hs schema --vscode |")) == {"data/", "shop.functions/", "'my data/"}
    assert offers("%hs import sh|") == {"shop.functions/": "folder"}
