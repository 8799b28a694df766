"""`%hs edit --project`: JSON files of a project, judged as they are typed, applied, taken back."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

from ipywidgets import HTML, Button

from hsfunc_magics import Account
from hsfunc_magics.notebook.project_editor.widget import ProjectEditor
from hsfunc_magics.notebook.widgets.json_field import JsonField

HSMETA = "src/app/functions/events-hsmeta.json"


class Hand:
    """Finds the editor's widgets by what stands on them, and types there."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.editor = ProjectEditor(account, "app", lambda: None)

    def shown(self) -> Iterator[Any]:
        def below(widget: Any) -> Iterator[Any]:
            if widget.layout.display != "none":
                yield widget
                for child in getattr(widget, "children", ()):
                    yield from below(child)

        return below(self.editor.view)

    def text(self) -> str:
        return html.unescape("\n".join(widget.value for widget in self.shown() if isinstance(widget, HTML)))

    def click(self, name: str) -> None:
        (button,) = [one for one in self.shown() if isinstance(one, Button) and one.description == name]
        assert not button.disabled, f"{name} can be pressed"
        button.click()

    def choose(self, file: str) -> None:
        (files,) = [one for one in self.shown() if getattr(one, "description", None) == "File"]
        files.value = file

    @property
    def json(self) -> JsonField:
        (found,) = [one for one in self.shown() if isinstance(one, JsonField)]
        return found


@pytest.fixture
def hand() -> Iterator[Hand]:
    account = Account()
    account.projects.add("events", "return { body: context.method };")
    account.projects.add("greet", "return 1;", endpoint=False)
    yield Hand(account)
    account.close()


def test_what_is_typed_is_judged_shown_and_applied(hand: Hand) -> None:
    assert "app (project 2026.09)" in hand.text() and "All of it is in force." in hand.text()
    hand.choose(HSMETA)
    before = hand.json.value
    hand.json.value = before.replace('"GET"', '"FETCH"')
    assert "is not a method that an endpoint can have" in hand.text()
    hand.click("Review changes")
    hand.click("Apply")
    assert "is not a method" in hand.text() and 'role="alert"' in hand.text()
    assert hand.account.call("/hs/serverless/events").reply.status == 200, "what was there before stays"
    hand.json.value = before.replace('"GET"', '"POST"')
    assert '+        "POST"' in hand.text()
    hand.click("Apply")
    assert hand.account.projects.functions["events"].methods == ("POST",)
    assert "All of it is in force." in hand.text()
    hand.click("Undo")
    assert hand.json.value == before and "not applied" in hand.text()
    hand.click("Discard changes")
    assert '"POST"' in hand.json.value


def test_json_that_cannot_be_read_is_no_loss(hand: Hand) -> None:
    hand.choose(HSMETA)
    hand.json.value = "{"
    assert f"{HSMETA}:1" in hand.text()
    hand.click("Review changes")
    hand.click("Apply")
    assert 'role="alert"' in hand.text() and hand.json.value == "{"
    assert hand.account.call("/hs/serverless/events").reply.status == 200


def test_cells_are_followed_and_a_conflict_is_told(hand: Hand) -> None:
    hand.choose(HSMETA)
    typed = hand.json.value.replace('"GET"', '"PUT"')
    hand.json.value = typed
    hand.account.projects.add("other", "return 1;")
    assert hand.json.value == typed and "Changed elsewhere" not in hand.text()
    hand.account.projects.add("events", "return 2;", method="DELETE")
    assert hand.json.value == typed and f"Changed elsewhere meanwhile: {HSMETA}" in hand.text()
    hand.click("Review changes")
    hand.click("Apply")
    assert hand.account.projects.functions["events"].methods == ("PUT",)
    assert "other" in hand.account.projects.functions
    hand.account.projects.remove("app")
    assert "no longer" in hand.text()
