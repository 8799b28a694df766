"""Who calls from the console: the account's visitors, chosen by name."""

from __future__ import annotations

import html

import pytest

pytest.importorskip("anywidget", reason="hsfunc-magics[widgets] is not installed")

from hsfunc_magics import Account, Visitor
from hsfunc_magics.notebook.request_form.draft import RequestDraft
from hsfunc_magics.notebook.request_form.problems import remarks
from hsfunc_magics.notebook.request_form.widget import RequestConsole

from .form_use import answered, named, sent, told


def test_visitors_are_offered_as_the_account_has_them(account: Account, console: RequestConsole) -> None:
    account.functions.add("events", "sendResponse({ body: { vid: context.contact?.vid ?? null } });")
    account.visitors.add("ann", Visitor(7))
    named(console, "ann (known, vid 7)").click()
    named(console, "%hscall").value = True
    assert "%hscall events --as ann<" in console.copy.box.children[1].value
    console.send()
    answered(console)
    assert '"vid": 7' in html.unescape(console.response.value)
    account.visitors.use("ann")
    assert named(console, "as the account says (ann)")
    # One that is gone is not exchanged for another.
    account.visitors.delete("ann")
    assert named(console, "✓ ann (deleted)")
    assert "There is no visitor ann." in told(console)
    assert "There is no visitor ann." in console.copy.box.children[1].value
    console.send()
    assert "Not sent: There is no visitor ann." in console.status.value
    named(console, "anonymous").click()
    assert not remarks(console.form.draft, account)
    sent(console)[0].click()
    assert console.form.draft.visitor == "ann"
    assert "There is no visitor ann." in told(console)


def test_two_tracking_cookies_are_told_beside_the_headers(account: Account, console: RequestConsole) -> None:
    account.visitors.add("ann", Visitor(7))
    console.form.draft = RequestDraft("GET", "events", headers=(("Cookie", "hubspotutk=1"),), visitor="ann")
    (remark,) = remarks(console.form.draft, account)
    assert (remark.field, remark.blocks) == ("headers", True)
    assert "The call names a visitor and has a hubspotutk cookie of its own" in told(console)
