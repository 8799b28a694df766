"""What an error carries, its causes, inner errors and properties, is told in every face, without credentials (§7)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.call.error.info import ErrorInfo
from hsfunc_magics.emulator.logs.query import LogQuery
from hsfunc_magics.emulator.logs.text import execution_lines
from hsfunc_magics.web.control.views import result_page

from ...conftest import AccountMaker

# What is looked for stands in no line of the source that a view shows.
NEEDLE = "const needle = ['the', 'inner', 'reason'].join('-');\n\n\n\n\n"
REASON = "the-inner-reason"


def throws(account: Account, source: str) -> Execution:
    account.functions.add("f", f"{NEEDLE}exports.main = async () => {{ {source} }};")
    execution = account.call("f")
    assert execution.error is not None
    return execution


def error_of(account: Account, source: str) -> ErrorInfo:
    error = throws(account, source).error
    assert error is not None
    return error


def faces(execution: Execution) -> dict[str, str]:
    """Everything that tells of an execution, as text."""
    shown: dict[str, Any] = execution._repr_mimebundle_()[0]
    bundle = {kind: text if isinstance(text, str) else json.dumps(text) for kind, text in shown.items()}
    log = "\n".join(execution_lines(execution))
    return {**bundle, "log and command line": log, "control page": result_page(execution)}


@pytest.mark.parametrize(
    "source",
    [
        "throw new Error('outer', { cause: new Error(needle) });",
        "throw new Error('outer', { cause: new Error('mid', { cause: new Error(needle) }) });",
        "throw new Error('outer', { cause: needle });",
        "throw new Error('outer', { cause: { status: 401, why: needle } });",
        "throw new AggregateError([new Error('one'), new Error(needle)], 'all');",
        "await Promise.any([Promise.reject(new Error('one')), Promise.reject(needle)]);",
        "await Promise.any([Promise.reject(needle), Promise.reject('two')]);",
        "throw new Error('outer', { cause: new AggregateError([new Error('one', { cause: needle })]) });",
    ],
)
def test_every_face_tells_causes_and_inner_errors(account: Account, source: str) -> None:
    execution = throws(account, source)
    assert execution.error is not None and REASON in execution.error.stack
    assert [name for name, text in faces(execution).items() if REASON not in text] == []


@pytest.mark.parametrize(
    "source",
    [
        "throw Object.assign(new Error('x'), { code: needle });",
        "throw Object.assign(new Error('x'), { statusCode: 403, body: { message: needle } });",
        "throw Object.assign(new Error('x'), { body: JSON.stringify({ message: needle }) });",
        "throw Object.assign(new Error('x'), { response: { status: 400, data: { message: needle } } });",
        "throw Object.assign(new Error('x'), { response: new Response('', { status: 400, statusText: needle }) });",
        "throw new Error('x', { cause: Object.assign(new Error('y'), { code: needle }) });",
    ],
)
def test_every_face_tells_the_errors_own_properties(account: Account, source: str) -> None:
    assert [name for name, text in faces(throws(account, source)).items() if REASON not in text] == []


def test_a_refused_connection_is_told_by_its_code(account: Account) -> None:
    error = error_of(account, "await fetch('http://127.0.0.1:10099/');")
    assert (error.type, error.message, error.code) == ("TypeError", "fetch failed", None)
    assert error.cause is not None
    assert (error.cause.code, error.cause.properties["syscall"]) == ("ECONNREFUSED", "connect")
    assert "ECONNREFUSED" in error.stack


def test_a_cause_has_the_cells_own_line(account: Account) -> None:
    error = error_of(account, "\nconst inner = new RangeError('inner');\nthrow new Error('outer', { cause: inner });")
    assert error.cause is not None
    assert (error.line, error.cause.type, error.cause.line) == (8, "RangeError", 7)
    assert str(error.cause) == "RangeError: inner (app.functions/f.js:7)"
    assert all(":8:" in frame for frame in error.frames)


def test_what_an_api_answers_is_there_and_what_it_was_asked_with_is_not(account: Account) -> None:
    error = error_of(
        account,
        """
        const axios = require('axios');
        const server = require('http').createServer((request, response) => {
          response.writeHead(401, { 'Content-Type': 'application/json', 'Set-Cookie': 'sid=cookie-value' });
          response.end(JSON.stringify({ message: needle, seen: request.headers, access_token: 'answered-value' }));
        });
        await new Promise((resolve) => server.listen(0, resolve));
        server.unref();
        await axios.get(`http://127.0.0.1:${server.address().port}/?hapikey=query-value`, {
          headers: { Authorization: 'Bearer header-value' }, auth: { username: 'u', password: 'auth-value' },
        });
        """,
    )
    assert error.response["status"] == 401
    assert error.response["data"]["message"] == REASON
    told = f"{error!r}{error.stack}"
    credentials = ["cookie-value", "answered-value", "query-value", "header-value", "auth-value", "dTphdXRo"]
    assert [value for value in credentials if value in told] == []


@pytest.mark.parametrize(
    "thrown",
    [
        "Object.assign(new Error('x'), { config: { headers: { a: needle } }, request: needle })",
        "Object.assign(new Error('x'), { options: needle, headers: needle, apiKey: needle })",
        "Object.assign(new Error('x'), { response: { headers: { a: needle }, config: needle } })",
        "Object.assign(new Error('x'), { data: JSON.stringify({ refresh_token: needle }) })",
        "Object.assign(new Error('x'), { url: `https://a/?access_token=${needle}&b=1` })",
        "Object.assign(new Error('x'), { sent: `Authorization: Bearer ${needle}` })",
        "{ status: 401, config: { headers: { Authorization: needle } } }",
        "new Request('https://a.b', { headers: { 'X-Key': needle } })",
        "{ sent: require('http').get('http://127.0.0.1:9', { headers: { a: needle } }).on('error', () => {}) }",
        "require('http').get('http://127.0.0.1:9', { headers: { a: needle } }).on('error', () => {})",
        "new Error('x', { cause: { status: 401, config: { headers: { Authorization: needle } } } })",
    ],
)
def test_credentials_of_a_request_are_not_told(account: Account, thrown: str) -> None:
    # A request that was sent is shown as such: here counts what the error tells of it.
    execution = replace(throws(account, f"throw {thrown};"), outgoing=())
    assert REASON not in repr(execution.error)
    assert [name for name, text in faces(execution).items() if REASON in text] == []


def test_secrets_in_what_an_error_carries_are_masked_and_flagged(account: Account) -> None:
    account.secrets.add("T", "Qx7vWk3Jp9Tn")
    account.functions.add(
        "f",
        "const { T } = process.env; throw Object.assign(new Error('x', { cause: T }), { a: { [T]: T } });",
        secrets=["T"],
    )
    execution = account.call("f")
    assert execution.error is not None and execution.error.cause is not None
    assert (execution.error.properties, execution.error.cause.message) == ({"a": {"•••": "•••"}}, "•••")
    assert execution.leaks == ("error",)


@pytest.mark.parametrize(
    "make",
    [
        "e.cause = e; e.errors = [e, e]; e.self = { e, list: [e] }; e.list = [e.self]; e.self.up = e.list;",
        "let c = e; for (let n = 0; n < 1000; n += 1) c = c.cause = new Error('x'.repeat(5000));",
        "e.errors = Array.from({ length: 1e4 }, () => new Error('x'.repeat(100)));",
        "e.big = 'x'.repeat(1e7); e.list = Array(1e5).fill('y'.repeat(99)); for (let n = 0; n < 1e4; n += 1) e[n] = n;",
        "let v = {}; e.deep = v; for (let n = 0; n < 1e4; n += 1) v = v.v = {};",
        "Object.defineProperty(e, 'code', { enumerable: true, get() { throw new Error('trap'); } });",
        "Object.defineProperty(e, 'cause', { get() { for (;;); } });",
        "const bad = new Proxy({}, new Proxy({}, { get() { throw new Error('trap'); } })); e.cause = bad; e.a = [bad];",
        "e.response = new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); } });",
        "e.a = { toJSON() { throw new Error('trap'); } }; e.b = { [Symbol.toStringTag]: 5, constructor: null };",
        "e.a = 5n; e.b = Symbol('s'); e.c = NaN; e.d = new Date(NaN); e.e = '\\ud800'; e['\\ud800'] = e.f = () => 1;",
        "Object.prototype.get = Object.prototype.value = 5; e.a = { b: 1 };",
    ],
)
def test_a_hostile_error_is_told_within_bounds(account: Account, make: str) -> None:
    execution = throws(account, f"const e = new Error('hostile'); {make} throw e;")
    assert execution.error is not None
    assert (execution.error.type, execution.error.message) == ("Error", "hostile")
    assert max(map(len, faces(execution).values())) < 200_000
    account.functions.add("ok", "sendResponse({ body: 'ok' });")
    assert account.call("ok").reply.body == b"ok"


def test_the_log_keeps_what_an_error_carries(make_account: AccountMaker) -> None:
    account = make_account()
    execution = throws(
        account, "throw Object.assign(new AggregateError([new Error(needle)], 'a', { cause: 'c' }), { code: 7 });"
    )
    (record,) = account.log.records(LogQuery(search=REASON))
    assert record.error is not None and execution.error is not None
    kept, told = record.error, execution.error
    assert (kept.properties, kept.cause, kept.errors) == (told.properties, told.cause, told.errors)
    assert record.as_json()["error"]["errors"][0]["message"] == REASON
