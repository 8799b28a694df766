"""What `sendResponse` makes of its value, and which values it refuses (contract §6)."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account, Status
from hsfunc_magics.emulator.call.response import platform_response
from hsfunc_magics.runtime.statuses import phrase

from ..conftest import send


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("{}", 200),
        ("{ statusCode: 201 }", 201),
        ("{ statusCode: '404' }", 404),
        ("{ statusCode: ' 500 ' }", 500),
        ("{ statusCode: 599 }", 599),
        ("{ statusCode: 2e2 }", 200),
        ("{ statusCode: undefined }", 200),
    ],
)
def test_a_status_is_a_number_or_a_numeric_string(account: Account, value: str, status: int) -> None:
    assert send(account, value).reply.status == status


@pytest.mark.parametrize("status", [204, 205, 304])
@pytest.mark.parametrize("body", ["'text'", "{ a: 1 }", "Buffer.from('x')"])
def test_a_status_without_content_has_no_body_and_no_content_type(account: Account, status: int, body: str) -> None:
    reply = send(account, f"{{ statusCode: {status}, body: {body}, headers: {{ 'X-A': '1' }} }}").reply
    assert (reply.status, reply.headers, reply.body) == (status, (("X-A", "1"),), b"")


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("199", "199"),
        ("600", "600"),
        ("100", "100"),
        ("200.5", "200.5"),
        ("-200", "-200"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("'teapot'", "'teapot'"),
        ("''", "''"),
        ("'200.0'", "'200.0'"),
        ("'\uff12\uff10\uff10'", "'\uff12\uff10\uff10'"),
        ("'0x1F4'", "'0x1F4'"),
        ("true", "true"),
        ("null", "null"),
        ("{ a: 1 }", "{ a: 1 }"),
        ("[200]", "[ 200 ]"),
        ("200n", "200n"),
        ("Symbol('s')", "Symbol(s)"),
        ("new Date(NaN)", "Invalid Date"),
        ("() => 200", "[Function"),
    ],
)
def test_any_other_status_fails_with_an_error_that_names_it(account: Account, status: str, shown: str) -> None:
    execution = send(account, f"{{ statusCode: {status}, body: 'x' }}")
    assert (execution.reply.status, execution.reply.body) == (500, b"{}")
    assert execution.error is not None
    assert "statusCode" in execution.error.message and shown in execution.error.message
    assert execution.error.line == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("", "undefined"),
        ("null", "null"),
        ("5", "5"),
        ("'text'", "'text'"),
        ("[1]", "[ 1 ]"),
        ("() => {}", "[Function"),
        ("10n", "10n"),
        ("'x'.repeat(1e7)", "xxx"),
    ],
)
def test_a_response_that_is_no_object_is_an_error_that_shows_it(account: Account, value: str, shown: str) -> None:
    execution = send(account, value)
    assert execution.status is Status.UNHANDLED_ERROR
    assert execution.error is not None
    assert "sendResponse needs an object" in execution.error.message and shown in execution.error.message
    assert len(execution.error.message) < 500


@pytest.mark.parametrize(
    ("body", "content_type", "sent"),
    [
        ("{ a: [1, null] }", "application/json; charset=utf-8", b'{"a":[1,null]}'),
        ("[]", "application/json; charset=utf-8", b"[]"),
        ("0", "application/json; charset=utf-8", b"0"),
        ("false", "application/json; charset=utf-8", b"false"),
        ("new Date(0)", "application/json; charset=utf-8", b'"1970-01-01T00:00:00.000Z"'),
        ("'é'", "text/html; charset=utf-8", "é".encode()),
        ("''", "text/html; charset=utf-8", b""),
        ("Buffer.from([0, 255])", "application/octet-stream", b"\x00\xff"),
        ("new Uint8Array([1])", "application/octet-stream", b"\x01"),
        ("undefined", None, b""),
        ("null", None, b""),
    ],
)
def test_a_body_goes_out_by_its_kind(account: Account, body: str, content_type: str | None, sent: bytes) -> None:
    execution = send(account, f"{{ body: {body} }}")
    assert (execution.reply.content_type, execution.reply.body) == (content_type, sent)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (
            "const o = { order: { items: [] } }; o.order.items.push(o.order);",
            "body.order.items[0] refers back to body.order",
        ),
        ("const o = []; o.push(o);", "body[0] refers back to body"),
        ("const o = { a: { 'b-c': 5n } };", 'body.a["b-c"] is a BigInt'),
        ("const o = 5n;", "body is a BigInt"),
        ("const o = { d: { toJSON() { return { x: 1n }; } } };", "body.d.toJSON().x is a BigInt"),
    ],
)
def test_a_body_that_cannot_be_json_fails_with_the_path(account: Account, body: str, path: str) -> None:
    account.functions.add("f", f"{body} sendResponse({{ body: o }});")
    error = account.call("f").error
    assert error is not None
    assert path in error.message
    assert error.line == 1


@pytest.mark.parametrize(
    "value", ["{ get body() { throw new Error('own'); } }", "{ body: { toJSON() { throw new Error('own'); } } }"]
)
def test_an_error_of_the_value_itself_is_the_functions_error(account: Account, value: str) -> None:
    error = send(account, value).error
    assert error is not None
    assert error.message == "own"


def test_a_response_over_six_megabytes_fails_with_its_size(account: Account) -> None:
    for value in ("{ body: 'x'.repeat(6291457) }", "{ headers: { 'X-A': 'x'.repeat(6300000) } }"):
        execution = send(account, value)
        assert (execution.reply.status, execution.reply.body) == (500, b"{}")
        assert execution.error is not None
        assert "6,291,456 bytes (6 MB)" in execution.error.message
    assert send(account, "{ body: 'x'.repeat(6291456) }").status is Status.SUCCESS


def test_only_the_first_response_counts_and_the_others_are_noted(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: 'a' }); sendResponse({ statusCode: 999 }); sendResponse();")
    execution = account.call("f")
    assert (execution.status, execution.reply.body) == (Status.SUCCESS, b"a")
    assert ["2 times more" in str(note) for note in execution.notes] == [True]


def test_a_refused_first_response_is_not_mended_by_a_second(account: Account) -> None:
    account.functions.add("f", "sendResponse({ statusCode: 999 }); sendResponse({ body: 'a' });")
    execution = account.call("f")
    assert (execution.status, execution.reply.status) == (Status.UNHANDLED_ERROR, 500)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Status.SUCCESS),
        (404, Status.SUCCESS),
        (499, Status.SUCCESS),
        (500, Status.HANDLED_ERROR),
        (599, Status.HANDLED_ERROR),
    ],
)
def test_a_status_of_500_and_more_is_a_handled_error(account: Account, status: int, expected: Status) -> None:
    execution = send(account, f"{{ statusCode: {status}, body: 'own' }}")
    assert (execution.status, execution.reply.body, execution.error) == (expected, b"own", None)


def test_the_platforms_own_answers_are_json() -> None:
    assert platform_response(500).body == b"{}"
    assert b"message" in platform_response(404, "Not found").body
    assert platform_response(404).content_type == "application/json; charset=utf-8"
    assert (phrase(404), phrase(599)) == ("Not Found", "")
