"""What is said beside each field of a draft, and that it comes true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, RequestError
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft
from hsfunc_magics.notebook.request_form.problems import Remark, remarks

POST = RequestDraft("POST", "events/update", body=BodyKind.JSON, text="{}")
GET = RequestDraft("GET", "events")


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    own = Account(domains=["www.example.com"])
    own.functions.add("events", "sendResponse({ body: 1 });")
    own.functions.add("events/update", "sendResponse({ body: 1 });", method=["POST", "PUT"])
    yield own
    own.close()


def said(draft: RequestDraft, account: Account) -> list[Remark]:
    return remarks(draft, account)


@pytest.mark.parametrize(
    "draft",
    [
        GET,
        POST,
        replace(GET, path="/_hcms/api/events?x=1"),
        replace(GET, path="https://www.example.com/_hcms/api/events"),
        replace(GET, method="HEAD"),
        replace(GET, query=(("", ""),), headers=(("", ""),)),
        replace(POST, headers=(("Content-Type", "application/json; charset=utf-8"),)),
    ],
)
def test_a_draft_in_order_has_no_remark(account: Account, draft: RequestDraft) -> None:
    assert said(draft, account) == []


@pytest.mark.parametrize(
    ("draft", "field", "text"),
    [
        (replace(GET, path="evnts"), "path", "There is no endpoint evnts. Did you mean events? It would be 404."),
        (replace(GET, path="/x"), "path", "/x is not below /_hcms/api/: all endpoints are, but for those of projects"),
        (replace(GET, method="DELETE"), "method", "does not serve DELETE; its methods: GET. It would be 404."),
        (replace(GET, method="OPTIONS"), "method", "The platform answers OPTIONS itself, 204"),
        (
            replace(GET, query=(("portalid", "7"),)),
            "query",
            "portalid is 7, but this account is 123456. It would be 400",
        ),
        (replace(GET, headers=(("X-A", "1"), ("", "x"))), "headers", "A row without a name is not sent."),
        (replace(GET, headers=(("X-A", "€"),)), "headers", "percent-encode"),
        (replace(GET, headers=(("Content-Length", "9"),)), "headers", "leave it out"),
        (
            replace(POST, text='{\n  "a": ,\n}'),
            "body",
            "Not JSON: Expecting value (line 2, column 8). It would be 400.",
        ),
        (replace(POST, text="[NaN]"), "body", "Not JSON: NaN is no JSON value. It would be 400."),
        (replace(POST, text=""), "body", "The body is empty, so context.body is absent."),
        (replace(POST, body=BodyKind.TEXT, text="x"), "body", "You must use the content type application/json"),
        (replace(POST, method="PUT"), "body", "context.body is only filled for POST"),
        (replace(GET, body=BodyKind.JSON, text="{}"), "body", "A browser sends no body with GET"),
        (replace(POST, body=BodyKind.TEXT, text="x" * 6_291_457), "body", "the limit is 6,291,456 bytes (6 MB)"),
        (replace(GET, origin="https://other.example"), "origin", "The page is of another origin"),
        (replace(GET, origin="https://www.example.com"), "origin", "CORS does not apply"),
        (replace(GET, origin="http://www.example.com"), "origin", "The page is of another origin"),
    ],
)
def test_it_says_what_would_come_and_lets_it_be_sent(
    account: Account, draft: RequestDraft, field: str, text: str
) -> None:
    found = said(draft, account)
    assert any(remark.field == field and text in remark.text for remark in found), found
    assert not any(remark.blocks for remark in found)
    status = account.handle(draft.request(account)).reply.status
    for told in (remark.text for remark in found if "It would be" in remark.text):
        assert told.endswith(f"It would be {status}.")


@pytest.mark.parametrize(
    ("draft", "field", "row", "text"),
    [
        (replace(GET, path=" "), "path", None, "Which endpoint?"),
        (replace(GET, path="https://elsewhere.example/x"), "path", None, "not a domain of this account"),
        (replace(GET, headers=(("X-A", "1"), ("X A", "1"))), "headers", 1, "HTTP forbids ' ' in the name"),
        (replace(GET, headers=(("Ünï", "1"),)), "headers", 0, "HTTP forbids 'Ü' in the name"),
        (replace(GET, headers=(("X-A", "a\r\nb"),)), "headers", 0, "control characters"),
        (replace(GET, query=(("a", "\ud800"),)), "query", None, "half a character"),
        (replace(POST, body=BodyKind.FORM, fields=(("a", "\ud800"),)), "body", None, "half a character"),
        (replace(GET, origin="www.example.com"), "origin", None, "a protocol and a domain"),
        (replace(GET, origin="https://a.b/page"), "origin", None, "no path"),
    ],
)
def test_it_says_why_nothing_can_be_sent(
    account: Account, draft: RequestDraft, field: str, row: int | None, text: str
) -> None:
    (found,) = (remark for remark in said(draft, account) if remark.blocks)
    assert (found.field, found.row) == (field, row)
    assert text in found.text


def test_a_problem_of_one_field_does_not_hide_anothers(account: Account) -> None:
    draft = replace(POST, path="event", headers=(("X A", "1"),), text="{", origin="x")
    assert {remark.field for remark in said(draft, account)} == {"headers", "path", "body", "origin"}


def test_a_form_names_the_references_advice(account: Account) -> None:
    draft = replace(POST, body=BodyKind.FORM, fields=(("a", "1"),))
    assert any(remark.kind == "hint" and "An HTML form" in remark.text for remark in said(draft, account))


def test_a_content_type_without_a_boundary_is_seen(account: Account) -> None:
    rows = (("Content-Type", "multipart/form-data"),)
    draft = replace(POST, body=BodyKind.MULTIPART, headers=rows, fields=(("a", "1"),))
    assert any("no boundary" in remark.text for remark in said(draft, account))


def test_without_functions_it_says_how_to_write_one() -> None:
    (found,) = remarks(GET, Account())
    assert "%%hsfunction" in found.text


_ANY = st.text(max_size=12) | st.sampled_from(["events", "https://x", "http://[", "?", "null", "\ud800"])
_ROWS = st.lists(st.tuples(_ANY, _ANY), max_size=2).map(tuple)


@given(
    st.builds(
        RequestDraft,
        method=st.sampled_from(["GET", "POST", "HEAD", "OPTIONS"]),
        path=_ANY,
        query=_ROWS,
        headers=_ROWS,
        body=st.sampled_from(BodyKind),
        text=_ANY,
        fields=_ROWS,
        origin=_ANY,
    )
)
@settings(max_examples=300)
def test_whatever_does_not_block_can_be_sent(draft: RequestDraft) -> None:
    account = Account()
    if any(remark.blocks for remark in remarks(draft, account)):
        return
    assert account.handle(draft.request(account)).reply.status in (204, 400, 404)


def test_a_draft_with_a_blocking_remark_could_not_be_sent(account: Account) -> None:
    for draft in (replace(GET, path=""), replace(GET, headers=(("X-A", "a\nb"),))):
        assert any(remark.blocks for remark in remarks(draft, account))
        with pytest.raises(RequestError):
            draft.request(account)
