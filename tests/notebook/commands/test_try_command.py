"""`%hs try`: the form opens filled, also on an endpoint that is not there."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from hsfunc_magics import Account
from hsfunc_magics.notebook.commands.widgets import first_draft, try_
from hsfunc_magics.notebook.magics.errors import MagicError
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.widgets.opened import MIME_TYPE

from ..conftest import Shell


@pytest.fixture
def account() -> Iterator[Account]:
    own = Account()
    own.functions.add("events", "sendResponse({});")
    own.functions.add("events/update", "sendResponse({});", method=["POST", "PUT"])
    yield own
    own.close()


def test_the_magic_shows_the_form_and_a_text(shell: Shell) -> None:
    shell.run("%%hsfunction events\nsendResponse({});")
    shell.shown()
    shell.run("%hs try")
    (shown,) = shell.shown()
    assert set(shown) == {"text/plain", "application/vnd.jupyter.widget-view+json", MIME_TYPE}
    assert shown[MIME_TYPE] == {"version": 1, "what": "request form"}
    assert shown["text/plain"].endswith("The same as a magic:\n%hscall events")


@pytest.mark.parametrize(
    ("words", "draft"),
    [
        ([], RequestDraft("GET", "events")),
        (["events/update"], RequestDraft("POST", "events/update", body=BodyKind.JSON, text="{}")),
        (["events/update", "--method", "put"], RequestDraft("PUT", "events/update", body=BodyKind.JSON, text="{}")),
        (["evnts?x=1"], RequestDraft("GET", "evnts?x=1")),
    ],
)
def test_the_command_opens_it_filled(account: Account, words: list[str], draft: RequestDraft) -> None:
    request_form = try_(account, words)
    assert request_form.form.draft == draft
    request_form.close()


def test_the_command_refuses_what_is_no_method(account: Account) -> None:
    with pytest.raises(MagicError, match="Did you mean POST"):
        try_(account, ["events", "--method", "PSOT"])


def test_without_functions_it_opens_all_the_same() -> None:
    assert first_draft(Account(), None, None) == RequestDraft("GET", "")
    assert first_draft(Account(), "https://elsewhere.example", None).method == "GET"


def test_without_the_widgets_it_says_how_to_install_them(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ipywidgets", "anywidget"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MagicError, match="needs ipywidgets and anywidget, which are not installed") as told:
        try_(account, [])
    assert str(told.value).endswith("\n%hscall sends the same requests without them.")
