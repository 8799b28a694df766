"""The request console, its widgets set and clicked in Python, against a real account."""

from __future__ import annotations

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

import ipywidgets

from hsfunc_magics import Account
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.widget import RequestConsole
from hsfunc_magics.notebook.views.execution.html import execution_html

from .conftest import ECHO
from .form_use import answered, every, named, sent, told, until


def test_send_shows_the_view_of_hscall(account: Account, console: RequestConsole) -> None:
    console.send_button.click()
    answered(console)
    execution = account.call("events")
    assert console.response.value == execution_html(execution)
    assert "128 MB" in console.status.value
    assert [button.description for button in sent(console)] == ["✓ 1. GET events → 200 OK"]


def test_every_field_reaches_the_function(console: RequestConsole) -> None:
    named(console, "POST").click()
    named(console, "Path").value = "events/update?a=1"
    named(console, "Add query row").click()
    named(console, "Name of query row 1").value = "a"
    named(console, "Value of query row 1").value = "2 & 3"
    named(console, "Add header").click()
    named(console, "Name of header 1").value = "X-Test"
    named(console, "Value of header 1").value = "yes"
    named(console, "JSON").click()
    assert named(console, "✓ JSON")
    named(console, "Text of the body").value = '{"id": 7}'
    named(console, "Origin").value = "https://123456.hs-sites.com"
    assert console.form.draft == RequestDraft(
        "POST",
        "events/update?a=1",
        query=(("a", "2 & 3"),),
        headers=(("X-Test", "yes"),),
        body=BodyKind.JSON,
        text='{"id": 7}',
        origin="https://123456.hs-sites.com",
    )
    console.send_button.click()
    answered(console)
    shown = told(console)
    assert '"id": 7' in shown
    assert '"2 & 3"' in shown
    assert "x-test" in shown
    assert "https://123456.hs-sites.com/" in shown


@pytest.mark.parametrize("kind", [BodyKind.FORM, BodyKind.MULTIPART])
def test_a_form_has_rows_of_fields(console: RequestConsole, kind: BodyKind) -> None:
    console.form.draft = RequestDraft("POST", "events/update", body=kind)
    assert not every(console, ipywidgets.Textarea)
    named(console, "Add field").click()
    named(console, "Name of field 1").value = "name"
    named(console, "Value of field 1").value = "Ann"
    console.send()
    answered(console)
    assert '"Ann"' in told(console)


def test_a_mistake_stands_beside_its_field_as_one_types(console: RequestConsole) -> None:
    named(console, "Path").value = "evnts"
    assert "Did you mean events?" in told(console)
    named(console, "Path").value = "events"
    named(console, "DELETE").click()
    assert "does not serve DELETE" in told(console)
    console.form.draft = RequestDraft("POST", "events/update", body=BodyKind.JSON, text='{\n"a" 1}')
    assert "(line 2, column 5). It would be 400." in told(console)
    named(console, "Text of the body").value = '{\n"a": 1}'
    assert "It would be" not in told(console)


def test_a_request_that_cannot_be_sent_is_not(console: RequestConsole) -> None:
    named(console, "Add header").click()
    named(console, "Name of header 1").value = "X Bad"
    assert "HTTP forbids ' ' in the name" in told(console)
    console.send()
    assert "Not sent: HTTP forbids" in console.status.value.replace("&#x27;", "'")
    assert 'role="alert"' in console.status.value
    assert not sent(console)


def test_enter_in_the_path_sends_and_in_the_last_row_adds_one(console: RequestConsole) -> None:
    # A page tells Enter like this.
    enter = {"event": "submit"}
    named(console, "Add query row").click()
    named(console, "Value of query row 1")._handle_custom_msg(enter, [])
    named(console, "Name of query row 1")._handle_custom_msg(enter, [])
    assert len(console.form.draft.query) == 2
    named(console, "Path")._handle_custom_msg(enter, [])
    answered(console)


def test_rows_are_removed_and_counted_anew(console: RequestConsole) -> None:
    console.form.draft = RequestDraft("GET", "events", query=(("a", "1"), ("b", "2"), ("c", "3")))
    removes = [widget for widget in every(console, ipywidgets.Button) if widget.description == "Remove"]
    removes[1].click()
    assert console.form.draft.query == (("a", "1"), ("c", "3"))
    assert named(console, "Name of query row 2").value == "c"
    assert removes[1].comm is None, "what is gone is gone in the page, too"


def test_a_request_that_runs_shows_itself_and_can_be_cancelled(account: Account) -> None:
    account.functions.add("slow", "setTimeout(() => sendResponse({ body: 1 }), 9000);")
    console = RequestConsole(account, RequestDraft("GET", "slow"))
    console.send()
    assert "<progress" in console.status.value
    assert console.send_button.disabled
    console.send()
    console.cancel_button.click()
    until(lambda: not console.send_button.disabled)
    assert "Cancelled" in console.status.value
    assert console.cancel_button.disabled
    assert not sent(console)
    named(console, "Path").value = "events"
    console.send()
    answered(console)
    console.close()


def test_a_function_that_a_cell_registers_is_in_the_list_at_once(account: Account, console: RequestConsole) -> None:
    named(console, "Path").value = "later"
    assert "There is no endpoint later" in told(console)
    account.functions.add("later", ECHO)
    assert named(console, "Path").options == ("events", "events/update", "later")
    assert "There is no endpoint" not in told(console)
    account.functions.remove("later")
    assert named(console, "Path").options == ("events", "events/update")
    assert "There is no endpoint later" in told(console)


def test_changed_limits_are_seen(account: Account, console: RequestConsole) -> None:
    console.form.draft = RequestDraft("POST", "events/update", body=BodyKind.JSON, text='"12345678"')
    account.change_limits({"payload_bytes": 5})
    assert "It would be 413" in told(console)


def test_choosing_an_earlier_request_brings_its_fields_and_its_response(console: RequestConsole) -> None:
    console.send()
    answered(console)
    first, response = console.form.draft, console.response.value
    console.form.draft = RequestDraft("POST", "events/update", query=(("x", "1"),), body=BodyKind.JSON, text="[2]")
    console.send()
    answered(console, 2)
    assert [button.description for button in sent(console)] == [
        "✓ 2. POST events/update?x=1 → 200 OK",
        "1. GET events → 200 OK",
    ]
    sent(console)[1].click()
    assert console.form.draft == first
    assert console.response.value == response
    assert [button.description[0] for button in sent(console)] == ["2", "✓"]
    named(console, "Path").value = "events?y=2"
    assert [button.description[0] for button in sent(console)] == ["2", "1"]
    sent(console)[1].click()
    assert console.form.draft == first


def test_the_history_is_that_of_the_session(account: Account, console: RequestConsole) -> None:
    console.send()
    answered(console)
    other = RequestConsole(account, RequestDraft("GET", "events"))
    assert [button.description for button in sent(other)] == ["1. GET events → 200 OK"]
    other.close()


def test_copy_as_follows_the_draft_and_hides_secrets(account: Account, console: RequestConsole) -> None:
    named(console, "curl").value = True
    assert "curl https://123456.hs-sites.com/_hcms/api/events<" in console.copy.box.children[1].value
    named(console, "Path").value = "events?key=hunter22&a=</textarea>"
    assert "hunter22" in told(console)
    account.secrets.add("KEY", "hunter22")
    assert "hunter22" not in told(console)
    assert console.copy.box.children[1].value.count("</textarea>") == 1
    named(console, "%hscall").value = True
    assert not named(console, "curl").value
    assert "%hscall 'events?key=" in told(console)
    named(console, "Path").value = ""
    assert "Which endpoint?" in console.copy.box.children[1].value
    named(console, "%hscall").value = False
    assert console.copy.box.children[1].value == ""


def test_a_hostile_response_stays_text(account: Account, console: RequestConsole) -> None:
    account.functions.add("events", "sendResponse({ body: '<img src=x onerror=alert(1)>' });")
    console.send()
    answered(console)
    assert "<img" not in console.response.value


def test_close_ends_all_of_it(account: Account) -> None:
    signals = (account.functions.changed, account.secrets.changed, account.limits_changed, account.visitors.changed)
    before = [signal._listeners for signal in signals]
    console = RequestConsole(account, RequestDraft("GET", "events"))
    widgets = every(console)
    console.close()
    console.close()
    assert all(widget.comm is None for widget in widgets)
    assert [signal._listeners for signal in signals] == before
    console.send()
    assert account.quota_state.executions_remaining == 60


def test_the_text_of_the_output_is_a_line_that_does_the_same(account: Account) -> None:
    account.secrets.add("KEY", "hunter22")
    console = RequestConsole(account, RequestDraft("POST", "events/update?k=hunter22", body=BodyKind.JSON, text="{}"))
    bundle = console._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].splitlines()[-1] == "%hscall POST 'events/update?k=•••' -d '{}'"
    console.close()
