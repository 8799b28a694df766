"""A page's call in Chromium to the server and in the emulator: the same outcome, message and requests."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.call.execution import Execution
from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.emulator.cors.page import make_page
from hsfunc_magics.emulator.cors.verdict import CorsAccess, Verdict

from ..emulator.cors.judging import judge
from .cors_scenarios import BEHIND_A_PREFLIGHT, NO_ORIGIN, OTHER_PROTOCOL, PLATFORM, TLS, Scenario
from .origins import self_signed, served
from .patience import SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ANSWER = """
const { h, status } = context.params;
const { origin, referer, cookie, 'content-type': type, 'x-test': test } = context.headers;
const headers = {};
for (const [name, value] of JSON.parse(h?.[0] ?? '[]')) headers[name] = value;
sendResponse({
  statusCode: Number(status?.[0] ?? 200),
  headers,
  body: { method: context.method, origin, referer, cookie, type, test },
});
"""
# A page comes from a function as well; the origin of one in a sandbox is null.
PAGE, SANDBOXED = "/_hcms/api/page", "/_hcms/api/sandboxed"
HTML = """
const headers = context.endpoint === "sandboxed" ? { "Content-Security-Policy": "sandbox allow-scripts" } : {};
sendResponse({ headers, body: "<!doctype html><title>page</title><link rel=icon href=data:,>" });
"""
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
# What the page gets of a fetch, as far as it can tell.
FETCH = """async ([url, init]) => {
  try {
    const response = await fetch(url, init);
    return { type: response.type, status: response.status, headers: [...response.headers.keys()],
             body: await response.text() };
  } catch (error) {
    return { error: String(error) };
  }
}"""
# What an HTTP server adds by itself.
OF_THE_SERVER = {"content-length", "connection", "date", "server"}


@dataclass
class Place:
    """The account behind its ports, and what came in there: the methods of each scenario's requests, and who ran."""

    account: Account
    ports: dict[str, str]
    asked: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    ran: set[str] = field(default_factory=set[str])

    def note(self, execution: Execution) -> None:
        """A request has come in."""
        case = parse_qs(execution.request.query).get("case", ["-"])[0]
        self.asked.setdefault(case, []).append(execution.request.method)
        if execution.status is not None:
            self.ran.add(case)

    def behind_answers(self) -> Place:
        """The same where something answers preflights."""
        return replace(self, ports={**self.ports, "a": self.ports["p"]})

    def fill(self, scenario: Scenario) -> dict[str, str]:
        return {**self.ports, "page": scenario.page.format(**self.ports)}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with ExitStack() as stack:
        made = Place(Account(), {})
        stack.callback(made.account.close)
        made.ports["a"] = stack.enter_context(served(made.account))
        made.ports["b"] = stack.enter_context(served(made.account))
        made.ports["p"] = stack.enter_context(served(made.account, answering=True))
        certificate = self_signed(tmp_path_factory.mktemp("certificate"))
        if certificate is not None:
            made.ports["s"] = stack.enter_context(served(made.account, certificate))
        hosts = [f"{host}:{port}" for host in ("127.0.0.1", "localhost") for port in made.ports.values()]
        made.account.domains = (*hosts, "www.example.test")
        made.account.functions.add("answer", ANSWER, method=EVERY_METHOD)
        made.account.functions.add("page", HTML)
        made.account.functions.add("sandboxed", HTML)
        made.account.functions.add("plain", "sendResponse({ body: 'plain' });", method=EVERY_METHOD)
        yield made


@dataclass
class Seen:
    """What Chromium made of a scenario."""

    got: dict[str, Any]
    message: str

    @property
    def outcome(self) -> CorsAccess:
        kinds = {"basic": CorsAccess.SAME_ORIGIN, "cors": CorsAccess.READABLE, "opaque": CorsAccess.OPAQUE}
        return kinds[self.got["type"]] if "type" in self.got else CorsAccess.BLOCKED


def in_chromium(browser: Browser, place: Place, scenarios: tuple[Scenario, ...]) -> list[Seen]:
    """Every scenario, in one page for each origin."""
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(SECONDS * 1000)
    context.add_cookies([{"name": "seen", "value": "1", "url": "http://127.0.0.1"}])
    pages: dict[str, tuple[Any, list[str]]] = {}
    found: list[Seen] = []
    try:
        for number, scenario in enumerate(scenarios):
            if scenario.page not in pages:
                page, messages = context.new_page(), list[str]()
                page.on("console", lambda message, kept=messages: kept.append(message.text))
                home = f"http://127.0.0.1:{place.ports['a']}{SANDBOXED}"
                page.goto(home if scenario.page == NO_ORIGIN else scenario.page.format(**place.ports) + PAGE)
                pages[scenario.page] = page, messages
            page, messages = pages[scenario.page]
            messages.clear()
            got = page.evaluate(FETCH, [scenario.url(place.fill(scenario), number), scenario.init])
            if got.get("error") == "TypeError: Failed to fetch":
                until = time.monotonic() + SECONDS
                while not any(map(tells, messages)) and time.monotonic() < until:
                    page.wait_for_timeout(20)
            message = next(filter(tells, messages), got.get("error", ""))
            found.append(Seen(got, message.strip().replace(PAGE + ".", "/.").replace(f"{PAGE}'", "/'")))
    finally:
        context.close()
    return found


def tells(message: str) -> bool:
    """Whether a message gives the reason; the network's own only says that it failed."""
    return not message.startswith("Failed to load resource")


def in_the_emulator(place: Place, scenario: Scenario, number: int) -> tuple[Verdict, Any]:
    """The verdict on a scenario, and the body that the function sent."""
    init = dict(scenario.init)
    execution = place.account.call(
        scenario.url(place.fill(scenario), number),
        method=init.get("method"),
        headers=init.get("headers"),
        content=init.get("body"),
        cookies={"seen": "1"},
        origin=place.fill(scenario)["page"],
        mode=init.get("mode"),
        credentials=init.get("credentials"),
    )
    assert execution.cors is not None
    return execution.cors, execution.reply.body.decode()


def compare(seen: Seen, verdict: Verdict, name: str) -> None:
    assert (seen.outcome, seen.message) == (verdict.outcome, verdict.message), name
    if seen.outcome in (CorsAccess.SAME_ORIGIN, CorsAccess.READABLE):
        assert {*seen.got["headers"]} - OF_THE_SERVER == {*verdict.readable} - OF_THE_SERVER, name


def check_on_the_platform(browser: Browser, place: Place, scenarios: tuple[Scenario, ...]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    place.asked.clear()
    place.ran.clear()
    disconnect = place.account.executed.connect(place.note)
    found = in_chromium(browser, place, scenarios)
    disconnect()
    for number, (scenario, seen) in enumerate(zip(scenarios, found, strict=True)):
        case = f"{number:03}"
        verdict, body = in_the_emulator(place, scenario, number)
        verdicts.append(verdict)
        compare(seen, verdict, scenario.name)
        assert (case in place.ran) == verdict.ran, scenario.name
        assert ("OPTIONS" in place.asked.get(case, [])) == (verdict.preflight is not None), scenario.name
        if seen.got.get("body", "").startswith("{"):
            # The page's own address is known as an origin only.
            told = seen.got["body"].replace(f'{PAGE}"', '/"')
            assert json.loads(told) == json.loads(body), scenario.name
    return verdicts


def test_on_the_platform_both_judge_alike(browser: Browser, place: Place) -> None:
    verdicts = check_on_the_platform(browser, place, PLATFORM)
    # Both would agree, too, if everything failed: every outcome is there, and in every kind of failure.
    assert {verdict.outcome for verdict in verdicts} == {*CorsAccess} - {CorsAccess.ELSEWHERE}
    assert len({verdict.rule for verdict in verdicts}) >= 10
    assert {verdict.ran for verdict in verdicts if verdict.blocked} == {True, False}


def test_between_http_and_https_both_judge_alike(browser: Browser, place: Place) -> None:
    if "s" not in place.ports:
        pytest.skip("there is no openssl to make a certificate with")
    assert any(scenario.page == OTHER_PROTOCOL for scenario in TLS)
    check_on_the_platform(browser, place, TLS)


def test_behind_an_answer_to_the_preflight_both_judge_alike(browser: Browser, place: Place) -> None:
    place = place.behind_answers()
    for number, (scenario, seen) in enumerate(
        zip(BEHIND_A_PREFLIGHT, in_chromium(browser, place, BEHIND_A_PREFLIGHT), strict=True)
    ):
        fill = place.fill(scenario)
        assert scenario.preflight is not None
        status, lines = scenario.preflight
        verdict = judge(
            make_page(fill["page"], credentials=scenario.init.get("credentials")),
            scenario.init.get("method", "GET"),
            scenario.url(fill, number),
            tuple(scenario.init.get("headers", {}).items()),
            PlatformResponse(status, tuple((name, value.format(**fill)) for name, value in lines)),
            PlatformResponse(
                scenario.status,
                (
                    *((name, value.format(**fill)) for name, value in scenario.answer),
                    ("Content-Type", "application/json; charset=utf-8"),
                ),
            ),
        )
        compare(seen, verdict, scenario.name)
