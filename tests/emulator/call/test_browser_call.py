"""A call as a page makes it: what is sent and asked, whether the function runs, and the verdict on the execution."""

from __future__ import annotations

from typing import Any

import pytest

from hsfunc_magics import Account, Execution, RequestError, Visitor
from hsfunc_magics.emulator.call.request import lower_headers
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.emulator.cors.verdict import CorsAccess, Verdict

SHOP = "https://shop.example"
HOME = "https://123456.hs-sites.com"
SEES = """sendResponse({
  headers: { 'Access-Control-Allow-Origin': context.params.allow?.[0] ?? null },
  body: { headers: context.headers, body: context.body ?? null, contact: context.contact ?? null },
});"""


@pytest.fixture
def account(make_account: Any) -> Account:
    made = make_account()
    assert isinstance(made, Account)
    made.functions.add("f", SEES, method=["GET", "POST", "PUT"])
    return made


def verdict(execution: Execution) -> Verdict:
    assert execution.cors is not None
    return execution.cors


def redirect(account: Account, name: str, location: str, status: int = 302, allow: str = "*") -> None:
    headers = f"{{ Location: '{location}', 'Access-Control-Allow-Origin': '{allow}' }}"
    account.functions.add(
        name, f"sendResponse({{ statusCode: {status}, headers: {headers} }});", method=["GET", "POST", "PUT"]
    )


def test_without_a_page_there_is_no_verdict(account: Account) -> None:
    assert account.call("f").cors is None


def test_a_blocked_simple_call_runs_the_function_all_the_same(account: Account) -> None:
    execution = account.call("f", origin=SHOP)
    assert execution.response.status_code == 200
    assert verdict(execution).blocked
    assert verdict(execution).ran
    assert "ran all the same" in verdict(execution).summary
    assert verdict(execution).cure == (f"Access-Control-Allow-Origin: {SHOP}",)
    assert len(account.log.as_json()) == 1


def test_a_functions_own_header_counts(account: Account) -> None:
    execution = account.call("f", params={"allow": SHOP}, origin=SHOP)
    assert verdict(execution).outcome is CorsAccess.READABLE


def test_a_preflight_is_a_real_request_and_keeps_the_function_from_running(account: Account) -> None:
    told: list[Execution] = []
    account.executed.connect(told.append)
    execution = account.call("f?allow=*", json={"a": 1}, headers={"X-B": "1", "X-A": "1"}, origin=SHOP)
    assert [(step.request.method, step.status) for step in told] == [("OPTIONS", None)]
    sent = lower_headers(execution.request.headers)
    assert sent["access-control-request-method"] == "POST"
    assert sent["access-control-request-headers"] == "content-type,x-a,x-b"
    assert (sent["origin"], sent["referer"]) == (SHOP, f"{SHOP}/")
    assert "cookie" not in sent and execution.request.body == b""
    assert execution.reply.status == 204
    assert account.log.as_json() == []
    assert (verdict(execution).blocked, verdict(execution).ran) == (True, False)
    assert any("text/plain instead of application/json" in advice.text for advice in verdict(execution).advice)


def test_within_the_origin_nothing_is_asked(account: Account) -> None:
    execution = account.call("f", method="PUT", headers={"X-A": "1"}, origin=HOME)
    sent = execution.response.json()["headers"]
    assert verdict(execution).outcome is CorsAccess.SAME_ORIGIN
    assert (sent["origin"], sent["x-a"]) == (HOME, "1")
    assert "origin" not in account.call("f", origin=HOME).response.json()["headers"]


@pytest.mark.parametrize(
    ("origin", "credentials", "known"),
    [
        (HOME, None, True),
        (HOME, "omit", False),
        (SHOP, None, False),
        (SHOP, "same-origin", False),
        (SHOP, "omit", False),
        (SHOP, "include", True),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_cookies_go_along_only_where_credentials_allow(
    make_account: Any, origin: str, credentials: str | None, known: bool, named: bool
) -> None:
    account = make_account(visitor=None if named else Visitor(7))
    account.functions.add("f", SEES)
    seen = account.call(
        "f", origin=origin, credentials=credentials, visitor=Visitor(7) if named else None
    ).response.json()
    assert (seen["contact"] is not None, "cookie" in seen["headers"]) == (known, known)


def test_include_says_what_browsers_do_with_such_cookies(account: Account) -> None:
    told = verdict(account.call("f", origin=SHOP, credentials="include")).advice
    assert any("SameSite=None; Secure" in advice.text for advice in told)


def test_a_header_of_the_function_that_lets_a_page_read_is_told_as_our_choice(account: Account) -> None:
    (told,) = verdict(account.call("f", params={"allow": SHOP}, origin=SHOP)).advice
    assert "cannot be modified" in told.text and told.source.authority is Authority.CHOSEN


def test_no_cors_runs_the_function_and_shows_the_page_nothing(account: Account) -> None:
    execution = account.call("f", json={"a": 1}, origin=SHOP, mode="no-cors")
    seen = execution.response.json()
    assert (verdict(execution).outcome, verdict(execution).ran) == (CorsAccess.OPAQUE, True)
    assert (seen["body"], seen["headers"]["content-type"]) == (None, "text/plain;charset=UTF-8")
    assert any("cannot set Content-Type" in advice.text for advice in verdict(execution).advice)
    assert "origin" not in account.call("f", origin=SHOP, mode="no-cors").response.json()["headers"]


def test_text_without_a_type_is_sent_as_text(account: Account) -> None:
    seen = account.call("f", content="hello", origin=SHOP).response.json()["headers"]
    assert seen["content-type"] == "text/plain;charset=UTF-8"
    assert "content-type" not in account.call("f", content=b"\xff", origin=SHOP).response.json()["headers"]


def test_headers_that_a_script_cannot_set_are_left_out_and_told(account: Account) -> None:
    execution = account.call("f", headers={"Origin": "https://x.example", "Host": "x", "Via": "x"}, origin=SHOP)
    sent = execution.response.json()["headers"]
    assert (sent["origin"], sent["host"], sent.get("via")) == (SHOP, "123456.hs-sites.com", None)
    assert any("Origin, Host, Via" in advice.text for advice in verdict(execution).advice)


@pytest.mark.parametrize(
    ("target", "origin", "settings"),
    [
        ("http://123456.hs-sites.com/_hcms/api/f", HOME, {}),
        ("f", SHOP, {"mode": "no-cors", "method": "PUT"}),
        ("f", SHOP, {"mode": "same-origin"}),
    ],
)
def test_a_request_that_is_not_sent_reaches_nobody(
    account: Account, target: str, origin: str, settings: dict[str, str]
) -> None:
    told: list[Execution] = []
    account.executed.connect(told.append)
    execution = account.call(target, origin=origin, **settings)
    assert (told, execution.status, execution.reply.status) == ([], None, 0)
    assert execution.response.content == b""
    assert verdict(execution).blocked


@pytest.mark.parametrize("method", ["GET", "TRACE"])
def test_a_request_that_no_page_can_send_is_refused(account: Account, method: str) -> None:
    with pytest.raises(RequestError, match=method):
        account.call("f", method=method, content="x", origin=SHOP)


def test_redirects_are_followed_as_fetch_does(account: Account) -> None:
    redirect(account, "from", "/_hcms/api/f?allow=*")
    execution = account.call("from", origin=SHOP)
    assert [step.reply.status for step in execution.history] == [302]
    assert verdict(execution).outcome is CorsAccess.READABLE


def test_a_redirect_that_does_not_allow_the_page_is_not_followed(account: Account) -> None:
    redirect(account, "from", "/_hcms/api/f?allow=*", allow=HOME)
    execution = account.call("from", origin=SHOP)
    assert (execution.reply.status, verdict(execution).rule) == (
        302,
        "Access-Control-Allow-Origin names another origin",
    )


def test_the_message_names_where_the_call_began(account: Account) -> None:
    redirect(account, "from", "/_hcms/api/f")
    message = verdict(account.call("from", origin=SHOP)).message
    assert f"'{HOME}/_hcms/api/f' (redirected from '{HOME}/_hcms/api/from') from origin '{SHOP}'" in message


def test_a_redirect_away_from_the_account_is_another_servers_matter(account: Account) -> None:
    redirect(account, "from", "https://third.example/x")
    execution = account.call("from", origin=SHOP)
    assert verdict(execution).outcome is CorsAccess.ELSEWHERE
    assert "https://third.example/x leaves the account" in verdict(execution).summary


def test_a_circle_ends(account: Account) -> None:
    redirect(account, "from", "from")
    execution = account.call("from", origin=SHOP)
    assert "ERR_TOO_MANY_REDIRECTS" in verdict(execution).message
    assert len(execution.history) == 20


@pytest.mark.parametrize(("status", "method"), [(301, "PUT"), (302, "PUT"), (303, "GET"), (307, "PUT")])
def test_only_a_posts_method_changes_with_301_and_302(account: Account, status: int, method: str) -> None:
    redirect(account, "from", "to", status)
    account.functions.add("to", "sendResponse({ body: context.method });", method=["GET", "PUT"])
    assert account.call("from", method="PUT", origin=HOME).response.text == method
