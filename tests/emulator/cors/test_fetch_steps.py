"""The verdict on a page's call, rule by rule; the messages are Chromium's (see tests/browser/test_cors.py)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import RequestError
from hsfunc_magics.emulator.call.response import PlatformResponse
from hsfunc_magics.emulator.cors.fetch_steps import Hop, onward
from hsfunc_magics.emulator.cors.page import Page, make_page, own_headers
from hsfunc_magics.emulator.cors.verdict import CorsAccess, Verdict

from .judging import judge

URL = "https://www.example.com/_hcms/api/f"
SHOP = "https://shop.example"
AO, AC, AM, AH = (f"Access-Control-Allow-{name}" for name in ("Origin", "Credentials", "Methods", "Headers"))
GET, PUT, X = ("GET", ()), ("PUT", ()), ("GET", (("X-Test", "1"),))
OK = ((AO, SHOP),)
INCLUDE = {"credentials": "include"}


def page(origin: str = SHOP, **settings: str) -> Page:
    return make_page(origin, **settings)


def judged(
    request: tuple[str, Any] = GET, response: Any = (), preflight: Any = (), status: int = 204, **settings: str
) -> Verdict:
    return judge(
        page(**settings),
        request[0],
        URL,
        request[1],
        PlatformResponse(status, preflight),
        PlatformResponse(200, response),
    )


SIMPLE = {
    "nothing is allowed": ((), {}, f"{AO} is missing", (f"{AO}: {SHOP}",)),
    "another origin": (((AO, "https://x.example"),), {}, f"{AO} names another origin", (f"{AO}: {SHOP}",)),
    "a slash too many": (((AO, f"{SHOP}/"),), {}, f"{AO} names another origin", (f"{AO}: {SHOP}",)),
    "null": (((AO, "null"),), {}, f"{AO} names another origin", (f"{AO}: {SHOP}",)),
    "no origin": (((AO, "shop"),), {}, f"{AO} is no origin", (f"{AO}: {SHOP}",)),
    "two lines": (((AO, SHOP), (AO, SHOP)), {}, f"{AO} has more than one value", (f"{AO}: {SHOP}",)),
    "a wildcard": (
        ((AO, "*"),),
        INCLUDE,
        f"{AO} must not be * with credentials",
        (f"{AO}: {SHOP}", f"{AC}: true"),
    ),
    "no credentials": (OK, INCLUDE, f"{AC} must be true with credentials", (f"{AC}: true",)),
    "TRUE": ((*OK, (AC, "TRUE")), INCLUDE, f"{AC} must be true with credentials", (f"{AC}: true",)),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_a_response_that_does_not_allow_it(name: str) -> None:
    response, settings, rule, cure = SIMPLE[name]
    verdict = judged(response=response, **settings)
    assert (verdict.outcome, verdict.rule, verdict.cure) == (CorsAccess.BLOCKED, rule, cure)
    assert verdict.message.startswith(f"Access to fetch at '{URL}' from origin '{SHOP}' has been blocked by CORS")
    assert verdict.preflight is None


PREFLIGHTS = {
    "nothing": (PUT, 204, (), {}, f"{AO} is missing in the answer to the preflight", (f"{AO}: {SHOP}", f"{AM}: PUT")),
    "a status": (PUT, 404, (*OK, (AM, "PUT")), {}, "the answer to the preflight has no ok status", ()),
    "a redirect": (PUT, 301, OK, {}, "a preflight is not redirected", ()),
    "the method": (PUT, 204, OK, {}, f"{AM} does not name PUT", (f"{AM}: PUT",)),
    "its case": (PUT, 204, (*OK, (AM, "put")), {}, f"{AM} does not name PUT", (f"{AM}: put, PUT",)),
    "bad methods": (PUT, 204, (*OK, (AM, "P UT")), {}, f"{AM} cannot be read", (f"{AM}: PUT",)),
    "the header": (X, 204, OK, {}, f"{AH} does not name x-test", (f"{AH}: x-test",)),
    "bad headers": (X, 204, (*OK, (AH, "a b")), {}, f"{AH} cannot be read", (f"{AH}: x-test",)),
    "authorization": (
        ("GET", (("Authorization", "x"),)),
        204,
        (*OK, (AH, "*")),
        {},
        f"{AH} does not name authorization",
        (f"{AH}: authorization",),
    ),
    "methods by wildcard": (
        PUT,
        204,
        (*OK, (AC, "true"), (AM, "*")),
        INCLUDE,
        f"{AM} does not name PUT",
        (f"{AM}: *, PUT",),
    ),
    "headers by wildcard": (
        X,
        204,
        (*OK, (AC, "true"), (AH, "*")),
        INCLUDE,
        f"{AH} does not name x-test",
        (f"{AH}: x-test",),
    ),
}


@pytest.mark.parametrize("name", PREFLIGHTS)
def test_a_preflight_that_does_not_allow_it(name: str) -> None:
    request, status, answer, settings, rule, cure = PREFLIGHTS[name]
    verdict = judged(request, OK, answer, status, **settings)
    assert (verdict.outcome, verdict.rule, verdict.cure) == (CorsAccess.BLOCKED, rule, cure)
    assert verdict.preflight is not None
    assert (verdict.preflight.status, verdict.preflight.passed) == (status, False)
    assert any("answers the preflight itself" in advice.text for advice in verdict.advice)


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (PUT, (*OK, (AM, "GET, PUT"))),
        (PUT, ((AO, "*"), (AM, "*"))),
        (X, (*OK, (AH, "X-TEST"))),
        (X, (*OK, (AH, "*"))),
        (("POST", (("Authorization", "x"), ("X-Test", "1"))), (*OK, (AH, "Authorization"), (AH, "x-test"))),
    ],
)
def test_a_preflight_that_allows_it(request_: tuple[str, Any], answer: Any) -> None:
    verdict = judged(request_, OK, answer)
    assert verdict.outcome is CorsAccess.READABLE
    assert verdict.preflight is not None and verdict.preflight.passed


def test_the_preflight_asks_for_the_method_and_the_headers_that_are_not_safelisted() -> None:
    headers = (("X-B", "1"), ("Accept", "*/*"), ("Content-Type", "application/json"), ("x-a", "1"))
    preflight = judged(("PATCH", headers)).preflight
    assert preflight is not None
    assert (preflight.method, preflight.headers) == ("PATCH", ("content-type", "x-a", "x-b"))
    assert preflight.reasons[0] == "the method PATCH is not safelisted"


UNSENT = {
    "mixed content": (page("https://www.example.com"), "GET", URL.replace("https", "http"), "Mixed Content: The page"),
    "no-cors, PUT": (page(mode="no-cors"), "PUT", URL, "'PUT' is unsupported in no-cors mode"),
    "same-origin": (page(mode="same-origin"), "GET", URL, 'Request mode is "same-origin"'),
}


@pytest.mark.parametrize("name", UNSENT)
def test_a_request_that_is_not_even_sent_is_blocked_without_a_cure(name: str) -> None:
    caller, method, url, message = UNSENT[name]
    verdict = judge(caller, method, url, (), None, PlatformResponse(200, ((AO, "*"),)))
    assert verdict.blocked and message in verdict.message
    assert verdict.cure == ()


@pytest.mark.parametrize(
    ("origin", "differs", "text"),
    [
        ("https://shop.example", ("domain",), "Another domain: the page is on shop.example"),
        ("http://www.example.com", ("protocol",), "Change the protocol to match, and that will fix it."),
        ("https://www.example.com:8443", ("port",), "Another port: the page's is 8443, the function's 443."),
        ("http://www.example.com:8080", ("protocol", "port"), "Change the protocol to match."),
        ("http://shop.example", ("domain", "protocol"), "Another protocol: the page uses http, the call https."),
        ("null", ("null",), "no origin of its own"),
    ],
)
def test_it_says_what_makes_it_another_origin(origin: str, differs: tuple[str, ...], text: str) -> None:
    verdict = judged(origin=origin)
    assert verdict.differs == differs
    assert any(text in advice.text for advice in verdict.advice)
    assert {"domain", "protocol"} & {*differs} == {
        word
        for advice in verdict.advice
        for word in ("domain", "protocol")
        if advice.text.startswith(f"Another {word}")
        and str(advice.source) == "HubSpot's serverless functions reference: CORS"
    }


@pytest.mark.parametrize(
    "origin", ["https://WWW.example.com", "https://www.example.com:443", "https://www.example.com/"]
)
def test_the_same_origin_in_other_words(origin: str) -> None:
    verdict = judged(("DELETE", (("X-Test", "1"),)), (("X-One", "1"), ("Set-Cookie", "a=1")), origin=origin)
    assert (verdict.outcome, verdict.readable, verdict.hidden) == (CorsAccess.SAME_ORIGIN, ("x-one",), ("set-cookie",))


def test_a_page_reads_safelisted_and_exposed_headers() -> None:
    response = (*OK, ("Content-Type", "x"), ("X-One", "1"), ("X-Two", "2"), ("Set-Cookie", "a=1"))
    exposed = ("Access-Control-Expose-Headers", "X-ONE, set-cookie")
    assert judged(response=response).readable == ("content-type",)
    assert judged(response=(*response, exposed)).readable == ("content-type", "x-one")
    everything = (*response, (AC, "true"), (exposed[0], "*"))
    assert "x-two" in judged(response=everything).readable
    assert "set-cookie" not in judged(response=everything).readable
    assert judged(response=everything, credentials="include").readable == ("content-type",)


def test_no_cors_gives_a_response_without_anything() -> None:
    verdict = judged(response=((AO, "*"), ("X-One", "1")), mode="no-cors")
    assert (verdict.outcome, verdict.readable, verdict.hidden) == (CorsAccess.OPAQUE, (), (AO.lower(), "x-one"))


@pytest.mark.parametrize(
    ("start", "location", "origin"),
    [
        (f"{SHOP}/a", URL, SHOP),
        (URL, "https://www.example.com/b", SHOP),
        (URL, "https://third.example/b", "null"),
        (URL, f"{SHOP}/b", "null"),
    ],
)
def test_a_redirect_between_foreign_origins_takes_the_origin_away(start: str, location: str, origin: str) -> None:
    hop = onward(Hop(page(), "GET", start), location, "GET")
    assert isinstance(hop, Hop)
    assert hop.origin == origin
    assert hop.cross


def test_a_redirect_to_another_origin_takes_authorization_away() -> None:
    headers = (("Authorization", "x"), ("Content-Type", "text/plain"), ("X-Test", "1"))
    near = onward(Hop(page(), "POST", URL, headers), "https://www.example.com/b", "POST")
    far = onward(Hop(page(), "POST", URL, headers), "https://third.example/b", "GET")
    assert isinstance(near, Hop) and isinstance(far, Hop)
    assert (near.headers, far.headers) == (headers, (("X-Test", "1"),))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("shop.example", None, None), "a protocol and a domain"),
        (("", None, None), "it is empty"),
        ((SHOP, "nocors", None), "Did you mean no-cors"),
        ((SHOP, None, "includes"), "Did you mean include"),
    ],
)
def test_an_origin_or_setting_that_no_page_has_is_refused(arguments: tuple[Any, ...], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        make_page(*arguments)


def test_a_page_cannot_send_what_is_no_header() -> None:
    with pytest.raises(RequestError, match="'X Test'"):
        own_headers((("X Test", "1"),), page().mode)


_NAME = st.sampled_from([AO, AC, AM, AH, "Access-Control-Expose-Headers", "X-One"])
_VALUE = st.sampled_from([SHOP, "*", "true", "PUT", "x-test", "null", "a b", ""]) | st.text(max_size=12)
_LINES = st.lists(st.tuples(_NAME, _VALUE), max_size=5).map(tuple)
_REQUEST = st.sampled_from([GET, PUT, X, ("PATCH", (("Authorization", "x"), ("X-A", "1")))])


@given(_REQUEST, _LINES, _LINES, st.sampled_from(["omit", "same-origin", "include"]))
def test_the_cure_cures(request_: tuple[str, Any], preflight: Any, response: Any, credentials: str) -> None:
    answers = {"preflight": preflight, "response": response}
    for _ in answers:
        verdict = judged(request_, answers["response"], answers["preflight"], credentials=credentials)
        failed = "preflight" if verdict.preflight is not None and not verdict.preflight.passed else "response"
        lines = [tuple(line.split(": ", 1)) for line in verdict.cure]
        names = {name.lower() for name, _ in lines}
        answers[failed] = (*(pair for pair in answers[failed] if pair[0].lower() not in names), *lines)
    assert not judged(request_, answers["response"], answers["preflight"], credentials=credentials).blocked
