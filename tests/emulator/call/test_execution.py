"""The result of a call: one value that tells everything (contract §6, §10, §11)."""

from __future__ import annotations

import gzip
import pickle
from dataclasses import FrozenInstanceError
from datetime import timedelta

import httpx
import pytest

from hsfunc_magics import Account, ExecutionError, Status
from hsfunc_magics.emulator.call.execution import Memory
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.emulator.limits.limits import MEGABYTE, Limits, describe_limits


def test_the_response_is_httpxs_own(account: Account) -> None:
    account.functions.add("f", "sendResponse({ statusCode: 404, body: { a: 1 }, 'Set-Cookie': 'a=1; Path=/' });")
    response = account.call("f").response
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.json(), response.cookies["a"]) == (404, {"a": 1}, "1")
    with pytest.raises(httpx.HTTPStatusError):
        response.raise_for_status()


def test_a_content_encoding_that_is_true_is_decoded_and_one_that_is_not_is_shown_as_it_is(account: Account) -> None:
    account.functions.add(
        "true", "sendResponse({ body: require('zlib').gzipSync('text'), headers: { 'Content-Encoding': 'gzip' } });"
    )
    account.functions.add("false", "sendResponse({ body: 'text', headers: { 'Content-Encoding': 'gzip' } });")
    execution = account.call("true")
    assert gzip.decompress(execution.reply.body) == b"text"
    assert execution.response.text == "text"
    assert account.call("false").response.text == "text"


@pytest.mark.parametrize(
    "value",
    [
        "{ statusCode: 301, headers: { Location: '/x' } }",
        "{ statusCode: 204, body: 'x' }",
        "{ headers: { 'X-A': 'café' } }",
        "{ body: 'x', headers: { 'Content-Type': 'text/html; charset=nonsense' } }",
        "{ body: Buffer.from([255]) }",
    ],
)
def test_any_reply_has_a_response(account: Account, value: str) -> None:
    account.functions.add("f", f"sendResponse({value});")
    response = account.call("f").response
    assert response.text is not None
    assert response.elapsed > timedelta(0)


def test_an_execution_is_immutable(account: Account) -> None:
    account.functions.add("f", "sendResponse({});")
    execution = account.call("f")
    with pytest.raises(FrozenInstanceError):
        execution.status = Status.SUCCESS  # type: ignore[misc]
    assert repr(execution) == "<Execution GET f → 200>"


def test_time_and_memory_are_told(account: Account) -> None:
    account.functions.add("f", "await new Promise((r) => setTimeout(r, 100)); sendResponse({});")
    first, second = account.call("f"), account.call("f")
    assert (first.cold, second.cold) == (True, False)
    assert timedelta(seconds=0.09) <= second.elapsed < timedelta(seconds=8)
    assert second.memory is not None
    assert 20 * MEGABYTE < second.memory.used < 128 * MEGABYTE


@pytest.mark.parametrize(
    ("used", "shown"),
    [
        (0, "0/128 MB"),
        (1, "1/128 MB"),
        (70 * MEGABYTE, "70/128 MB"),
        (70 * MEGABYTE + 1, "71/128 MB"),
        (132 * MEGABYTE, "128/128 MB"),
    ],
)
def test_memory_is_shown_as_the_log_bills_it(used: int, shown: str) -> None:
    assert str(Memory(used, 128 * MEGABYTE)) == shown


def test_console_lines_have_level_time_and_text(account: Account) -> None:
    account.functions.add("f", "console.log('a', { b: 1 }); console.warn('w'); sendResponse({});")
    execution = account.call("f")
    assert [str(line) for line in execution.console] == ["INFO  a { b: 1 }", "WARN  w"]
    assert execution.created <= execution.console[0].time <= execution.console[1].time
    assert not execution.truncated


def test_a_get_that_writes_elsewhere_is_noted(account: Account) -> None:
    source = """
const http = require('http');
const method = context.params.m[0];
const server = http.createServer((request, response) => response.end('x')).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const done = () => { server.close(); sendResponse({}); };
  if (context.params.fetch) fetch('http://127.0.0.1:' + port, { method }).then(done);
  else http.request({ port, host: '127.0.0.1', method }, (r) => { r.resume(); r.on('end', done); }).end();
});
"""
    account.functions.add("f", source, method=["GET", "POST"])
    for query, method, noted in (
        ("m=POST", "GET", True),
        ("m=PUT&fetch", "GET", True),
        ("m=GET", "GET", False),
        ("m=DELETE", "POST", False),
    ):
        execution = account.call(f"f?{query}", method=method)
        assert execution.status is Status.SUCCESS
        assert [("must not write" in str(note)) for note in execution.notes] == [True] * noted


def test_every_limit_says_who_says_it() -> None:
    described = {limit.name: limit for limit in describe_limits(Limits())}
    assert described["memory_mb"].value == 128
    assert described["execution_seconds"].source.authority is Authority.REFERENCE
    assert str(described["window_seconds"].source).startswith("not stated by HubSpot")
    assert all(limit.unit and limit.meaning and limit.source.place for limit in described.values())


def test_every_note_says_who_says_it(account: Account) -> None:
    account.functions.add("f", "sendResponse({}); sendResponse({}); throw 1;", method="PUT")
    notes = [*account.call("f", method="PUT", json=1).notes, *account.call("g").notes, *account.call("f").notes]
    assert len(notes) == 5
    assert all(note.source.authority.meaning in str(note.source) for note in notes)


BROKEN = """exports.main = (context, sendResponse) => {
  sendResponse({ body: context.contact.vid });
};"""


def test_whatever_asks_whether_a_call_went_well_says_why_it_did_not(account: Account) -> None:
    account.functions.add("broken", BROKEN)
    execution = account.call("broken")
    why = "Cannot read properties of undefined (reading 'vid')"
    at = "app.functions/broken.js, line 2: sendResponse({ body: context.contact.vid });"
    assert not execution.ok
    with pytest.raises(AssertionError) as asserted:
        raise AssertionError(execution)  # what `assert execution.ok, execution` does
    with pytest.raises(httpx.HTTPStatusError) as of_http:
        execution.response.raise_for_status()
    with pytest.raises(ExecutionError) as of_ours:
        execution.raise_for_error()
    for raised in (asserted, of_http, of_ours):
        assert "500 Internal Server Error" in str(raised.value)
        assert why in str(raised.value) and at in str(raised.value)
    assert why in repr(execution)
    assert of_ours.value.execution is execution
    assert str(pickle.loads(pickle.dumps(of_ours.value))) == str(of_ours.value)


def test_what_an_error_was_caused_by_is_told_with_it(account: Account) -> None:
    account.unattended = True
    account.functions.add("f", "await fetch('https://nowhere.invalid/a');")
    with pytest.raises(ExecutionError) as raised:
        account.call("f").raise_for_error()
    told = str(raised.value).splitlines()
    assert told[1] == "  TypeError: fetch failed"
    assert told[3].startswith("  Caused by Error: GET https://nowhere.invalid/a was not sent: nothing goes out")
    assert "account.mock(" in told[3] and "account.record(" in told[3]


def test_an_error_without_a_throw_is_told_by_its_body_or_its_note(account: Account) -> None:
    account.functions.add("f", "sendResponse({ statusCode: 400, body: { reason: 'no name' } });")
    with pytest.raises(ExecutionError, match=r"400 Bad Request\n.*no name"):
        account.call("f").raise_for_error()
    assert "no name" in str(account.call("f"))
    with pytest.raises(ExecutionError, match=r"404 Not Found\n .*Did you mean f\?"):
        account.call("ff").raise_for_error()


def test_a_good_call_says_so(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: { a: 1 } });")
    execution = account.call("f")
    assert execution.ok and execution.raise_for_error() is execution
    assert execution.response.raise_for_status().json() == {"a": 1}
    assert str(execution) == repr(execution) == "<Execution GET f → 200>"


def test_why_a_call_failed_is_told_without_the_values_of_secrets(account: Account) -> None:
    account.secrets.add("KEY", "a value to hide")
    account.functions.add("f", "sendResponse({ statusCode: 500, body: process.env.KEY });", secrets=["KEY"])
    execution = account.call("f?k=a%20value%20to%20hide")
    with pytest.raises(httpx.HTTPStatusError) as raised:
        execution.response.raise_for_status()
    assert "•••" in str(execution)
    assert "hide" not in f"{execution}{execution!r}{raised.value}"
