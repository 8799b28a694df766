"""Redirects are answers; a call follows them only when asked, and only on the account's domains (contract §6)."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account

SEES = "sendResponse({ body: { method: context.method, body: context.body ?? null, params: context.params } });"


def redirect(account: Account, status: int, location: str) -> None:
    account.functions.add(
        "from",
        f"sendResponse({{ statusCode: {status}, headers: {{ location: '{location}' }} }});",
        method=["GET", "POST"],
    )
    account.functions.add("to", SEES, method=["GET", "POST"])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_unless_asked(account: Account, status: int) -> None:
    redirect(account, status, "/_hcms/api/to?x=1")
    execution = account.call("from")
    assert (execution.reply.status, execution.response.headers["location"]) == (status, "/_hcms/api/to?x=1")
    watched = account.call("from", follow_redirects=True)
    assert watched.response.json()["params"] == {"x": ["1"]}
    assert [step.reply.status for step in watched.history] == [status]


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_the_body_goes_along_only_where_a_browser_sends_it(account: Account, status: int, method: str) -> None:
    redirect(account, status, "to")
    seen = account.call("from", json={"a": 1}, follow_redirects=True).response.json()
    assert (seen["method"], seen["body"]) == (method, {"a": 1} if method == "POST" else None)


def test_another_site_is_not_called(account: Account) -> None:
    redirect(account, 301, "https://www.example.com/x")
    execution = account.call("from", follow_redirects=True)
    assert execution.reply.status == 301
    assert "leaves the account" in str(execution.notes[-1])


def test_a_circle_ends(account: Account) -> None:
    redirect(account, 302, "from")
    execution = account.call("from", follow_redirects=True)
    assert execution.reply.status == 302
    assert len(execution.history) == 20


@pytest.mark.parametrize("location", ["", "//", "http://[", "?x=1", "#part", "\\u00e4", "https:///", "%zz"])
def test_any_location_ends_in_an_answer(account: Account, location: str) -> None:
    redirect(account, 302, location)
    assert account.call("from", follow_redirects=True).reply.status in (200, 302, 404)


@pytest.mark.parametrize("query", ["q=\u00fc", "q=\u65e5\u672c", "q=%C3%BC", "q=\u00c3\u00bc", "q=\u00fc%20\u65e5"])
@pytest.mark.parametrize("status", [302, 307])
def test_a_location_beyond_ascii_is_followed_in_utf_8_as_browsers_do(account: Account, status: int, query: str) -> None:
    redirect(account, status, f"/_hcms/api/to?{query}")
    execution = account.call("from", follow_redirects=True)
    text = {"\u00c3\u00bc": "\u00fc", "%C3%BC": "\u00fc", "\u00fc%20\u65e5": "\u00fc \u65e5"}.get(query[2:], query[2:])
    assert execution.response.json()["params"] == {"q": [text]}
    assert execution.request.url.isascii()
    noted = [any("percent-encoded" in str(note) for note in step.notes) for step in (*execution.history, execution)]
    assert noted == [not query.isascii()] * 2


def test_a_location_with_a_line_break_is_refused_whatever_else_it_has(account: Account) -> None:
    redirect(account, 302, "/\\u65e5\\r\\nX-A: 1")
    execution = account.call("from")
    assert execution.error is not None and "location" in execution.error.message
