"""`%hs function delete|restore|rename` and `%hs reset`: what goes, what stays, and how it comes back."""

from __future__ import annotations

import builtins

import pytest

from hsfunc_magics import FunctionError, current_account
from hsfunc_magics.notebook.magics.errors import MagicError

from ..conftest import Shell

HELLO = "%%hsfunction {name}\nsendResponse({{ body: context.endpoint }});"


@pytest.fixture
def used(shell: Shell) -> Shell:
    shell.run(HELLO.format(name="hello"))
    shell.run(HELLO.format(name="other"))
    shell.run("kept = 'the-value-of-it'\n%hs secrets add API_KEY --from-var kept")
    shell.call("hello")
    shell.shown()
    return shell


def test_deleting_shows_what_went_and_how_to_undo_it(used: Shell) -> None:
    used.run("%hs function delete hello")
    (card,) = used.shown()
    assert card["text/plain"] == (
        "GET hello was deleted from app.functions, with hello.js.\nUndo: %hs function restore hello"
    )
    assert "%hs function restore hello" in card["text/html"]
    with pytest.raises(MagicError, match=r"There is no endpoint hello.* It was deleted: %hs function restore hello"):
        used.call("hello")


def test_the_last_one_comes_back_without_a_name(used: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    used.run("%hs functions delete other")
    used.run("%hs function delete hello")
    used.run("%hs function restore")
    assert "hello is back" in capsys.readouterr().out
    assert used.call("hello").reply.body == b"hello"
    used.run("%hs function restore other")
    with pytest.raises(MagicError, match="No endpoint was deleted"):
        used.run("%hs function restore")
    used.run("%hs function rename other else")
    with pytest.raises(MagicError, match=r"There is no endpoint other\. There are hello, else\.$"):
        used.call("other")


def test_a_name_of_the_users_is_quoted_and_no_markup(used: Shell) -> None:
    used.run(HELLO.format(name="'<b>it&s'"))
    used.shown()
    used.run("%hs function delete '<b>it&s'")
    (card,) = used.shown()
    undo = card["text/plain"].splitlines()[-1].removeprefix("Undo: ")
    assert "<b>" not in card["text/html"].replace("<br>", "")
    used.run(undo)
    assert "<b>it&s" in current_account().functions


def test_renaming_says_how_to_undo_it(used: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    used.run("%hs function rename hello 'good/morning'")
    told = capsys.readouterr().out
    assert "hello is good/morning now: https://123456.hs-sites.com/_hcms/api/good/morning" in told
    assert used.call("good/morning").reply.body == b"good/morning"
    used.run(told.splitlines()[1].removeprefix("Undo: "))
    assert used.call("hello").reply.body == b"hello"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("function delete helo", "Did you mean hello"),
        ("function rename helo x", "Did you mean hello"),
        ("function rename hello other", "is there already"),
        ("function restore hello", "Nothing was deleted"),
    ],
)
def test_a_mistyped_name_is_told(used: Shell, line: str, words: str) -> None:
    with pytest.raises(FunctionError, match=words):
        used.run(f"%hs {line}")


def test_a_reset_shows_what_went_and_can_be_undone(used: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    used.run("%hs reset --yes")
    (card,) = used.shown()
    assert card["text/plain"] == (
        "Taken away: hello, other.\nThe log is empty: it had 1 record.\nSecrets are as they were.\n"
        "Undo: %hs reset --undo"
    )
    account = current_account()
    assert (list(account.functions), account.secrets.names()) == ([], ["API_KEY"])
    used.run(HELLO.format(name="hello"))
    with pytest.raises(MagicError, match="has not been called yet"):
        used.run("%hscall hello --diff -1")
    used.run("%hs reset --undo")
    assert "All is back" in capsys.readouterr().out
    assert list(current_account().functions) == ["hello", "other"]
    assert current_account() is account


def test_secrets_go_when_they_are_named(used: Shell) -> None:
    used.run("%hs reset -y --secrets")
    assert "Secrets deleted: API_KEY." in used.shown()[-1]["text/plain"]
    assert current_account().secrets.names() == []
    used.run("%hs reset --undo")
    assert current_account().secrets.holds("API_KEY", "the-value-of-it")


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("", 2), ("n", 2)])
def test_it_asks_first(used: Shell, monkeypatch: pytest.MonkeyPatch, answer: str, left: int) -> None:
    asked: list[str] = []
    monkeypatch.setattr(builtins, "input", lambda question: (asked.append(question), answer)[1])
    used.run("%hs reset")
    assert "takes away 2 functions, the log" in asked[0]
    assert len(current_account().functions) == left


def test_where_nobody_can_answer_nothing_is_taken_away(used: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(builtins, "input", refuse)
    with pytest.raises(MagicError, match="--yes does not ask"):
        used.run("%hs reset")
    assert len(current_account().functions) == 2
    with pytest.raises(MagicError, match="nothing to bring back"):
        used.run("%hs reset --undo")
