"""A draft: the call that its fields stand for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hsfunc_magics import Account, Visitor
from hsfunc_magics.emulator.call.request import Request
from hsfunc_magics.emulator.errors import RequestError
from hsfunc_magics.emulator.visitors import ANONYMOUS
from hsfunc_magics.notebook.executions import Recent
from hsfunc_magics.notebook.magics.hscall import call
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.history import history_of
from hsfunc_magics.notebook.request_form.visitors import AS_ACCOUNT, visitor_choices

ECHO = "sendResponse({ body: { method: context.method, params: context.params, body: context.body ?? null } });"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    own = Account()
    own.functions.add("echo", ECHO, method=["GET", "POST"])
    yield own
    own.close()


def made(draft: RequestDraft) -> Request:
    return draft.request(Account())


def test_a_draft_is_what_call_takes(account: Account) -> None:
    draft = RequestDraft("POST", "echo?x=1", query=(("x", "2"),), body=BodyKind.JSON, text='{"a": 1}')
    assert account.call(**draft.arguments()).response.json() == {
        "method": "POST",
        "params": {"x": ["1", "2"]},
        "body": {"a": 1},
    }


@pytest.mark.parametrize(
    ("kind", "content_type", "body"),
    [
        (BodyKind.NONE, None, b""),
        (BodyKind.JSON, "application/json", b"[1]"),
        (BodyKind.TEXT, "text/plain; charset=utf-8", b"[1]"),
        (BodyKind.FORM, "application/x-www-form-urlencoded", b"a=1+%26&a=%C3%A9"),
    ],
)
def test_each_kind_of_body_has_its_content_type(kind: BodyKind, content_type: str | None, body: bytes) -> None:
    request = made(RequestDraft("POST", "e", body=kind, text="[1]", fields=(("a", "1 &"), ("", "x"), ("a", "é"))))
    assert (request.header("content-type"), request.body) == (content_type, body)


def test_a_multipart_form_has_a_boundary() -> None:
    request = made(RequestDraft("POST", "e", body=BodyKind.MULTIPART, fields=(("a", "1"),)))
    assert str(request.header("content-type")).startswith("multipart/form-data; boundary=")
    assert b'name="a"\r\n\r\n1\r\n' in request.body


def test_a_header_row_wins_over_the_bodys_content_type() -> None:
    draft = RequestDraft("POST", "e", headers=(("content-TYPE", "text/csv"),), body=BodyKind.TEXT, text="a,b")
    assert [value for name, value in made(draft).headers if name.lower() == "content-type"] == ["text/csv"]


def test_rows_without_a_name_are_not_sent() -> None:
    draft = RequestDraft("GET", "e", query=(("", "1"), (" b ", "2")), headers=((" ", "1"), ("X-A", "2")))
    request = made(draft)
    assert request.query == "b=2"
    assert request.header("x-a") == "2"


def test_an_origin_is_sent_with_its_referer() -> None:
    request = made(RequestDraft("GET", "e", origin="https://www.example.com/"))
    assert request.header("origin") == "https://www.example.com"
    assert request.header("referer") == "https://www.example.com/"
    assert made(RequestDraft("GET", "e", origin="null")).header("referer") is None


@pytest.fixture
def visited() -> Iterator[Account]:
    own = Account(visitor=Visitor(7, properties={"email": "ann@example.com"}))
    own.visitors.add("bob", Visitor(8, is_logged_in=True))
    own.functions.add(
        "who", "sendResponse({ body: { vid: context.contact?.vid ?? null, cookie: context.headers.cookie } });"
    )
    yield own
    own.close()


@pytest.mark.parametrize(("visitor", "vid"), [(AS_ACCOUNT, 7), (ANONYMOUS, None), ("bob", 8)])
def test_the_visitor_is_the_accounts_or_nobody_or_a_named_one(visited: Account, visitor: str, vid: int | None) -> None:
    request = RequestDraft("GET", "who", visitor=visitor).request(visited)
    assert visited.handle(request).response.json()["vid"] == vid


def test_a_cookie_row_and_a_visitor_are_what_hscall_makes_of_b_and_as(visited: Account) -> None:
    draft = RequestDraft("GET", "who", headers=(("Cookie", "a=1"),), visitor="bob")
    got = visited.handle(draft.request(visited)).response.json()
    assert got == {"vid": 8, "cookie": f"a=1; hubspotutk={Visitor(8).cookie}"}
    assert got == call(visited, "who -b a=1 --as bob", None, {}, Recent()).value.response.json()  # type: ignore[union-attr]
    both = RequestDraft("GET", "who", headers=(("Cookie", "hubspotutk=1"),), visitor="bob")
    with pytest.raises(RequestError, match="names a visitor and has a hubspotutk cookie"):
        both.request(visited)
    with pytest.raises(RequestError, match="names a visitor and has a hubspotutk cookie"):
        call(visited, "who -b hubspotutk=1 --as bob", None, {}, Recent())


def test_the_choices_are_the_accounts_visitors_and_one_that_is_gone(visited: Account) -> None:
    assert [(choice.name, choice.label) for choice in visitor_choices(visited)] == [
        (AS_ACCOUNT, "as %hs visitor says: contact 7 now"),
        (ANONYMOUS, "always anonymous"),
        ("bob", "bob (member, vid 8)"),
    ]
    visited.visitors.use("bob")
    assert visitor_choices(visited)[0].label == "as %hs visitor says: bob now"
    visited.visitors.delete("bob")
    assert visitor_choices(visited)[0].label == "as %hs visitor says: anonymous now"
    assert [choice.label for choice in visitor_choices(visited, "bob")][2:] == ["bob (deleted)"]


def test_the_history_is_the_accounts_and_keeps_the_newest(account: Account) -> None:
    history = history_of(account)
    execution = account.call("echo?x=1")
    for _ in range(60):
        history.add(RequestDraft("GET", "echo"), execution)
    assert history_of(account) is history
    assert [sent.number for sent in history] == list(range(11, 61))
    assert next(iter(history)).label == "11. GET echo?x=1 → 200"
    assert history_of(Account()) is not history
