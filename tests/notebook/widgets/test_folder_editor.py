"""The editor's parts around one draft, without a browser: typing goes to the draft, and everything follows."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

from ipywidgets import Button, Checkbox, Dropdown, Text, Textarea

from hsfunc_magics import Account
from hsfunc_magics.notebook.folder_editor.endpoint_list import EndpointList
from hsfunc_magics.notebook.folder_editor.missing_secrets import MissingSecrets
from hsfunc_magics.notebook.folder_editor.widget import Editor
from hsfunc_magics.notebook.widgets.json_field import JsonField

SOURCE = "exports.main = (context, sendResponse) => sendResponse({ body: 'x' });\n"


class Hand:
    """Finds the editor's widgets as a person does, by what stands on them, and types there."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.editor = Editor(account, "app", lambda: None)

    def shown(self) -> list[Any]:
        return list(_shown(self.editor.view))

    def text(self) -> str:
        """All words of messages and headings."""
        return "\n".join(widget.value for widget in self.shown() if type(widget).__name__ == "HTML")

    def click(self, text: str) -> None:
        (button,) = [widget for widget in self.shown() if isinstance(widget, Button) and widget.description == text]
        assert not button.disabled
        button.click()

    def field(self, label: str) -> Any:
        """A field by its label, or by the example in it."""
        found = [w for w in self.shown() if isinstance(w, Text | Textarea) and label in (w.description, w.placeholder)]
        return found[-1]

    @property
    def json(self) -> Any:
        (found,) = [widget for widget in self.shown() if isinstance(widget, JsonField)]
        return found

    @property
    def list(self) -> EndpointList:
        (found,) = [widget for widget in self.shown() if isinstance(widget, EndpointList)]
        return found

    def missing(self) -> list[str]:
        """The secrets whose value is asked for."""
        return [name for widget in self.shown() if isinstance(widget, MissingSecrets) for name in widget.names]


def _shown(widget: Any) -> Iterator[Any]:
    if widget.layout.display != "none":
        yield widget
        for child in getattr(widget, "children", ()):
            yield from _shown(child)


@pytest.fixture
def hand() -> Iterator[Hand]:
    account = Account()
    yield Hand(account)
    account.close()


def test_an_endpoint_is_made_from_nothing(hand: Hand) -> None:
    hand.click("Add endpoint")
    hand.field("Path").value = "hello"
    hand.field("File").value = "hello.js"
    assert "there is no file hello.js" in hand.text().lower()
    hand.click("Create from a template")
    item = hand.list.items[1]
    assert (item["name"], item["methods"], item["flag"]) == ("hello", ["GET"], "")
    hand.click("Review changes")
    assert "added: hello" in hand.text()
    assert "+    &quot;hello&quot;: {" in hand.text()
    assert len(hand.account.functions) == 0, "nothing is in force before one has seen it"
    hand.click("Apply")
    assert "Hello, world!" in hand.account.call("hello").response.text
    assert "All of it is in force." in hand.text()


def test_a_function_that_a_cell_registers_is_in_list_form_and_json_at_once(hand: Hand) -> None:
    hand.account.functions.add("events", SOURCE, method=["GET", "POST"], environment={"A": "1"})
    assert hand.list.items[1]["methods"] == ["GET", "POST"]
    assert json.loads(hand.json.value)["endpoints"]["events"]["environment"] == {"A": "1"}
    hand.list.selected = 1
    assert hand.field("Source").value == SOURCE
    hand.account.functions.add("events", SOURCE + "// again\n", method="PUT", environment={"B": "1"})
    assert hand.field("Source").value == SOURCE + "// again\n"
    assert hand.field("NAME").value == "B"


def test_form_and_json_side_follow_each_other_and_never_write_where_one_types(hand: Hand) -> None:
    hand.account.functions.add("events", SOURCE)
    hand.list.selected = 1
    typed = '{"endpoints": {"events":   {"file": "events.js", "method": "PATCH"}}}'
    hand.json.value = typed
    assert hand.json.value == typed
    assert hand.list.items[1]["methods"] == ["PATCH"]
    hand.field("Source").value = "sendResponse({ body: 'x' })   \n\n"
    assert hand.field("Source").value == "sendResponse({ body: 'x' })   \n\n"
    hand.field("Path").value = "evénts "
    assert hand.field("Path").value == "evénts "
    assert list(json.loads(hand.json.value)["endpoints"]) == ["evénts "]
    hand.json.value = "{"
    assert "not JSON" in hand.text()
    assert "when it could last be read" in hand.text()
    hand.click("Undo")
    assert list(json.loads(hand.json.value)["endpoints"]) == ["evénts "]


def test_lines_of_the_environment_come_go_and_keep_their_kind(hand: Hand) -> None:
    hand.click("Add variable")
    hand.field("NAME").value = "RETRIES"
    hand.field("value").value = "3"
    (kind,) = [widget for widget in hand.shown() if isinstance(widget, Dropdown) and "JSON" in widget.options]
    kind.value = "JSON"
    assert json.loads(hand.json.value)["environment"] == {"RETRIES": 3}
    hand.click("Add variable")
    assert hand.field("NAME").value == ""
    hand.field("NAME").value = "RETRIES"
    assert "RETRIES stands twice." in hand.text()
    hand.click("Undo")
    assert hand.field("NAME").value == "", "the line is there still, its name is not"
    hand.click("Undo")
    assert "stands twice" not in hand.text()
    hand.click("×")
    assert "environment" not in json.loads(hand.json.value)


def test_secrets_are_chosen_by_name_and_missing_ones_marked(hand: Hand) -> None:
    hand.account.secrets.add("API_KEY", "v4lue-that-nobody-sees")
    assert hand.field("API_KEY").options == ("API_KEY",)
    hand.field("API_KEY").value = "API_KEY"
    hand.click("Add secret")
    assert json.loads(hand.json.value)["secrets"] == ["API_KEY"]
    assert hand.missing() == []
    hand.account.secrets.delete("API_KEY")
    assert hand.missing() == ["API_KEY"]
    hand.click("API_KEY ×")
    assert "secrets" not in json.loads(hand.json.value)
    assert "v4lue" not in str([widget.get_state() for widget in hand.shown()])


def test_a_secret_is_declared_before_the_account_has_it_and_added_from_there(hand: Hand) -> None:
    hand.field("API_KEY").value = " LATER "
    hand.click("Add secret")
    assert json.loads(hand.json.value)["secrets"] == ["LATER"]
    assert hand.field("API_KEY").value == ""
    (field,) = [widget for widget in hand.shown() if isinstance(widget, MissingSecrets)]
    # As the page tells it: a value is in no state, which a notebook may store.
    field._handle_custom_msg({"add": "OTHER", "value": "v4lue-1"}, [])
    assert hand.account.secrets.names() == [], "only what is declared is asked for"
    field._handle_custom_msg({"add": "LATER", "value": "v4lue-2"}, [])
    assert hand.account.secrets.names() == ["LATER"]
    assert hand.missing() == []
    assert "v4lue" not in str([widget.get_state() for widget in hand.shown()])


def test_what_is_ticked_is_what_the_badge_says_and_what_is_served(hand: Hand) -> None:
    def ticked() -> list[str]:
        return [widget.description for widget in hand.shown() if isinstance(widget, Checkbox) and widget.value]

    hand.json.value = '{"endpoints": {"events": {"file": "events.js"}}}'
    hand.list.selected = 1
    assert ticked() == hand.list.items[1]["methods"] == ["GET"]
    (get,) = [widget for widget in hand.shown() if isinstance(widget, Checkbox) and widget.description == "GET"]
    get.value = False
    assert ticked() == hand.list.items[1]["methods"] == ["GET"], "an endpoint without a method serves GET"


def test_a_new_endpoint_begins_with_what_to_type_and_without_a_reproach(hand: Hand) -> None:
    hand.click("Add endpoint")
    assert "✗" not in hand.text()
    assert "Type its path, as it stands in the URL" in hand.text()
    assert "Still to fill in: path, file." in hand.text()
    assert hand.list.items[1]["flag"] == "unfinished"
    hand.field("Path").value = "a?b"
    assert "✗ " in hand.text()


def test_the_button_that_applies_stands_above_what_may_be_long(hand: Hand) -> None:
    hand.account.functions.add("events", "x;\n" * 500)
    hand.list.selected = 1
    hand.field("Source").value = "y;\n" * 500
    hand.click("Review changes")
    shown = hand.shown()
    (apply,) = [widget for widget in shown if isinstance(widget, Button) and widget.description == "Apply"]
    (told,) = [widget for widget in shown if "hsfunc-diff" in str(getattr(widget, "value", ""))]
    assert shown.index(apply) < shown.index(told)


def test_hostile_names_are_text(hand: Hand) -> None:
    name = "<img src=x onerror=alert(1)>"
    hand.json.value = json.dumps({"secrets": [name], "endpoints": {name: {"file": name, "method": name}}})
    hand.list.selected = 1
    hand.click("Review changes")
    assert "<img" not in hand.text()
    assert "&lt;img" in hand.text()


def test_both_sides_changed_one_chooses(hand: Hand) -> None:
    hand.account.functions.add("events", SOURCE)
    hand.list.selected = 1
    hand.field("File").value = "other.js"
    hand.account.functions.add("events", SOURCE, method="PUT")
    assert "The endpoint events was changed elsewhere, too. What you typed is kept." in hand.text()
    assert hand.field("File").value == "other.js"
    hand.click("Take what is registered")
    assert hand.field("File").value == "events.js"
    assert "elsewhere" not in hand.text()


def test_a_hundred_endpoints_need_no_more_widgets_than_one(hand: Hand) -> None:
    hand.account.functions.add("e0", SOURCE, file="f.js")
    hand.list.selected = 1
    few = len(hand.shown())
    entries = {f"e{number}": {"file": "f.js"} for number in range(100)}
    hand.account.functions.load("app", json.dumps({"endpoints": entries}), {"f.js": SOURCE})
    hand.list.selected = 100
    assert len(hand.list.items) == 101
    assert hand.field("Path").value == "e99"
    assert len(hand.shown()) <= few + 1


def test_typing_while_another_thread_registers_loses_neither(hand: Hand) -> None:
    hand.account.functions.add("mine", SOURCE)
    hand.list.selected = 1

    def register() -> None:
        for number in range(20):
            hand.account.functions.add(f"other{number}", SOURCE, file="mine.js")

    thread = threading.Thread(target=register)
    thread.start()
    for length in range(1, 41):
        hand.field("Path").value = "m" * length
    hand.click("Review changes")
    hand.click("Apply")
    thread.join(60)
    assert not thread.is_alive()
    assert hand.field("Path").value == "m" * 40
    assert sorted(hand.account.functions) == sorted(["m" * 40, *(f"other{number}" for number in range(20))])


def test_closed_it_hears_nothing_any_more(hand: Hand) -> None:
    view = hand.editor.view
    hand.click("Close")
    hand.account.functions.add("events", SOURCE)
    assert hand.editor.draft.endpoints() == {}
    assert view.comm is None
