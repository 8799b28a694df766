"""Which request reaches which function, and what the platform answers by itself (contract §3, §7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hsfunc_magics import Account, Clock, Execution, Limits, RequestError, RuntimeUnavailable, Settings, Status
from hsfunc_magics.emulator.call.request import Request

from ..conftest import AccountMaker

ECHO = "sendResponse({ body: { method: context.method, endpoint: context.endpoint, params: context.params } });"


def notes(execution: Execution) -> str:
    return "\n".join(map(str, execution.notes))


@pytest.mark.parametrize(
    "target",
    [
        "events?x=1",
        "/_hcms/api/events?x=1",
        "https://123456.hs-sites.com/_hcms/api/events?x=1",
        "http://123456.HS-sites.com/_hcms/api/events?x=1",
        "https://www.example.com/_hcms/api/events?x=1",
        "https://user@www.example.com/_hcms/api/events?x=1#part",
        " events?x=1 ",
        "events/?x=1",
        "%65vents?x=1",
    ],
)
def test_an_endpoint_is_named_by_itself_a_path_or_a_url_on_any_domain(make_account: AccountMaker, target: str) -> None:
    account = make_account(domains=["www.example.com"])
    account.functions.add("events", ECHO)
    assert account.call(target).response.json() == {"method": "GET", "endpoint": "events", "params": {"x": ["1"]}}


@pytest.mark.parametrize(
    "target", ["", "  ", "https://elsewhere.example/_hcms/api/events", "ftp://123456.hs-sites.com/x"]
)
def test_a_target_outside_the_account_is_an_error(account: Account, target: str) -> None:
    account.functions.add("events", ECHO)
    with pytest.raises(RequestError):
        account.call(target)


@pytest.mark.parametrize(
    "target",
    [
        "Events",
        "event",
        "events//",
        "events/update",
        "/events",
        "/_hcms/api",
        "/_hcms/api/",
        "/",
        "ev%2fents",
        "events%00",
    ],
)
def test_anything_but_the_exact_name_is_404_and_no_execution(account: Account, target: str) -> None:
    account.functions.add("events", ECHO)
    execution = account.call(target)
    assert (execution.reply.status, execution.status) == (404, None)
    assert execution.notes
    assert account.quota_state.time_remaining == 600_000


def test_a_404_suggests_the_name_that_was_meant(account: Account) -> None:
    account.functions.add("events", ECHO)
    assert "Did you mean events?" in notes(account.call("evnets"))


def test_a_method_that_is_not_listed_is_404_and_the_note_names_those_that_are(account: Account) -> None:
    account.functions.add("events", ECHO, method=["post", "Put"])
    execution = account.call("events", method="GET")
    assert execution.reply.status == 404
    assert "POST, PUT" in notes(execution)
    assert account.call("events", method="put").response.json()["method"] == "PUT"


def test_head_runs_the_get_handler_and_sends_no_body(account: Account) -> None:
    account.functions.add(
        "events", "console.log(context.method); sendResponse({ body: 'text', headers: { 'X-A': '1' } });"
    )
    execution = account.call("events", method="HEAD")
    assert (execution.reply.status, execution.reply.body) == (200, b"")
    assert execution.response.headers["x-a"] == "1"
    assert [line.text for line in execution.console] == ["HEAD"]


def test_head_of_what_does_not_serve_get_is_404_without_a_body(account: Account) -> None:
    account.functions.add("events", ECHO, method="POST")
    execution = account.call("events", method="HEAD")
    assert (execution.reply.status, execution.reply.body) == (404, b"")


def test_options_is_answered_by_the_platform(account: Account) -> None:
    account.functions.add("events", ECHO, method="POST")
    execution = account.call("events", method="OPTIONS")
    assert (execution.reply.status, execution.reply.headers, execution.status) == (204, (), None)
    assert account.call("nothing", method="OPTIONS").reply.status == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("portalid=123456", 200),
        ("portalid=123456&portalid=123456", 200),
        ("portalid=%31%323456", 200),
        ("portalid=999", 400),
        ("portalid=", 400),
        ("portalid", 400),
        ("p%6Frtalid=999", 400),
        ("portalid=123456&portalid=1", 400),
        ("portalId=999", 200),
    ],
)
def test_a_portalid_must_be_the_accounts_and_stays_in_params(account: Account, query: str, status: int) -> None:
    account.functions.add("events", ECHO)
    execution = account.call(f"events?{query}")
    assert execution.reply.status == status
    if status == 200:
        assert "portalid" in {name.lower() for name in execution.response.json()["params"]}
    else:
        assert execution.status is None
        assert "123456" in notes(execution)


def test_a_body_over_six_megabytes_is_413_and_no_execution(account: Account) -> None:
    account.functions.add(
        "events", "sendResponse({ body: { runs: (globalThis.n = (globalThis.n || 0) + 1) } });", method="POST"
    )
    assert account.call("events", content=b"x" * 6_291_456).response.json() == {"runs": 1}
    execution = account.call("events", content=b"x" * 6_291_457)
    assert (execution.reply.status, execution.status) == (413, None)
    assert execution.response.reason_phrase == "Content Too Large"  # on every Python
    assert "6,291,457 bytes" in notes(execution)
    assert account.call("events", content=b"x").response.json() == {"runs": 2}


def test_an_account_that_used_its_minute_is_throttled_until_it_slides_on(make_account: AccountMaker) -> None:
    clock = Clock()
    clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    account = make_account(clock=clock)
    account.functions.add("events", ECHO)
    account.quota.book(300)
    clock.advance(timedelta(seconds=20))
    account.quota.book(301)
    execution = account.call("events")
    assert (execution.reply.status, execution.status) == (429, None)
    assert execution.response.headers["retry-after"] == "40"
    assert "try again in 40 s" in notes(execution)
    clock.advance(timedelta(seconds=40))
    assert account.call("events").status is Status.SUCCESS


def test_a_body_that_does_not_parse_is_400_and_no_execution(account: Account) -> None:
    account.functions.add("events", "console.log('ran'); sendResponse({});", method="POST")
    execution = account.call("events", content='{"a":', headers={"Content-Type": "application/json"})
    assert (execution.reply.status, execution.status, execution.console) == (400, None, ())
    assert "does not parse" in notes(execution)
    assert account.quota_state.time_remaining == 600_000


def test_a_call_that_did_not_run_has_no_record(account: Account) -> None:
    execution = account.call("nothing")
    assert (execution.status, execution.memory, execution.error, execution.limits) == (None, None, None, None)
    assert execution.context is None


def test_a_reply_is_handed_out_before_the_work_behind_it_is_done(account: Account) -> None:
    account.functions.add(
        "events",
        "sendResponse({ body: 'x' }); await new Promise((r) => setTimeout(r, 100)); throw new Error('behind');",
    )
    seen: list[int] = []
    request = Request("GET", "https", "123456.hs-sites.com", "/_hcms/api/events", "", ())
    execution = account.handle(request, lambda reply: seen.append(reply.status))
    assert seen == [200]
    assert execution.reply.status == 200
    assert execution.status is Status.UNHANDLED_ERROR
    assert "had been sent before" in notes(execution)


@pytest.mark.parametrize(
    "problem", [KeyError("x"), ValueError("x"), BrokenPipeError(), RuntimeError("x"), KeyboardInterrupt()]
)
def test_an_error_of_who_takes_the_reply_is_not_taken_for_the_functions(
    account: Account, problem: BaseException
) -> None:
    account.functions.add("events", "globalThis.n = (globalThis.n || 0) + 1; sendResponse({ body: { n } });")
    request = Request("GET", "https", "123456.hs-sites.com", "/_hcms/api/events", "", ())

    def fails(_: object) -> None:
        raise problem

    with pytest.raises(type(problem)):
        account.handle(request, fails)
    assert account.call("events").status is Status.SUCCESS


def test_a_closed_account_says_so(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("events", ECHO)
    account.close()
    account.close()
    with pytest.raises(RuntimeUnavailable, match="closed"):
        account.call("events")
    with pytest.raises(RuntimeUnavailable, match="closed"):
        account.functions.add("other", ECHO)


def test_a_node_that_does_not_serve_the_runtime_is_told(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(nodes=("/nowhere/node",)))
    with pytest.raises(RuntimeUnavailable, match="/nowhere/node"):
        account.functions.add("events", ECHO)
    account.functions.load("app", '{"endpoints": {"events": {"file": "f.js"}}}', {"f.js": "exports.main = 1;"})
    with pytest.raises(RuntimeUnavailable, match="Node 20"):
        account.call("events")


def test_the_timeouts_status_is_a_setting(make_account: AccountMaker) -> None:
    account = make_account(limits=Limits(execution_seconds=0.8), settings=Settings(timeout_status=504))
    account.functions.add("events", "while (true) {}")
    execution = account.call("events")
    assert (execution.reply.status, execution.reply.body) == (504, b"{}")
    assert execution.error is not None
    assert execution.error.message == "Task timed out after 0.80 seconds"


def test_the_url_names_the_first_domain(make_account: AccountMaker) -> None:
    assert make_account(7).url("events/update") == "https://7.hs-sites.com/_hcms/api/events/update"
    account = make_account(7, domains=["www.example.com"])
    assert account.functions.add("events", ECHO).url == "https://www.example.com/_hcms/api/events"


def test_every_execution_has_an_id_of_its_own(make_account: AccountMaker) -> None:
    first, second = make_account(), make_account()
    for account in (first, second):
        account.functions.add("events", ECHO)
    ids = [account.call("events").id for account in (first, first, second, second)]
    assert len(set(ids)) == 4
