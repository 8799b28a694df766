"""Mocks: which requests they are for, what they answer, which of several is asked, and what is told of the others."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hsfunc_magics import Account, FunctionSyntaxError, MockError
from hsfunc_magics.emulator.outgoing.mocks.javascript import is_javascript
from hsfunc_magics.emulator.outgoing.mocks.pattern import RequestUrl, read_pattern
from hsfunc_magics.runtime.outgoing import Answer, NetworkFailure, OutgoingRequest, OutgoingResponse

from ..conftest import AccountMaker

CONTACTS = "https://api.hubapi.com/crm/v3/objects/contacts"


def ask(account: Account, method: str, url: str, body: bytes = b"", **headers: str) -> Answer | None:
    """What the outside world of an account answers."""
    return account.outside.answer(OutgoingRequest(method, url, tuple(headers.items()), body))


def body_of(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    assert isinstance(answer.outcome, OutgoingResponse), answer.outcome
    return answer.outcome.body.decode()


def failure_of(answer: Answer | None) -> NetworkFailure:
    assert answer is not None
    assert isinstance(answer.outcome, NetworkFailure), answer.outcome
    return answer.outcome


@pytest.mark.parametrize(
    ("pattern", "url", "params"),
    [
        (CONTACTS, CONTACTS, {}),
        (CONTACTS, f"{CONTACTS}/?limit=1#top", {}),
        (f"{CONTACTS}/", CONTACTS, {}),
        (CONTACTS, f"{CONTACTS}/7", None),
        (CONTACTS, CONTACTS.replace("https", "http"), None),
        (CONTACTS, CONTACTS.upper().replace("/CRM/V3/OBJECTS/CONTACTS", "/crm/v3/objects/contacts"), {}),
        (CONTACTS, CONTACTS.replace(".com", ".com:443"), {}),
        (CONTACTS, CONTACTS.replace(".com", ".com:444"), None),
        (f"{CONTACTS}/:id", f"{CONTACTS}/ann%40x.org", {"id": "ann@x.org"}),
        (f"{CONTACTS}/:id", f"{CONTACTS}/7/notes", None),
        (f"{CONTACTS}/:id/notes/:note.json", f"{CONTACTS}/7/notes/a.json", {"id": "7", "note": "a"}),
        ("https://x.org/v1/docs:run", "https://x.org/v1/docs:run", {}),
        ("https://x.org/ä b", "https://x.org/%C3%A4%20b", {}),
        ("https://*.hubapi.com/crm/*", CONTACTS.replace("api.", "eu.", 1), {}),
        ("https://*.hubapi.com/crm/*", "https://api.hubspot.com/crm/v3", None),
        ("*/crm/v3/objects/:type", CONTACTS, {"type": "contacts"}),
        ("*", "http://localhost:3000", {}),
        ("https://x.org", "https://x.org", {}),
        ("https://x.org", "https://x.org/a", None),
        (f"{CONTACTS}?limit=10", f"{CONTACTS}?after=3&limit=10", {}),
        (f"{CONTACTS}?limit=10", f"{CONTACTS}?limit=100", None),
        (f"{CONTACTS}?limit=10", CONTACTS, None),
        (f"{CONTACTS}?after=*", f"{CONTACTS}?after=abc", {}),
        (f"{CONTACTS}?p=a&p=b", f"{CONTACTS}?p=b&p=a", {}),
        (f"{CONTACTS}?p=a&p=a", f"{CONTACTS}?p=a", None),
    ],
)
def test_which_urls_a_pattern_means(make_account: AccountMaker, pattern: str, url: str, params: Any) -> None:
    account = make_account()
    mock = account.mock("GET", pattern)
    answer = ask(account, "GET", url)
    assert (answer is None) == (params is None)
    assert [dict(request.params) for request in mock.requests] == ([params] if params is not None else [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("PSOT", CONTACTS), "Did you mean POST?"),
        (("GET", "api.hubapi.com/crm"), "Did you mean https://api.hubapi.com/crm?"),
        (("GET", "/crm/v3"), "https://api.hubapi.com/crm/v3, or */crm/v3 for every host"),
        (("GET", "ftp://x.org/"), "it begins with https:// or http://"),
        (("GET", ""), "Which URL?"),
        (("GET", "https:///crm"), "names no host"),
        (("GET", f"{CONTACTS}/{{id}}"), "A path parameter is written :id, not {id}"),
        (("GET", f"{CONTACTS}/:id/:id"), "The path parameter :id stands twice"),
    ],
)
def test_a_mock_that_cannot_be_is_refused_with_what_was_meant(
    make_account: AccountMaker, arguments: tuple[str, str], told: str
) -> None:
    account = make_account()
    with pytest.raises(MockError) as caught:
        account.mock(*arguments)
    assert told in str(caught.value)
    assert not account.outside.in_use


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"fail": "timeuot"}, "Did you mean timeout?"),
        ({"fail": "ECONNRESET"}, "Did you mean reset?"),
        ({"fail": "dns", "status": 500}, "status does not go with fail"),
        ({"json": 1, "text": "a"}, "json and text were given"),
        ({"status": 99}, "from 200 to 599, not 99"),
        ({"status": 204, "text": "a"}, "status 204 has no body"),
        ({"json": {1, 2}}, "the body cannot be JSON"),
        ({"times": 0}, "a whole number from 1, not 0"),
        ({"delay": "3 weeks"}, "a text such as '300ms'"),
        ({"headers": {"X A": "1"}}, "'X A' is no name of a header"),
        ({"headers": {"X-A": "1\r\nX-B: 2"}}, "has a line break"),
        ({"respond": 7}, "respond is a function"),
        ({"respond": lambda _: {}, "json": 1}, "json does not go with it"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(make_account: AccountMaker, arguments: dict[str, Any], told: str) -> None:
    account = make_account()
    with pytest.raises(MockError) as caught:
        account.mock("GET", CONTACTS, **arguments)
    assert told in str(caught.value)


def test_what_a_mock_answers(make_account: AccountMaker) -> None:
    account = make_account()
    account.mock("GET", CONTACTS, json={"results": ["Ä"]}, headers={"X-Total": 1, "Set-Cookie": ["a=1", "b=2"]})
    answer = ask(account, "get", CONTACTS)
    assert answer == Answer(
        OutgoingResponse(
            200,
            (("Content-Type", "application/json"), ("X-Total", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
            '{"results":["Ä"]}'.encode(),
        ),
        "mock",
        0.0,
        f"GET {CONTACTS}",
    )
    account.mock("ANY", CONTACTS, status=404, text="gone", headers={"content-type": "text/html"}, delay="300ms")
    answer = ask(account, "HEAD", CONTACTS)
    assert answer is not None and answer.delay == 0.3
    assert answer.outcome == OutgoingResponse(404, (("content-type", "text/html"),), b"")
    account.mock("GET", CONTACTS, fail="refused")
    assert failure_of(ask(account, "GET", CONTACTS)) == NetworkFailure("refused")


def test_the_newest_with_times_left_answers(make_account: AccountMaker) -> None:
    account = make_account()
    old = account.mock("GET", CONTACTS, text="old")
    new = account.mock("GET", CONTACTS, text="new", times=2)
    assert [body_of(ask(account, "GET", CONTACTS)) for _ in range(3)] == ["new", "new", "old"]
    assert (old.hits, new.hits) == (1, 2)
    assert repr(new) == f"<Mock GET {CONTACTS}: 200 with text, 3 bytes, 2 times; 2 hits>"
    assert list(account.mocks) == [new, old]
    old.remove()
    old.remove()
    assert ask(account, "GET", CONTACTS) is None
    assert account.mocks.clear() == 1
    assert not account.outside.in_use


def test_times_hold_among_threads(make_account: AccountMaker) -> None:
    account = make_account()
    mock = account.mock("GET", CONTACTS, text="a", times=50)
    answered: list[bool] = []

    def many() -> None:
        answered.extend(ask(account, "GET", CONTACTS) is not None for _ in range(20))

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(answered), len(answered), mock.hits) == (50, 160, 50)


@pytest.mark.parametrize(
    ("method", "url", "told"),
    [
        ("POST", CONTACTS, f"GET {CONTACTS}: the method is GET there, and POST in the request."),
        (
            "GET",
            CONTACTS.replace("contacts", "contact"),
            f"GET {CONTACTS}: path segment 4 is contacts there, and contact in the request.",
        ),
        (
            "GET",
            CONTACTS.replace("hubapi", "hubspot"),
            f"GET {CONTACTS}: the host is api.hubapi.com there, and api.hubspot.com in the request.",
        ),
        (
            "GET",
            "https://x.org/a/b?b=1",
            "GET https://x.org/a?b=1: the path has 1 segment there (/a), and 2 in the request (/a/b).",
        ),
        ("GET", "https://x.org/a", "GET https://x.org/a?b=1: the query has b=1 there, and no b in the request."),
        ("GET", "https://x.org/a?b=2", "GET https://x.org/a?b=1: b in the query is 1 there, and 2 in the request."),
        ("PUT", "https://x.org/once", "PUT https://x.org/once: its 1 time is used up."),
    ],
)
def test_what_matched_none_names_the_nearest(make_account: AccountMaker, method: str, url: str, told: str) -> None:
    account = make_account()
    account.mock("GET", CONTACTS)
    account.mock("GET", "https://x.org/a?b=1")
    account.mock("PUT", "https://x.org/once", times=1)
    ask(account, "PUT", "https://x.org/once")
    ask(account, method, url)
    ask(account, method, url)
    assert account.mocks.nearest(OutgoingRequest(method, url)) == f"The nearest mock is {told}"
    assert account.mocks.unmatched == [(method, url, 2, f"The nearest mock is {told}")]
    account.mock(method, url)
    assert account.mocks.unmatched == []


def test_what_another_part_answers_is_no_miss(make_account: AccountMaker) -> None:
    account = make_account()
    account.mock("GET", CONTACTS)

    class Hub:
        def answer(self, request: OutgoingRequest) -> Answer | None:
            return Answer(OutgoingResponse(200), "hubspot") if request.url.endswith("/deals") else None

    account.outside.hubspot = Hub()
    ask(account, "GET", "https://api.hubapi.com/deals")
    ask(account, "GET", "https://api.hubapi.com/quotes")
    assert [one.url for one in account.mocks.unmatched] == ["https://api.hubapi.com/quotes"]


@pytest.mark.parametrize(
    ("given", "response"),
    [
        ({"a": 1}, OutgoingResponse(201, (("Content-Type", "application/json"), ("X-A", "1")), b'{"a":1}')),
        ("hi", OutgoingResponse(201, (("Content-Type", "text/plain; charset=utf-8"), ("X-A", "1")), b"hi")),
        (b"\0", OutgoingResponse(201, (("Content-Type", "application/octet-stream"), ("X-A", "1")), b"\0")),
        (None, OutgoingResponse(201, (("X-A", "1"),))),
        ((404, None), OutgoingResponse(404, (("X-A", "1"),))),
        (
            (429, {}, {"Retry-After": 1}),
            OutgoingResponse(429, (("Content-Type", "application/json"), ("X-A", "1"), ("Retry-After", "1")), b"{}"),
        ),
        (OutgoingResponse(500, (), b"x"), OutgoingResponse(500, (), b"x")),
        (NetworkFailure("reset"), NetworkFailure("reset")),
    ],
)
def test_what_a_python_function_gives(make_account: AccountMaker, given: Any, response: Any) -> None:
    account = make_account()
    account.mock("GET", CONTACTS, respond=lambda _: given, status=201, headers={"X-A": 1})
    answer = ask(account, "GET", CONTACTS)
    assert answer is not None and answer.outcome == response


def test_a_python_function_sees_the_request(make_account: AccountMaker) -> None:
    account = make_account()
    seen: dict[str, Any] = {}

    def respond(request: Any) -> Any:
        seen.update(
            id=request.params["id"], query=request.query, token=request.header("authorization"), body=request.json()
        )
        raise KeyError("nothing\nhere")

    account.mock("POST", f"{CONTACTS}/:id", respond=respond)
    failure = failure_of(ask(account, "POST", f"{CONTACTS}/7?a=1&b=2&b=3", b'{"n": 1}', Authorization="Bearer t"))
    assert seen == {"id": "7", "query": {"a": "1", "b": ["2", "3"]}, "token": "Bearer t", "body": {"n": 1}}
    assert failure.kind == "error"
    assert failure.message.startswith(
        f"The mock POST {CONTACTS}/:id failed: respond raised KeyError: 'nothing\\nhere' (line "
    )
    assert failure.message.endswith(" of respond)")


async def later(_: Any) -> dict[str, int]:
    return {}


@pytest.mark.parametrize(
    ("respond", "told"),
    [
        (lambda _: 7, "it is of type int; give a dict or list"),
        (lambda _: ("a", "b"), "a tuple is (status, body)"),
        (lambda _: {"a": {1}}, "the body cannot be JSON"),
        (lambda _: (99, ""), "from 200 to 599, not 99"),
        (later, "it is async"),
    ],
)
def test_a_python_function_that_gives_no_response_says_so(make_account: AccountMaker, respond: Any, told: str) -> None:
    account = make_account()
    account.mock("GET", CONTACTS, respond=respond)
    assert told in failure_of(ask(account, "GET", CONTACTS)).message


def test_requests_show_no_secret(make_account: AccountMaker) -> None:
    account = make_account()
    account.secrets.add("TOKEN", "pat-na1-0123456789")
    mock = account.mock("POST", f"{CONTACTS}/:id")
    url = f"{CONTACTS}/pat-na1-0123456789?hapikey=pat-na1-0123456789"
    ask(account, "POST", url, b'{"t": "pat-na1-0123456789"}', Authorization="Bearer pat-na1-0123456789")
    ask(account, "GET", url)
    [request] = mock.requests
    shown = f"{request.url}{request.headers}{request.body!r}{request.params}{account.mocks.unmatched}"
    assert "0123456789" not in shown
    assert request.header("Authorization") == "Bearer •••"


def test_a_reset_takes_mocks_away_and_restore_brings_them_back(make_account: AccountMaker) -> None:
    account = make_account()
    mock = account.mock("GET", CONTACTS, text="a")
    taken = account.reset()
    assert taken.mocks == (mock,)
    assert ask(account, "GET", CONTACTS) is None
    account.restore(taken)
    assert body_of(ask(account, "GET", CONTACTS)) == "a"


# ---------------------------------------------------------------- JavaScript


@pytest.fixture(scope="module")
def js() -> Any:
    """An account whose JavaScript mocks share their instances."""
    account = Account()
    yield account
    account.close()


@pytest.mark.parametrize(
    ("source", "response"),
    [
        (
            "(request) => ({ status: 201, headers: { 'X-A': 'b' }, body: request })",
            OutgoingResponse(
                201,
                (("Content-Type", "application/json"), ("X-A", "b")),
                b'{"method":"POST","url":"https://x.org/c/7?a=1&a=2","path":"/c/7","params":{"id":"7"},'
                b'"query":{"a":["1","2"]},"headers":{"x-one":"1"},"body":{"n":1}}',
            ),
        ),
        (
            "// a comment\nasync ({ body }) => { await null; return `n is ${body.n}`; };",
            OutgoingResponse(200, (("Content-Type", "text/plain; charset=utf-8"),), b"n is 1"),
        ),
        (
            "function respond() { return { status: 'ACTIVE' }; }",
            OutgoingResponse(200, (("Content-Type", "application/json"),), b'{"status":"ACTIVE"}'),
        ),
        (
            "const n = 2;\nmodule.exports = (r) => new Response(String(n), { status: 202 });",
            OutgoingResponse(202, (("content-type", "text/plain;charset=UTF-8"),), b"2"),
        ),
        ("r => Buffer.from([255])", OutgoingResponse(200, (("Content-Type", "application/octet-stream"),), b"\xff")),
        ("() => undefined", OutgoingResponse(200)),
    ],
)
def test_javascript_answers(js: Account, source: str, response: OutgoingResponse) -> None:
    mock = js.mock("POST", "https://x.org/c/:id", respond=source)
    answer = js.outside.answer(OutgoingRequest("POST", "https://x.org/c/7?a=1&a=2", (("X-One", "1"),), b'{"n":1}'))
    mock.remove()
    assert answer is not None and answer.outcome == response


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "(request) =>\n  request.nothing.here",
            "its JavaScript threw TypeError: Cannot read properties of undefined (reading 'here') (line 2, column 19)",
        ),
        ("r => null.a", "(line 1, column 11)"),
        ("module.exports = 7;", "no function is exported"),
        ("() => ({ status: 99 })", "from 200 to 599, not 99"),
        ("() => process.exit(3)", "its JavaScript ended without an answer (exit)"),
    ],
)
def test_javascript_that_fails_says_where(js: Account, source: str, told: str) -> None:
    mock = js.mock("GET", "https://x.org/f", respond=source)
    failure = failure_of(ask(js, "GET", "https://x.org/f"))
    mock.remove()
    assert failure.message.startswith("The mock GET https://x.org/f failed: ")
    assert told in failure.message


def test_javascript_remembers_while_it_is_there(js: Account) -> None:
    source = "let n = 0;\nmodule.exports = () => { console.log('asked', n); return { n: ++n }; };"
    mock = js.mock("GET", "https://x.org/n", respond=source)
    assert [body_of(ask(js, "GET", "https://x.org/n")) for _ in range(2)] == ['{"n":1}', '{"n":2}']
    assert mock.console == ["asked 0", "asked 1"]
    js.restart()
    assert body_of(ask(js, "GET", "https://x.org/n")) == '{"n":1}'
    mock.remove()


def test_what_is_no_javascript_that_answers_is_refused(js: Account) -> None:
    with pytest.raises(MockError, match="this does neither"):
        js.mock("GET", "https://x.org/n", respond="const answer = 1;")


@given(st.text("/*= \n(r)>a", max_size=60))
@example("/**/" * 5000)
@example("(" * 20_000)
@example("(a, " * 20_000)
def test_whether_a_text_is_javascript_is_known_at_once(text: str) -> None:
    is_javascript(text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_pattern_or_refused(pattern: str, url: str) -> None:
    read = RequestUrl.read(url)
    with suppress(MockError):
        read_pattern(pattern).match(read)


_SEGMENT = st.text(st.characters(exclude_characters="/?#*:{}", exclude_categories=("Cs",)), min_size=1, max_size=8)


@given(st.lists(_SEGMENT, min_size=1, max_size=4), st.integers(0, 3))
def test_a_url_matches_itself_and_gives_its_parameters_back(segments: list[str], at: int) -> None:
    assume(not {".", ".."} & set(segments))
    url = "https://x.org/" + "/".join(quote(segment, safe="") for segment in segments)
    assert read_pattern(url).match(RequestUrl.read(url)) == {}
    at %= len(segments)
    named = "https://x.org/" + "/".join([*map(quote, segments[:at]), ":name", *map(quote, segments[at + 1 :])])
    assert read_pattern(named).match(RequestUrl.read(url)) == {"name": segments[at]}


def test_javascript_that_does_not_compile_is_told_when_the_mock_is_made(js: Account) -> None:
    with pytest.raises(FunctionSyntaxError) as caught:
        js.mock("GET", "https://x.org/s", respond="(request) => {\n  return { a: };\n}")
    assert (caught.value.line, caught.value.column) == (2, 15)
    assert "  return { a: };" in str(caught.value)
    with pytest.raises(FunctionSyntaxError, match="Mocks are CommonJS"):
        js.mock("GET", "https://x.org/s", respond="export const respond = (request) => 1;")
