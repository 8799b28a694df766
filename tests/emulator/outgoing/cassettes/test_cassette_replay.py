"""Replaying: which request is a recorded one, what answers it, and how what is not recorded is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, CassetteError
from hsfunc_magics.emulator.outgoing.cassettes.exchange import Body, RecordedExchange, RecordedRequest, RecordedResponse
from hsfunc_magics.emulator.outgoing.cassettes.file import dump_cassette, parse_cassette
from hsfunc_magics.runtime.outgoing import Exchange, Headers, OutgoingRequest, OutgoingResponse

from .exchanges import CONTACTS, JSON, answered, asked, happened, refused, request, response

FORM: Headers = (("Content-Type", "application/x-www-form-urlencoded"),)


@pytest.fixture
def cassette(tmp_path: Path) -> Path:
    return tmp_path / "shop.json"


def recorded(account: Account, file: Path, *exchanges: Exchange) -> None:
    """Records exchanges, and replays them."""
    with account.record(file):
        for exchange in exchanges:
            account.outside.exchanged(exchange)
    account.replay(file)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (request(f"{CONTACTS}?a=1&b=2&b=3"), request(f"{CONTACTS}?b=3&a=1&b=2#part")),
        (request("https://X.org:443/a%20b"), request("https://x.org/a b")),
        (
            request(method="POST", json_body={"a": 1, "b": [True]}),
            request(method="post", headers=(JSON,), body=b'{ "b": [true],\n"a": 1.0 }'),
        ),
        (
            request(method="POST", headers=FORM, body=b"a=1&b=x+y"),
            request(method="POST", headers=FORM, body=b"b=x%20y&a=1"),
        ),
        (request(f"{CONTACTS}?hapikey=old-key-123"), request(f"{CONTACTS}?hapikey=other-key-456")),
        (
            request(method="POST", json_body={"client_secret": "one-value-1", "id": 1}),
            request(method="POST", json_body={"id": 1, "client_secret": "another-value-2"}),
        ),
    ],
)
def test_the_same_request_is_answered(
    account: Account, cassette: Path, first: OutgoingRequest, again: OutgoingRequest
) -> None:
    recorded(account, cassette, happened(first, response({"id": 1}, status=201)))
    outcome = asked(account, again).outcome
    assert outcome == OutgoingResponse(201, (("content-type", JSON[1]),), b'{"id":1}')


def test_one_request_is_answered_in_the_recorded_order_and_the_last_one_again(account: Account, cassette: Path) -> None:
    other = request("https://x.org/")
    exchanges = [happened(request(), response(1)), happened(other, response("x")), happened(request(), response(2))]
    recorded(account, cassette, *exchanges)
    assert repr(account.cassettes.playing) == f"<Cassette {cassette}: 0 of 3 exchanges used>"
    assert [answered(account, request()) for _ in range(4)] == [1, 2, 2, 2]
    assert str(account.cassettes.playing) == f"{cassette}: 2 of 3 exchanges used."
    assert asked(account, other).rule == f"{cassette}, exchange 2"


def test_a_function_gets_what_was_hidden_as_text_that_a_header_takes(account: Account, cassette: Path) -> None:
    headers = (JSON, ("Set-Cookie", "a=b"), ("X-Next", "https://x.org/?hapikey=abcdefgh"))
    recorded(account, cassette, happened(request(), response({"access_token": "abcdefgh-1"}, headers=headers)))
    outcome = asked(account, request()).outcome
    assert isinstance(outcome, OutgoingResponse)
    assert json.loads(outcome.body) == {"access_token": "***"}
    assert dict(outcome.headers) == {"content-type": JSON[1], "x-next": "https://x.org/?hapikey=***"}


def test_a_mask_that_somebody_writes_into_the_file_stands_for_anything(account: Account, cassette: Path) -> None:
    def sent(moment: str) -> OutgoingRequest:
        return request(f"{CONTACTS}/{moment}?at={moment}", method="POST", json_body={"at": moment, "n": len(moment)})

    recorded(account, cassette, happened(sent("monday"), response(1)))
    assert "the path is" in refused(account, sent("tuesday"))
    text = cassette.read_text("utf-8").replace("monday", "•••").replace('"n": 6', '"n": "•••"')
    cassette.write_text(text, "utf-8")
    account.replay(cassette)
    assert answered(account, sent("tuesday")) == 1


def test_a_port_that_is_another_one_each_time_may_be_masked(account: Account, cassette: Path) -> None:
    recorded(account, cassette, happened(request("http://ann:pw-12345@127.0.0.1:8080/a"), response(1)))
    assert answered(account, request("http://bob:other-pw@127.0.0.1:8080/a")) == 1
    refused(account, request("http://127.0.0.1:9090/a"))
    cassette.write_text(cassette.read_text("utf-8").replace(":8080", ":•••"), "utf-8")
    account.replay(cassette)
    assert answered(account, request("http://127.0.0.1:9090/a")) == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (request(f"{CONTACTS}?limit=20&after=1"), "the query parameter limit is 20, recorded is 10"),
        (request(f"{CONTACTS}?limit=20&after=1"), "the query parameter after is not recorded"),
        (request(CONTACTS), "the query parameter limit is missing, recorded is 10"),
        (request(f"{CONTACTS}?limit=10", method="PATCH"), "the method is PATCH, recorded is GET"),
        (request("https://api.hubapi.com/crm/v3/objects/deals?limit=10"), "the path is /crm/v3/objects/deals"),
        (
            request(f"{CONTACTS}/search", method="POST", json_body={"filters": [{"value": "Bob"}], "limit": "1"}),
            'in the body filters[0].value is "Bob", recorded is "Ann"',
        ),
        (
            request(f"{CONTACTS}/search", method="POST", json_body={"filters": [{"value": "Ann"}], "limit": True}),
            "in the body limit is true, recorded is 1",
        ),
        (request(f"{CONTACTS}/search", method="POST"), "the body is empty, recorded is {"),
    ],
)
def test_what_was_not_recorded_is_refused_with_the_nearest_and_what_differs(
    account: Account, cassette: Path, sent: OutgoingRequest, told: str
) -> None:
    search = request(f"{CONTACTS}/search", method="POST", json_body={"filters": [{"value": "Ann"}], "limit": 1})
    recorded(account, cassette, happened(request(f"{CONTACTS}?limit=10"), response()), happened(search, response()))
    message = refused(account, sent)
    assert message.startswith(f"{sent.method} {sent.url} is not recorded in {cassette}. Nearest is exchange ")
    assert told in message
    assert message.endswith(f"To record it: account.record({str(cassette)!r}), then call again.")


def test_a_refusal_has_no_credential_and_no_secret(account: Account, cassette: Path) -> None:
    account.secrets.add("API_KEY", "s3cr3t-Value-42")
    recorded(account, cassette, happened(request(), response()))
    message = refused(account, request(f"{CONTACTS}?hapikey=abc-123&of=s3cr3t-Value-42"))
    assert f"{CONTACTS}?hapikey=•••&of=•••" in message
    assert "abc-123" not in message


def test_a_replay_ends_a_recording_and_the_other_way_round(account: Account, cassette: Path) -> None:
    account.record(cassette)
    account.outside.exchanged(happened(request(), response(1)))
    account.replay(cassette)
    assert answered(account, request()) == 1
    assert account.outside.recording is None
    with account.record(cassette):
        assert account.outside.cassette is None
        account.replay(cassette)
        account.reset()
    assert not account.outside.in_use


def test_a_cassette_that_is_not_there_says_how_one_is_recorded(account: Account, cassette: Path) -> None:
    with pytest.raises(
        CassetteError, match=r"There is no file .*shop\.json: account\.record\('.*shop\.json'\) records"
    ):
        account.replay(cassette)


def test_a_file_is_judged_whole(account: Account, cassette: Path) -> None:
    cassette.write_text(
        """{
  "hsfunc_cassette": 1,
  "exchanges": [
    {"request": {"method": "GET", "url": "x.org", "body": 1}, "response": {"status": "200", "json": 1, "text": 2}},
    {"request": {"url": "https://x.org/", "headers": {"accept": 1}}}
  ]
}"""
    )
    with pytest.raises(CassetteError) as caught:
        account.replay(cassette)
    told = [line.removeprefix(f"{cassette}:").partition(": ") for line in str(caught.value).splitlines()]
    assert [(place, said.partition(":")[0]) for place, _, said in told] == [
        ("4:35", "exchanges[0].request.url"),
        ("4:51", "exchanges[0].request.body"),
        ("4:76", "exchanges[0].response.status"),
        ("4:104", "exchanges[0].response.text"),  # it stands beside json
        ("4:104", "exchanges[0].response.text"),  # and is a number
        ("5:5", "exchanges[1]"),
        ("5:6", "exchanges[1].request"),
        ("5:55", "exchanges[1].request.headers.accept"),
    ]
    assert told[1][2] == (
        "exchanges[0].request.body: is no key of a cassette. Known here are method, url, headers, json, text, base64."
    )
    assert account.outside.cassette is None


def values() -> st.SearchStrategy[Any]:
    plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    return st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@given(
    json_value=values(),
    text=st.text(st.characters(exclude_categories=["Cs"])),
    content=st.binary(min_size=1),
    lines=st.lists(st.tuples(st.sampled_from(["a", "b"]), st.text())),
)
def test_what_is_written_is_read_as_it_was(
    json_value: Any, text: str, content: bytes, lines: list[tuple[str, str]]
) -> None:
    headers = tuple(sorted(lines, key=lambda line: line[0]))
    exchanges = [
        RecordedExchange(RecordedRequest("GET", CONTACTS, headers, body), RecordedResponse(200, headers, body))
        for body in (Body(), Body("json", json_value), Body("text", text), Body("base64", content))
    ]
    assert parse_cassette(dump_cassette(exchanges), "a.json") == exchanges
