"""Who calls from the console: the account's visitors, chosen by name."""

from __future__ import annotations

import html

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

from hsfunc_magics import Account, Visitor
from hsfunc_magics.notebook.request_form.draft import RequestDraft
from hsfunc_magics.notebook.request_form.problems import remarks
from hsfunc_magics.notebook.request_form.widget import RequestForm

from .form_use import answered, named, response, sent, told


def test_visitors_are_offered_as_the_account_has_them(account: Account, request_form: RequestForm) -> None:
    account.functions.add("events", "sendResponse({ body: { vid: context.contact?.vid ?? null } });")
    account.visitors.add("ann", Visitor(7))
    named(request_form, "ann (known, vid 7)").click()
    named(request_form, "%hscall").value = True
    assert request_form.copy.text.text == "%hscall events --as ann"
    request_form.send()
    answered(request_form)
    assert '"vid": 7' in html.unescape(response(request_form))
    account.visitors.use("ann")
    assert named(request_form, "as %hs visitor says: ann now")
    # One that is gone is not exchanged for another.
    account.visitors.delete("ann")
    assert named(request_form, "✓ ann (deleted)")
    assert "There is no visitor ann." in told(request_form)
    assert "There is no visitor ann." in request_form.copy.box.children[2].value
    request_form.send()
    assert "Not sent: There is no visitor ann." in request_form.status.value
    named(request_form, "always anonymous").click()
    assert not remarks(request_form.form.draft, account)
    sent(request_form)[0].click()
    assert request_form.form.draft.visitor == "ann"
    assert "There is no visitor ann." in told(request_form)


def test_two_tracking_cookies_are_told_beside_the_headers(account: Account, request_form: RequestForm) -> None:
    account.visitors.add("ann", Visitor(7))
    request_form.form.draft = RequestDraft("GET", "events", headers=(("Cookie", "hubspotutk=1"),), visitor="ann")
    (remark,) = remarks(request_form.form.draft, account)
    assert (remark.field, remark.blocks) == ("headers", True)
    assert "The call names a visitor and has a hubspotutk cookie of its own" in told(request_form)
