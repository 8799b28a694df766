"""Requests of a file: an array or one on each line, and where one is wrong, the line and the mend."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import RequestError, Visitor
from hsfunc_magics.emulator.moving.parity.asked.planned import PlannedRequest
from hsfunc_magics.emulator.moving.parity.asked.request_file import read_requests

ENDPOINTS = ["events", "cart/add"]
WHOLE = {
    "method": "put",
    "path": "/_hcms/api/cart/add?a=1",
    "params": {"b": ["2", "3"], "c": True},
    "headers": {"X-Test": "1", "Cookie": ["a=1", "b=2"]},
    "json": {"id": 7},
    "visitor": {"vid": 7, "isLoggedIn": True},
}


def test_every_part_of_a_request() -> None:
    (request,) = read_requests(json.dumps(WHOLE), "r.jsonl", ENDPOINTS)
    assert request == PlannedRequest(
        "cart/add",
        "line 1",
        "PUT",
        "a=1&b=2&b=3&c=true",
        (("X-Test", "1"), ("Cookie", "a=1"), ("Cookie", "b=2"), ("Content-Type", "application/json")),
        b'{"id": 7}',
        Visitor(7, is_logged_in=True),
        "file",
    )


@pytest.mark.parametrize(
    ("given", "method", "body"),
    [
        ({"endpoint": "events"}, "GET", None),
        ({"path": "/hs/serverless/events"}, "GET", None),
        ({"path": "https://a.example/_hcms/api/events/"}, "GET", None),
        ({"endpoint": "events", "body": ""}, "POST", b""),
        ({"endpoint": "events", "body": "text"}, "POST", b"text"),
        ({"endpoint": "events", "body": {"a": 1}}, "POST", b'{"a": 1}'),
        ({"endpoint": "events", "json": None}, "POST", b"null"),
        ({"endpoint": "events", "body": None, "visitor": "anonymous"}, "GET", None),
    ],
)
def test_methods_and_bodies(given: dict[str, object], method: str, body: bytes | None) -> None:
    (request,) = read_requests(json.dumps(given), "r", ENDPOINTS)
    assert (request.endpoint, request.method, request.body) == ("events", method, body)


def test_lines_and_arrays_are_one() -> None:
    lines = '\ufeff\n{"endpoint": "events"}\n\n{"endpoint": "cart/add"}\r\n'
    array = '[\n  {"endpoint": "events"},\n\n  {"endpoint": "cart/add"}\n]'
    assert [one.title for one in read_requests(lines, "r", ENDPOINTS)] == ["line 2", "line 4"]
    assert [one.title for one in read_requests(array, "r", ENDPOINTS)] == ["line 2", "line 4"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "This is no JSON: expecting property name"),
        ("7", "A request is an object"),
        ('{"endpoint": "event"}', "There is no endpoint event. Did you mean events?"),
        ('{"method": "GET"}', "Which endpoint?"),
        ('{"endpoint": "events", "jsn": 1}', "has no 'jsn'. Did you mean json?"),
        ('{"endpoint": "events", "json": 1, "body": "x"}', "body and json say the same"),
        ('{"endpoint": "events", "method": "FETCH"}', "method is one of GET, POST"),
        ('{"endpoint": "events", "headers": {"X": "a\\nb"}}', "'X' cannot be sent"),
        ('{"endpoint": "events", "params": 3}', "params is an object"),
        ('{"endpoint": "events", "visitor": {"isLoggedin": 1}}', "visitor: 'isLoggedin' is no key"),
        ('{"endpoint": "events", "visitor": 3}', "visitor is a contact"),
        ('{"endpoint": "events", "visitor": {"vid": 1}, "headers": {"Cookie": "hubspotutk=1"}}', "give one of them"),
        ('{"endpoint": "events", "params": {"a": "\\ud800"}}', "half a character"),
        ('{"a": ' * 100000, "nested too deep"),
    ],
)
def test_one_bad_line_is_named_with_its_mend(line: str, told: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_requests(f'{{"endpoint": "events"}}\n{line}', "requests.jsonl", ENDPOINTS)
    assert str(caught.value).startswith("requests.jsonl:2: ") and told in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


def test_many_bad_lines_are_three() -> None:
    with pytest.raises(RequestError) as caught:
        read_requests("1\n2\n3\n4", "r", ENDPOINTS)
    assert [line.partition(": ")[0] for line in str(caught.value).splitlines()] == ["r:1", "r:2", "… and 2 more."]
    with pytest.raises(RequestError, match="r has no request"):
        read_requests(" \n", "r", ENDPOINTS)


@given(st.text())
def test_no_text_makes_anything_but_requests_or_an_error_of_ours(text: str) -> None:
    with suppress(RequestError):
        assert all(one.endpoint in ENDPOINTS for one in read_requests(text, "r", ENDPOINTS))
