"""`execution.outgoing`: what a function has sent and got, as one reads it, without a secret, led back to its cell."""

from __future__ import annotations

import base64
import copy
import pickle
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.emulator.outgoing.exchanges import HeaderLines, seen
from hsfunc_magics.emulator.secrets.masking import Masker
from hsfunc_magics.runtime.outcome import Carried, Failure, Thrown, Work
from hsfunc_magics.runtime.outgoing import Exchange

from ...outgoing_calls import CONTACTS, called, exchange

VALUE = "Qx7vWk3Jp9Tn"


@pytest.fixture(scope="module")
def keeper() -> Iterator[Account]:
    with closing(Account()) as account:
        account.secrets.add("TOKEN", VALUE)
        account.functions.add("f", "\n\n  sendResponse({ body: 1 });", method=["GET", "POST"], secrets=["TOKEN"])
        yield account


def test_it_is_read_as_one_guesses(keeper: Account) -> None:
    sent = [
        exchange("POST", sent=b'{"a": 1}', status=201, answer=b'{"id": "7"}', by="mock", line=3, column=9),
        exchange(f"{CONTACTS}/1", code="ENOTFOUND", message="getaddrinfo ENOTFOUND api.hubapi.com"),
        exchange("GET", "https://slow.example/x", by="cassette"),
    ]
    first, failed, pending = called(keeper, sent).outgoing
    assert (first.request.method, first.request.url, first.request.json()) == ("POST", CONTACTS, {"a": 1})
    assert first.response is not None and failed.failure is not None
    assert (first.response.status, first.response.status_code, first.response.json()) == (201, 201, {"id": "7"})
    assert (first.request.text, first.response.text, first.response.size) == ('{"a": 1}', '{"id": "7"}', 11)
    assert first.response.headers["Content-Type"] == "application/json" and "x" not in first.response.headers
    assert (first.at, first.seconds, first.by) == (0.010, 0.020, "mock")
    assert str(first.position) == "app.functions/f.js:3:9" and failed.position is None
    assert (failed.failure.kind, failed.failure.code, failed.response) == ("dns", "ENOTFOUND", None)
    assert (pending.response, pending.failure) == (None, None)
    assert [str(one) for one in (first, pending)] == [
        f"POST {CONTACTS} → 201 Created (mock)",
        "GET https://slow.example/x → no answer (cassette)",
    ]
    assert repr(first) == f"<{first}>"


def test_a_body_that_is_no_json_says_why() -> None:
    whole = seen(exchange(sent=b"a=1"), Masker([]), None)
    part = seen(exchange(sent=b'{"a": ', request_bytes=70_000), Masker([]), None)
    with pytest.raises(ValueError, match=r"^The body is no JSON: Expecting value"):
        whole.request.json()
    with pytest.raises(ValueError, match="of its 70,000 bytes the first 6 are kept"):
        part.request.json()


def test_headers_are_lines_and_have_names() -> None:
    headers = HeaderLines((("A", "1"), ("b", "2"), ("a", "3")))
    assert (headers["a"], headers.get("B"), headers.get("c"), headers[0], headers[1:]) == (
        *("1, 3", "2", None),
        *(("A", "1"), (("b", "2"), ("a", "3"))),
    )
    assert "B" in headers and ("b", "2") in headers and len(headers) == 3
    with pytest.raises(KeyError, match="there are A, b, a"):
        headers["c"]


WAYS = [VALUE, quote(f"{VALUE}/é"), base64.b64encode(f"user:{VALUE}".encode()).decode(), VALUE.upper()]


@given(way=st.sampled_from(WAYS), text=st.text(max_size=5))
def test_no_secret_is_in_it_wherever_it_was_put(way: str, text: str) -> None:
    planted = f"{text}{way}&"
    made = seen(
        exchange(
            "POST",
            f"{CONTACTS}?hapikey={planted}",
            sent=planted.encode("utf-8", "replace"),
            headers=(("Authorization", f"Bearer {planted}"), (f"X-{planted}", "1")),
            status=200,
            answer=planted.encode("utf-8", "replace"),
            rule=planted,
        ),
        Masker([VALUE, f"{VALUE}/é"]),
        None,
    )
    failed = seen(exchange(code=f"E_{way}", message=planted), Masker([VALUE, f"{VALUE}/é"]), None)
    for shown in (made, failed):
        told = [str(shown), repr(shown), repr(shown.request), repr(shown.response), repr(shown.failure), shown.rule]
        assert [one for one in told if way.lower() in one.lower()] == []


def test_the_beginning_of_a_secret_where_a_body_was_cut_is_masked() -> None:
    made = seen(exchange(sent=f"x={VALUE[:-2]}".encode(), request_bytes=100), Masker([VALUE]), None)
    assert made.request.text == "x=•••"


def test_a_pickle_and_a_copy_keep_it_without_source_and_secrets(keeper: Account) -> None:
    sent = exchange(headers=(("authorization", f"Bearer {VALUE}"),), status=200, line=3, column=9)
    execution = called(keeper, [sent])
    assert execution.leaks == ()  # where the function may send it is no leak
    stored = pickle.dumps(execution)
    assert VALUE.encode() not in stored and b"sendResponse({ body: 1 })" in stored
    for again in (pickle.loads(stored), copy.copy(execution), copy.deepcopy(execution)):
        assert again.outgoing == execution.outgoing
        assert str(again.outgoing[0].position) == "app.functions/f.js:3:9"
        assert again.outgoing[0].request.headers["authorization"] == "Bearer •••"


def note_of(keeper: Account, work: Work, *sent: Exchange) -> str:
    (note,) = called(keeper, list(sent), work=work).notes
    return note.text


def test_the_note_on_a_get_that_writes_names_the_request(keeper: Account) -> None:
    query = exchange("POST", "https://api.hubapi.com/graphql?x=1", sent=b'{"query": "{ a }"}', status=200)
    write = exchange("POST", f"{CONTACTS}?key={VALUE}", sent=b"{}", status=201)
    assert note_of(keeper, Work(wrote="POST"), exchange(status=200), write).startswith(
        f"This GET sent POST {CONTACTS} elsewhere: a GET request must not write"
    )
    assert f"POST {CONTACTS} elsewhere" in note_of(keeper, Work(wrote="POST", queried=True), query, write)
    assert "elsewhere, by POST https://api.hubapi.com/graphql: it reads" in note_of(keeper, Work(queried=True), query)
    assert note_of(keeper, Work(wrote="PUT")).startswith("This GET sent a PUT request elsewhere: ")


def test_a_search_of_hubspots_is_no_write(keeper: Account) -> None:
    search = exchange("POST", f"{CONTACTS}/search", sent=b"{}", status=200)
    batch = exchange("POST", f"{CONTACTS}/batch/read", sent=b"{}", status=200)
    update = exchange("PATCH", f"{CONTACTS}/7", sent=b"{}", status=200)
    told = note_of(keeper, Work(wrote="POST"), search, batch)
    assert told.startswith(f"This GET sent a search elsewhere, by POST {CONTACTS}/search: it reads")
    assert f"PATCH {CONTACTS}/7 elsewhere" in note_of(keeper, Work(wrote="POST"), search, update)
    elsewhere = exchange("POST", "https://api.example.com/search", sent=b"{}", status=200)
    assert "POST https://api.example.com/search elsewhere" in note_of(keeper, Work(wrote="POST"), elsewhere)


def hint(keeper: Account, failure: Failure, *sent: Exchange) -> str:
    error = called(keeper, list(sent), failure=failure).error
    assert error is not None
    return error.hint


def test_a_time_out_names_what_was_pending(keeper: Account) -> None:
    pending = [exchange("GET", f"https://slow.example/{number}?key={VALUE}") for number in range(5)]
    assert hint(keeper, Failure("timeout"), exchange(status=200), pending[0]) == (
        "An execution may take 10 s, loading included. Without an answer until then: GET https://slow.example/0."
    )
    assert hint(keeper, Failure("timeout"), *pending).endswith("GET https://slow.example/2 and 2 more.")
    assert hint(keeper, Failure("silent"), pending[0]).endswith(
        "Without an answer until then: GET https://slow.example/0."
    )
    assert hint(keeper, Failure("timeout"), exchange(status=200)) == "An execution may take 10 s, loading included."


LOST = "getaddrinfo ENOTFOUND api.hubapi.com"


def test_an_error_that_a_lost_request_has_caused_says_how_to_answer_it(keeper: Account) -> None:
    lost = exchange(code="ENOTFOUND", message=LOST, url=f"{CONTACTS}?limit=1")
    other = exchange("PUT", "https://x.example/", code="ECONNRESET", message="read ECONNRESET")
    mock = f"account.mock('GET', '{CONTACTS}', …) can give one, and so can account.mock_hubspot()."
    told = f"GET {CONTACTS} got no answer (ENOTFOUND): {mock}"
    cause = Thrown("Error", LOST, "", Carried({"code": "ENOTFOUND"}))
    for failure in (
        Failure("error", "Error", LOST),
        Failure("error", "TypeError", "fetch failed", carried=Carried(cause=cause)),
        Failure("error", "Error", "not saved", carried=Carried(properties={"code": "ENOTFOUND"})),
    ):
        assert hint(keeper, failure, lost, other) == told
    assert hint(keeper, Failure("error", "TypeError", "x is not a function"), lost) == ""
    refused = exchange(code="ENOTFOUND", message=LOST, by="refused")
    assert hint(keeper, Failure("error", "Error", LOST), refused) == ""
    assert called(keeper, [lost]).error is None
