"""Visitors: anonymous, known by a cookie, logged in; named, and recognised by the cookie they carry (contract §5)."""

from __future__ import annotations

from typing import Any

import pytest

from hsfunc_magics import Account, RequestError, Visitor, VisitorError
from hsfunc_magics.emulator.visitors import Visitors

ANN = Visitor(12345, is_logged_in=True, list_memberships=(616, 7), properties={"email": "ann@example.com"})
BOB = Visitor(2)
ANN_CONTACT = {"vid": 12345, "isLoggedIn": True, "listMemberships": [616, 7], "email": "ann@example.com"}


@pytest.fixture
def account_with_both(account: Account) -> Account:
    account.functions.add(
        "f",
        "sendResponse({ body: { contact: context.contact, cookie: context.headers.cookie } });",
        method=["GET", "POST"],
    )
    account.functions.add("go", "sendResponse({ statusCode: 302, headers: { Location: '/_hcms/api/f' } });")
    account.visitors.add("ann", ANN)
    account.visitors.add("bob", BOB)
    return account


def seen(account: Account, target: str = "f", **arguments: Any) -> Any:
    return account.call(target, **arguments).response.json()


def test_naming_a_visitor_does_not_make_it_the_caller(account_with_both: Account) -> None:
    assert account_with_both.visitor is None
    assert seen(account_with_both) == {"cookie": "__hssrc=1"}


def test_the_current_visitor_calls_with_its_cookie_and_is_the_contact(account_with_both: Account) -> None:
    account_with_both.visitors.use("ann")
    assert account_with_both.visitor is ANN
    assert seen(account_with_both) == {"contact": ANN_CONTACT, "cookie": f"hubspotutk={ANN.cookie}"}
    account_with_both.visitors.use("anonymous")
    assert seen(account_with_both) == {"cookie": "__hssrc=1"}


@pytest.mark.parametrize("current", ["anonymous", "ann", "bob"])
def test_one_call_comes_from_another_visitor_whoever_is_the_current_one(
    account_with_both: Account, current: str
) -> None:
    account_with_both.visitors.use(current)
    assert seen(account_with_both, visitor="ann")["contact"] == ANN_CONTACT
    assert seen(account_with_both, visitor=BOB)["contact"]["vid"] == 2
    assert seen(account_with_both, visitor=Visitor(3))["contact"]["vid"] == 3
    assert "contact" not in seen(account_with_both, visitor="anonymous")
    assert account_with_both.visitors.current_name == current


def test_cookies_of_the_call_go_with_those_of_the_visitor_it_names(account_with_both: Account) -> None:
    both = seen(account_with_both, visitor="ann", cookies={"a": "1"})
    assert both == {"contact": ANN_CONTACT, "cookie": f"a=1; hubspotutk={ANN.cookie}"}
    with pytest.raises(RequestError, match="give one"):
        account_with_both.call("f", visitor="ann", cookies={"hubspotutk": BOB.cookie})


def test_a_tracking_cookie_stands_for_the_visitor_that_carries_it(account_with_both: Account) -> None:
    assert seen(account_with_both, cookies={"hubspotutk": ANN.cookie})["contact"] == ANN_CONTACT
    assert "contact" not in seen(account_with_both, cookies={"hubspotutk": "somebody-else"})
    account_with_both.visitors.use("bob")
    assert seen(account_with_both, cookies={"hubspotutk": ANN.cookie})["contact"] == ANN_CONTACT
    assert seen(account_with_both, cookies={"hubspotutk": "somebody-else"})["contact"]["vid"] == 2


def test_the_visitor_goes_along_with_a_redirect_and_through_a_series(account_with_both: Account) -> None:
    assert seen(account_with_both, "go", visitor="ann", follow_redirects=True)["contact"] == ANN_CONTACT
    series = account_with_both.repeat("f", 2, visitor="bob")
    assert [execution.response.json()["contact"]["vid"] for execution in series.executions] == [2, 2]


def test_the_same_contact_can_be_known_and_logged_in_under_two_names(account_with_both: Account) -> None:
    account_with_both.visitors.add("ann-out", Visitor(12345))
    assert seen(account_with_both, visitor="ann-out")["contact"]["isLoggedIn"] is False
    assert seen(account_with_both, visitor="ann")["contact"]["isLoggedIn"] is True


@pytest.mark.parametrize(
    ("name", "words"),
    [("an", "Did you mean ann?"), ("zzz", "Visitors: anonymous, ann, bob"), ("anonymos", "Did you mean anonymous?")],
)
def test_a_wrong_name_tells_the_right_ones(account_with_both: Account, name: str, words: str) -> None:
    for attempt in (
        lambda: account_with_both.call("f", visitor=name),
        lambda: account_with_both.visitors.use(name),
        lambda: account_with_both.visitors.delete(name),
    ):
        with pytest.raises(VisitorError) as told:
            attempt()
        assert words in str(told.value)


@pytest.mark.parametrize("name", ["anonymous", "member", "Known", "list", "delete", "", "a b", "-x\n"])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    visitors = Visitors()
    with pytest.raises(VisitorError, match="cannot be a visitor's name"):
        visitors.add(name, ANN)
    assert list(visitors) == []


@pytest.mark.parametrize(
    "described",
    [{"vid": 0}, {"vid": 1, "list_memberships": (0,)}, {"vid": 1, "properties": {"isLoggedIn": "true"}}],
)
def test_a_visitor_that_cannot_be_is_refused(described: dict[str, Any]) -> None:
    with pytest.raises(VisitorError):
        Visitor(**described)


def test_changes_are_told_and_replacing_or_deleting_the_current_one_shows_at_once() -> None:
    visitors, told = Visitors(), list[str]()
    visitors.changed.connect(told.append)
    visitors.add("ann", ANN)
    visitors.use("ann")
    visitors.add("ann", BOB)
    assert visitors.current is BOB and visitors.recognise(BOB.cookie) is BOB
    assert visitors.recognise(ANN.cookie) is BOB, "a cookie that nobody carries is the current visitor's"
    visitors.delete("ann")
    assert visitors.current is None and visitors.current_name == "anonymous"
    visitors.use(ANN)
    assert told == ["anonymous", "ann", "ann", "anonymous", ""]
    assert visitors.current_name is None
    with pytest.raises(VisitorError, match="no name that could be deleted"):
        visitors.delete("anonymous")


@pytest.mark.parametrize(
    "contact",
    [
        {"vid": 7, "isLoggedIn": True, "listMemberships": [3], "email": "ann@example.com", "hs_lead_status": "NEW"},
        {"vid": 7, "is_logged_in": True, "list_memberships": [3], "email": "ann@example.com", "hs_lead_status": "NEW"},
    ],
)
def test_a_contact_may_be_written_as_in_the_reference_and_as_in_python(contact: dict[str, Any]) -> None:
    visitor = Visitor.from_contact(contact)
    assert (visitor.vid, visitor.is_logged_in, visitor.list_memberships) == (7, True, (3,))
    assert visitor.properties == {"email": "ann@example.com", "hs_lead_status": "NEW"}


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ({"isLogedIn": True}, "Did you mean isLoggedIn"),
        ({"is_loged_in": True}, "Did you mean isLoggedIn"),
        ({"logged_in": True}, "Did you mean isLoggedIn"),
        ({"listMembership": [3]}, "Did you mean listMemberships"),
        ({"firstName": "Ann"}, "Did you mean firstname"),
        ({"E-Mail": "a@b.c"}, "Did you mean email"),
        ({"": 1}, "is no key of a contact"),
        ({"is_logged_in": True, "isLoggedIn": False}, "given twice"),
        ({"isLoggedIn": "false"}, "true or false"),
    ],
)
def test_a_key_that_no_contact_has_is_refused_with_what_is_near(contact: dict[str, Any], words: str) -> None:
    with pytest.raises(VisitorError, match=words):
        Visitor.from_contact({"vid": 7, **contact})
