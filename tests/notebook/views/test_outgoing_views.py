"""What views show of the requests that a function has sent: as the schema says, small, stable, without a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import jsonschema
import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.outgoing.exchanges import OutgoingExchange, ReceivedResponse, SentRequest
from hsfunc_magics.notebook.executions import answer
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE
from hsfunc_magics.notebook.views.execution.timing import timing_text

from ...outgoing_calls import CONTACTS, called, exchange
from .test_execution_json import FIGURES, SCHEMA
from .test_masked_views import shows

VALUE = "Qx7vWk3Jp9Tn"
HOSTILE = "</code><script>alert(1)</script>\u202e\n"
SENT = [
    exchange("POST", sent=b'{"a": 1}', status=201, answer=b'{"id": "7"}', by="mock", rule="POST /x", line=3, column=9),
    exchange(code="ENOTFOUND", message="getaddrinfo ENOTFOUND api.hubapi.com", at=0.030, seconds=0.005),
    exchange("GET", "https://slow.example/", at=0.040, seconds=0.010),
]


@pytest.fixture(scope="module")
def keeper() -> Iterator[Account]:
    with closing(Account()) as account:
        account.secrets.add("TOKEN", VALUE)
        account.functions.add("f", "\n\n  sendResponse({ body: 1 });", method=["GET", "POST"], secrets=["TOKEN"])
        yield account


def shown(execution: Execution) -> tuple[dict[str, Any], dict[str, Any]]:
    data, metadata = execution._repr_mimebundle_()
    jsonschema.validate(data[MIME_TYPE], SCHEMA, cls=jsonschema.Draft202012Validator)
    jsonschema.validate(metadata["hsfunc"], FIGURES, cls=jsonschema.Draft202012Validator)
    return data, metadata["hsfunc"]


def test_every_form_tells_every_request_and_no_time(keeper: Account) -> None:
    data, figures = shown(called(keeper, SENT))
    assert data["text/plain"].split("\n\n")[-1].splitlines() == [
        "Outgoing",
        f"  f.js:3  POST {CONTACTS} → 201 Created (mock)",
        f"          GET {CONTACTS} → ENOTFOUND (network)",
        "          GET https://slow.example/ → no answer (network)",
    ]
    first, failed, pending = data[MIME_TYPE]["outgoing"]
    body = {"type": "application/json", "size": 11, "cut": 0, "text": '{"id": "7"}'}
    assert first["response"] == {"headers": [["content-type", "application/json"]], "body": body}
    assert (first["status"], first["by"], first["rule"]) == (201, "mock", "POST /x")
    assert first["position"] == {"file": "app.functions/f.js", "line": 3, "column": 9}
    assert (failed["failure"]["code"], failed["response"]) == ("ENOTFOUND", None)
    assert (pending["failure"], pending["status"]) == (None, None)
    assert figures["outgoing_ms"] == [[10, 20], [30, 5], [40, 10]]
    page = data["text/html"]
    for part in ("Outgoing (3)", "201 Created", "ENOTFOUND", "no answer", "f.js:3", "11 bytes", "<details><summary>"):
        assert part in page
    again, _ = shown(called(keeper, [exchange(status=200, at=5, seconds=6)]))
    once, _ = shown(called(keeper, [exchange(status=200)]))
    assert again == once


def test_where_nothing_was_sent_nothing_is_said(keeper: Account) -> None:
    data, figures = shown(called(keeper, []))
    assert "utgoing" not in json.dumps([data, figures])


def test_what_comes_from_outside_stays_text(keeper: Account) -> None:
    hostile = HOSTILE.encode()
    sent = exchange(
        f"X{HOSTILE}", HOSTILE, sent=hostile, status=200, answer=hostile, rule=HOSTILE, headers=((HOSTILE,) * 2,)
    )
    failed = exchange(code=HOSTILE, message=HOSTILE)
    data, _ = shown(called(keeper, [sent, failed]))
    assert "<script>" not in data["text/html"] and "\u202e" not in data["text/html"]
    lines = data["text/plain"].splitlines()
    assert len(lines[lines.index("Outgoing") :]) == 3


LARGE = b'{"results": [' + b'{"email": "ann@example.com"},' * 20_000 + b"{}]}"
MANY = tuple((f"x-header-{number}", "value" * 20) for number in range(40))


@pytest.mark.parametrize("count", [1, 8, 200])
def test_an_output_stays_small(keeper: Account, count: int) -> None:
    large = exchange("POST", f"{CONTACTS}?{'x' * 5_000}", sent=LARGE, status=200, answer=LARGE, headers=MANY)
    execution = called(keeper, [large] * count)
    data, figures = shown(execution)
    plain, _ = shown(called(keeper, []))
    for form, most in ((MIME_TYPE, 12_000 if count <= 8 else 16_000), ("text/html", 22_000)):
        assert len(json.dumps(data[form])) - (0 if form == MIME_TYPE else len(plain[form])) < most
    told = data[MIME_TYPE]
    assert len(told["outgoing"]) == min(count, 20) == len(figures["outgoing_ms"])
    assert told.get("outgoingMore", 0) == max(0, count - 20)
    assert told["outgoing"][0]["response"]["body"]["cut"] > 500_000
    assert told["outgoing"][0]["request"]["moreHeaders"] >= 30
    whole = answer({"id": figures["id"], "part": "received", "number": 0})
    assert json.loads(whole["text"])["results"][-1] == {}


def test_requests_beyond_those_that_are_kept_are_counted(keeper: Account) -> None:
    data, _ = shown(called(keeper, [exchange(status=200)] * 30, untold=70))
    assert data["text/plain"].endswith("… 80 more; execution.outgoing has the first 30")
    assert (data[MIME_TYPE]["outgoingMore"], "Outgoing (100)" in data["text/html"]) == (80, True)
    record = keeper.log.records(limit=1)[0]
    assert (len(record.outgoing), record.outgoing_more) == (30, 70)


def test_bodies_that_are_no_text_or_were_kept_in_part(keeper: Account) -> None:
    image = exchange(
        sent=b"\xff\x00" * 100, request_bytes=70_000, status=200, answer="é".encode()[:1], response_bytes=2
    )
    execution = called(keeper, [image])
    data, figures = shown(execution)
    told = data[MIME_TYPE]["outgoing"][0]
    assert (told["request"]["body"]["cut"], len(told["request"]["body"]["base64"])) == (70_000 - 64, 88)
    assert told["response"]["body"] == {"type": "application/json", "size": 2, "cut": 1, "text": ""}
    question = {"id": figures["id"], "number": 0}
    assert answer({**question, "part": "received"}) == {"text": "\n[… 1 more bytes were not kept]"}
    assert set(answer({**question, "part": "sent"})) == {"base64"}
    for odd in (7, -1, "0", None):
        assert answer({**question, "part": "sent", "number": odd}) == {"hidden": True}


def test_every_text_of_an_exchange_is_planted_below() -> None:
    """Whoever adds a field that a function or a server fills sees it here first."""
    assert set(SentRequest.__dataclass_fields__) == {"method", "url", "headers", "body", "client", "size"}
    assert set(ReceivedResponse.__dataclass_fields__) == {"status", "headers", "body", "size"}
    assert set(OutgoingExchange.__dataclass_fields__) == {
        *("request", "response", "failure", "at", "seconds", "by", "rule", "request_bytes", "response_bytes"),
        *("line", "column", "position"),
    }


@pytest.mark.parametrize("place", ["url", "method", "sent", "answer", "header", "message", "rule"])
def test_no_view_shows_a_secret(keeper: Account, place: str) -> None:
    planted: dict[str, dict[str, Any]] = {
        "url": {"url": f"{CONTACTS}?hapikey={VALUE}", "status": 200},
        "method": {"method": VALUE, "status": 200},
        "sent": {"sent": f'{{"key": "{VALUE}"}}'.encode(), "status": 200},
        "answer": {"answer": VALUE.encode() + b"\xff", "status": 200},
        "header": {"headers": ((f"x-{VALUE}", f"Bearer {VALUE}"),), "status": 200},
        "message": {"code": VALUE, "message": VALUE},
        "rule": {"rule": VALUE, "status": 200},
    }
    assert shows(called(keeper, [exchange(**planted[place])])) == []


def test_the_waterfall_has_when_requests_were_under_way(keeper: Account) -> None:
    execution = called(keeper, [exchange(status=200, at=0, seconds=0.01), exchange(at=0.005, seconds=0.01)])
    assert execution.timing is not None
    lines = timing_text(execution.timing).splitlines()
    assert [line.split()[0] for line in lines][4:7] == ["Run", "Outgoing", "Respond"]
    assert "15.00 ms" in lines[5] and "▒" in lines[5]
    assert execution.timing._repr_mimebundle_()[0]["text/plain"].startswith("Admit, Queue, Cold start, Load, Run, Resp")
    nothing = called(keeper, []).timing
    assert nothing is not None and "Outgoing" not in timing_text(nothing)


def test_credentials_that_are_no_secrets_of_the_account_are_in_no_view_and_no_log(keeper: Account) -> None:
    token, key, cookie = "pat-na1-11112222333344445555", "6a1b2c3d4e5f60718293", "sid=9f8e7d6c5b4a39281706"
    sent = exchange(
        "POST",
        f"https://api.example.com/token?hapikey={key}&limit=1",
        headers=(("Authorization", f"Bearer {token}"), ("Cookie", cookie), ("X-Page", "2")),
        status=200,
        answer=json.dumps({"access_token": token, "expires_in": 1800}).encode(),
    )
    execution = called(keeper, [sent])
    data, _ = shown(execution)
    told = json.dumps(data) + json.dumps(keeper.log.as_json())
    assert not [value for value in (token, key, cookie) if value in told]
    (told_of,) = data[MIME_TYPE]["outgoing"]
    assert told_of["url"] == "https://api.example.com/token?hapikey=•••&limit=1"
    assert dict(told_of["request"]["headers"]) == {"authorization": "Bearer •••", "cookie": "•••", "x-page": "2"}
    assert '"expires_in": 1800' in told_of["response"]["body"]["text"]
    assert execution.outgoing[0].request.headers["authorization"] == f"Bearer {token}", "for a test of the function"
