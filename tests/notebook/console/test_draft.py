"""A draft: the call that its fields stand for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hsfunc_magics import Account, Visitor
from hsfunc_magics.emulator.request import Request
from hsfunc_magics.notebook.console.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.console.history import history_of
from hsfunc_magics.notebook.console.visitors import ANONYMOUS, AS_ACCOUNT, visitor_choices

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


def test_the_visitor_is_the_accounts_or_nobody() -> None:
    account = Account(visitor=Visitor(7, properties={"email": "ann@example.com"}))
    account.functions.add("who", "sendResponse({ body: { vid: context.contact?.vid ?? null } });")
    try:
        for visitor, vid in ((AS_ACCOUNT, 7), (ANONYMOUS, None)):
            request = RequestDraft("GET", "who", visitor=visitor).request(account)
            assert account.handle(request).response.json() == {"vid": vid}
        assert [choice.name for choice in visitor_choices(account)] == [AS_ACCOUNT, ANONYMOUS]
        assert "contact 7" in visitor_choices(account)[0].label
    finally:
        account.close()


def test_the_history_is_the_accounts_and_keeps_the_newest(account: Account) -> None:
    history = history_of(account)
    execution = account.call("echo?x=1")
    for _ in range(60):
        history.add(RequestDraft("GET", "echo"), execution)
    assert history_of(account) is history
    assert [sent.number for sent in history] == list(range(11, 61))
    assert next(iter(history)).label == "11. GET echo?x=1 → 200 OK"
    assert history_of(Account()) is not history
