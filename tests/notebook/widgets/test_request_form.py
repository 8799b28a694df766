"""The request form, its widgets set and clicked in Python, against a real account."""

from __future__ import annotations

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

import ipywidgets

from hsfunc_magics import Account
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.widget import RequestForm
from hsfunc_magics.notebook.widgets.keyboard import Keyboard

from .conftest import ECHO
from .form_use import answered, every, named, response, sent, told, until


def test_send_shows_the_view_of_hscall(account: Account, request_form: RequestForm) -> None:
    request_form.send_button.click()
    answered(request_form)
    data, metadata = account.call("events")._repr_mimebundle_()
    (shown,) = request_form.response.outputs
    assert (shown["data"], shown["metadata"].keys()) == (data, metadata.keys())
    assert "128 MB" in request_form.status.value
    assert [button.description for button in sent(request_form)] == ["✓ 1. GET events → 200"]


def test_the_response_stands_below_the_form_and_is_brought_into_view(
    request_form: RequestForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(Keyboard, "bring_into_view", lambda _, name: shown.append(name))
    request_form.send_button.click()
    answered(request_form)
    until(lambda: shown)
    assert shown == list(set(shown) & set(request_form.response._dom_classes))
    parts = list(request_form.widget.children)
    # Whoever has sent a request looks for its answer: the session's other requests come after it.
    assert parts.index(request_form.response) < parts.index(request_form.history.box)
    assert parts.index(request_form.response) < parts.index(request_form.copy.box)


def test_every_field_reaches_the_function(request_form: RequestForm) -> None:
    named(request_form, "POST").click()
    named(request_form, "Path").value = "events/update?a=1"
    named(request_form, "Add query row").click()
    named(request_form, "Name of query row 1").value = "a"
    named(request_form, "Value of query row 1").value = "2 & 3"
    named(request_form, "Add header").click()
    named(request_form, "Name of header 1").value = "X-Test"
    named(request_form, "Value of header 1").value = "yes"
    named(request_form, "JSON").click()
    assert named(request_form, "✓ JSON")
    named(request_form, "Text of the body").value = '{"id": 7}'
    named(request_form, "Origin").value = "https://123456.hs-sites.com"
    assert request_form.form.draft == RequestDraft(
        "POST",
        "events/update?a=1",
        query=(("a", "2 & 3"),),
        headers=(("X-Test", "yes"),),
        body=BodyKind.JSON,
        text='{"id": 7}',
        origin="https://123456.hs-sites.com",
    )
    request_form.send_button.click()
    answered(request_form)
    shown = told(request_form)
    assert '"id": 7' in shown
    assert '"2 & 3"' in shown
    assert "x-test" in shown
    assert "https://123456.hs-sites.com/" in shown


@pytest.mark.parametrize("kind", [BodyKind.FORM, BodyKind.MULTIPART])
def test_a_form_has_rows_of_fields(request_form: RequestForm, kind: BodyKind) -> None:
    request_form.form.draft = RequestDraft("POST", "events/update", body=kind)
    assert not every(request_form, ipywidgets.Textarea)
    named(request_form, "Add field").click()
    named(request_form, "Name of field 1").value = "name"
    named(request_form, "Value of field 1").value = "Ann"
    request_form.send()
    answered(request_form)
    assert '"Ann"' in told(request_form)


def test_a_mistake_stands_beside_its_field_as_one_types(request_form: RequestForm) -> None:
    named(request_form, "Path").value = "evnts"
    assert "Did you mean events?" in told(request_form)
    named(request_form, "Path").value = "events"
    named(request_form, "DELETE").click()
    assert "does not serve DELETE" in told(request_form)
    request_form.form.draft = RequestDraft("POST", "events/update", body=BodyKind.JSON, text='{\n"a" 1}')
    assert "(line 2, column 5). It would be 400." in told(request_form)
    named(request_form, "Text of the body").value = '{\n"a": 1}'
    assert "It would be" not in told(request_form)


def test_a_request_that_cannot_be_sent_is_not(request_form: RequestForm) -> None:
    named(request_form, "Add header").click()
    named(request_form, "Name of header 1").value = "X Bad"
    assert "HTTP forbids ' ' in the name" in told(request_form)
    request_form.send()
    assert "Not sent: HTTP forbids" in request_form.status.value.replace("&#x27;", "'")
    assert 'role="alert"' in request_form.status.value
    assert not sent(request_form)


def test_enter_in_the_path_sends_and_in_the_last_row_adds_one(request_form: RequestForm) -> None:
    # A page tells Enter like this.
    enter = {"event": "submit"}
    named(request_form, "Add query row").click()
    named(request_form, "Value of query row 1")._handle_custom_msg(enter, [])
    named(request_form, "Name of query row 1")._handle_custom_msg(enter, [])
    assert len(request_form.form.draft.query) == 2
    named(request_form, "Path")._handle_custom_msg(enter, [])
    answered(request_form)


def test_rows_are_removed_and_counted_anew(request_form: RequestForm) -> None:
    request_form.form.draft = RequestDraft("GET", "events", query=(("a", "1"), ("b", "2"), ("c", "3")))
    removes = [widget for widget in every(request_form, ipywidgets.Button) if widget.description == "Remove"]
    removes[1].click()
    assert request_form.form.draft.query == (("a", "1"), ("c", "3"))
    assert named(request_form, "Name of query row 2").value == "c"
    assert removes[1].comm is None, "what is gone is gone in the page, too"


def test_a_request_that_runs_shows_itself_and_can_be_cancelled(account: Account) -> None:
    account.functions.add("slow", "setTimeout(() => sendResponse({ body: 1 }), 9000);")
    request_form = RequestForm(account, RequestDraft("GET", "slow"))
    request_form.send()
    assert "<progress" in request_form.status.value
    assert request_form.send_button.disabled
    request_form.send()
    request_form.cancel_button.click()
    until(lambda: not request_form.send_button.disabled)
    assert "Cancelled" in request_form.status.value
    assert request_form.cancel_button.disabled
    assert not sent(request_form)
    named(request_form, "Path").value = "events"
    request_form.send()
    answered(request_form)
    request_form.close()


def test_a_function_that_a_cell_registers_is_in_the_list_at_once(account: Account, request_form: RequestForm) -> None:
    named(request_form, "Path").value = "later"
    assert "There is no endpoint later" in told(request_form)
    account.functions.add("later", ECHO)
    assert named(request_form, "Path").options == ("events", "events/update", "later")
    assert "There is no endpoint" not in told(request_form)
    account.functions.remove("later")
    assert named(request_form, "Path").options == ("events", "events/update")
    assert "There is no endpoint later" in told(request_form)


def test_changed_limits_are_seen(account: Account, request_form: RequestForm) -> None:
    request_form.form.draft = RequestDraft("POST", "events/update", body=BodyKind.JSON, text='"12345678"')
    account.change_limits({"payload_bytes": 5})
    assert "It would be 413" in told(request_form)


def test_choosing_an_earlier_request_brings_its_fields_and_its_response(request_form: RequestForm) -> None:
    request_form.send()
    answered(request_form)
    first, answer = request_form.form.draft, request_form.response.outputs
    request_form.form.draft = RequestDraft("POST", "events/update", query=(("x", "1"),), body=BodyKind.JSON, text="[2]")
    request_form.send()
    answered(request_form, 2)
    assert [button.description for button in sent(request_form)] == [
        "✓ 2. POST events/update?x=1 → 200",
        "1. GET events → 200",
    ]
    sent(request_form)[1].click()
    assert request_form.form.draft == first
    assert request_form.response.outputs == answer
    assert [button.description[0] for button in sent(request_form)] == ["2", "✓"]
    named(request_form, "Path").value = "events?y=2"
    assert [button.description[0] for button in sent(request_form)] == ["2", "1"]
    sent(request_form)[1].click()
    assert request_form.form.draft == first


def test_the_history_is_that_of_the_session(account: Account, request_form: RequestForm) -> None:
    request_form.send()
    answered(request_form)
    other = RequestForm(account, RequestDraft("GET", "events"))
    assert [button.description for button in sent(other)] == ["1. GET events → 200"]
    other.close()


def test_copy_as_follows_the_draft_and_hides_secrets(account: Account, request_form: RequestForm) -> None:
    named(request_form, "curl").value = True
    assert request_form.copy.text.text == "curl https://123456.hs-sites.com/_hcms/api/events"
    named(request_form, "Path").value = "events?key=hunter22&a=</textarea>"
    assert "hunter22" in told(request_form)
    account.secrets.add("KEY", "hunter22")
    assert "hunter22" not in told(request_form)
    named(request_form, "%hscall").value = True
    assert not named(request_form, "curl").value
    assert "%hscall 'events?key=" in told(request_form)
    named(request_form, "Path").value = ""
    assert request_form.copy.text.text == ""
    assert "Which endpoint?" in request_form.copy.box.children[2].value
    named(request_form, "%hscall").value = False
    assert request_form.copy.box.children[2].value == ""


def test_a_hostile_response_stays_text(account: Account, request_form: RequestForm) -> None:
    account.functions.add("events", "sendResponse({ body: '<img src=x onerror=alert(1)>' });")
    request_form.send()
    answered(request_form)
    assert "<img" not in response(request_form)


def test_a_request_is_signed_with_a_secret(account: Account, request_form: RequestForm) -> None:
    account.secrets.add("KEY", "hunter22")
    named(request_form, "KEY").click()
    assert "X-HubSpot-Signature-v3" in told(request_form)
    request_form.send()
    answered(request_form)
    assert "x-hubspot-signature-v3" in response(request_form)
    assert "hunter22" not in told(request_form)
    named(request_form, "curl").value = True
    assert "-H 'X-HubSpot-Signature-v3: " in request_form.copy.text.text
    account.secrets.delete("KEY")
    assert named(request_form, "✓ KEY (deleted)")
    assert "There is no secret KEY to sign with any more" in told(request_form)
    named(request_form, "nothing").click()
    request_form.send()
    answered(request_form, 2)
    assert "x-hubspot-signature-v3" not in response(request_form)


def test_close_ends_all_of_it(account: Account) -> None:
    signals = (account.functions.changed, account.secrets.changed, account.limits_changed, account.visitors.changed)
    before = [signal._listeners for signal in signals]
    request_form = RequestForm(account, RequestDraft("GET", "events"))
    widgets = every(request_form)
    request_form.close()
    request_form.close()
    assert all(widget.comm is None for widget in widgets)
    assert [signal._listeners for signal in signals] == before
    request_form.send()
    assert account.quota_state.executions_remaining == 60


def test_the_text_of_the_output_is_a_line_that_does_the_same(account: Account) -> None:
    account.secrets.add("KEY", "hunter22")
    request_form = RequestForm(account, RequestDraft("POST", "events/update?k=hunter22", body=BodyKind.JSON, text="{}"))
    bundle = request_form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].splitlines()[-1] == "%hscall POST 'events/update?k=•••' -d '{}'"
    request_form.close()
