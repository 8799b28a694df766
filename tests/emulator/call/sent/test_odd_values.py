"""Values that JSON and HTTP cannot carry are honoured, or a note says what became of them (contract §6)."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account, Execution, Status

from ...conftest import send


def told(execution: Execution) -> str:
    return " ".join(str(note) for note in execution.notes)


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ("new Headers({ 'X-B': '2', 'X-A': '1' })", [("x-a", "1"), ("x-b", "2")]),
        ("new Response(null, { headers: { 'X-A': '1' } }).headers", [("x-a", "1")]),
        ("new Map([['X-B', 2], ['X-A', ['1', true, null]]])", [("X-B", "2"), ("X-A", "1"), ("X-A", "true")]),
        ("new URLSearchParams('X-A=1&X-A=2')", [("X-A", "1"), ("X-A", "2")]),
        ("new Headers([['set-cookie', 'a=1'], ['Set-Cookie', 'b=2']])", [("set-cookie", "a=1"), ("set-cookie", "b=2")]),
        ("new Map()", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["headers", "multiValueHeaders"])
def test_headers_may_be_whatever_gives_names_and_values(
    account: Account, key: str, headers: str, lines: list[tuple[str, str]]
) -> None:
    execution = send(account, f"{{ {key}: {headers} }}")
    assert (execution.status, list(execution.reply.headers), execution.notes) == (Status.SUCCESS, lines, ())


@pytest.mark.parametrize(
    "headers", ["new Set(['X-A'])", "new Map([[{}, 1]])", "[['X-A', '1']]", "'X-A: 1'[Symbol.iterator]()"]
)
def test_what_gives_something_else_is_an_error(account: Account, headers: str) -> None:
    execution = send(account, f"{{ headers: {headers} }}")
    assert execution.error is not None and execution.error.type == "InvalidResponse"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ("(async () => ({ 'X-A': '1' }))()", "headers is a Promise that was not awaited"),
        ("new (class Own { #a = 1; })()", "headers is an Own without names of its own"),
    ],
)
def test_headers_that_nobody_can_see_are_noted(account: Account, headers: str, words: str) -> None:
    execution = send(account, f"{{ headers: {headers} }}")
    assert execution.reply.headers == () and words in told(execution)


@pytest.mark.parametrize(
    ("body", "content_type", "sent"),
    [
        ("new Uint8Array([1, 2, 3]).buffer", "application/octet-stream", b"\1\2\3"),
        ("new Int16Array([1, -1])", "application/octet-stream", b"\1\0\xff\xff"),
        ("new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)", "application/octet-stream", b"\2\3"),
        ("new SharedArrayBuffer(2)", "application/octet-stream", b"\0\0"),
        ("new Blob(['caf\u00e9', new Uint8Array([255])])", "application/octet-stream", b"caf\xc3\xa9\xff"),
        ("new Blob(['a'], { type: 'image/svg+xml' })", "image/svg+xml", b"a"),
        ("new (require('buffer').File)(['x'.repeat(100000)], 'a.txt')", "application/octet-stream", b"x" * 100_000),
        ("new Blob([])", "application/octet-stream", b""),
    ],
)
def test_bytes_in_any_wrapping_go_out_as_bytes(account: Account, body: str, content_type: str, sent: bytes) -> None:
    execution = send(account, f"{{ body: {body} }}")
    assert (execution.reply.content_type, execution.reply.body, execution.notes) == (content_type, sent, ())
    own = send(account, f"{{ body: {body}, headers: {{ 'content-type': 'text/csv' }} }}")
    assert (own.reply.content_type, own.reply.body) == ("text/csv", sent)


@pytest.mark.parametrize(
    ("blob", "words"),
    [
        ("new Blob(['x'.repeat(7e6)])", "7,000,000 bytes"),
        ("Object.assign(new Blob(['x']), { arrayBuffer() { throw new Error('unread'); } })", "unread"),
        ("Object.assign(new Blob(['x']), { arrayBuffer: async () => { throw new Error('unread'); } })", "unread"),
        ("Object.assign(new Blob(['x']), { arrayBuffer: () => new Promise(() => {}) })", "never"),
        ("Object.assign(new Blob(['x']), { arrayBuffer: () => null })", ""),
    ],
)
def test_a_blob_that_cannot_be_read_or_sent_fails_its_execution_alone(account: Account, blob: str, words: str) -> None:
    execution = send(account, f"{{ body: {blob} }}")
    if words:
        assert execution.reply.status == 500
        assert execution.error is not None and words in execution.error.message
    assert send(account, "{ body: new Blob(['next']) }").reply.body == b"next"


def test_a_second_response_does_not_overtake_a_blob(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: new Blob(['first']) }); sendResponse({ body: 'second' });")
    execution = account.call("f")
    assert execution.reply.body == b"first" and "once more" in told(execution)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("new Error('lost')", "body is an Error: JSON takes neither its message"),
        ("Object.assign(new TypeError('lost'), { code: 5 })", "body is a TypeError"),
        ("{ result: { error: new RangeError('lost') } }", "body.result.error is a RangeError"),
        ("new Map([['a', 1]])", "body is a Map"),
        ("{ 'my set': new Set([1]) }", 'body["my set"] is a Set'),
        ("[1, new Map()]", "body[1] is a Map"),
        ("(async () => 1)()", "body is a Promise that was not awaited"),
        ("{ a: [Promise.resolve(1)] }", "body.a[0] is a Promise"),
        ("require('stream').Readable.from(['a'])", "body is a stream (Readable)"),
        ("new ReadableStream()", "body is a stream (ReadableStream)"),
        ("new Response('a')", "body is a Response"),
        ("new URLSearchParams('a=1')", "body is an URLSearchParams"),
        ("{ file: new Blob(['a']) }", "body.file is a Blob"),
        ("{ bytes: new ArrayBuffer(4) }", "body.bytes is an ArrayBuffer"),
        ("/regular/", "body is a RegExp without properties"),
        ("new WeakMap()", "body is a WeakMap"),
        ("{ a: undefined, b: () => 1, c: Symbol() }", "body.a is undefined"),
        ("{ a: { send() {} } }", "body.a.send is a function"),
        ("[undefined, () => 1]", "body[0] is undefined"),
        ("() => 1", "body is a function"),
        ("Symbol('s')", "body is a symbol"),
        ("{ toJSON() {} }", "toJSON gives nothing"),
        ("NaN", "body is NaN, which is null"),
        ("-Infinity", "body is -Infinity"),
    ],
)  # fmt: skip
def test_what_json_leaves_out_of_a_body_is_noted(account: Account, body: str, words: str) -> None:
    execution = send(account, f"{{ body: {body} }}")
    assert execution.status is Status.SUCCESS
    assert words in told(execution)
    assert all(note.source.authority == "C" for note in execution.notes)


@pytest.mark.parametrize(
    "body",
    [
        "{}", "[]", "[{}]", "{ a: {}, b: [], c: null, d: [null] }", "{ a: 1, b: undefined }", "[1, undefined]", "'{}'",
        "{ text: '{}' }", "new Date(0)", "{ url: new URL('https://a.b/'), at: new Date(0) }", "null", "undefined", "0",
        "{ bytes: Buffer.from('a') }", "new (class Own { a = 1; })()", "Object.create(null)", "new String('x')",
        "new Proxy({}, {})", "{ toJSON: () => ({}) }", "{ get a() { return undefined; } }",
        "Object.assign(new Error('told'), { toJSON: () => ({}) })", "JSON.parse('{\"__proto__\": {}}')",
    ],
)  # fmt: skip
def test_a_body_that_json_carries_has_no_note(account: Account, body: str) -> None:
    assert send(account, f"{{ body: {body} }}").notes == ()


def test_looking_for_what_is_lost_runs_nothing_of_the_function(account: Account) -> None:
    account.functions.add(
        "f",
        "let count = 0; const body = { lost: new Map(), get got() { count += 1; return {}; } };"
        " const proxy = new Proxy({}, { getOwnPropertyDescriptor() { count += 100; } });"
        " sendResponse({ headers: { 'X-A': 1 }, body: Object.assign(body, { proxy }) }); console.log(count);",
    )
    execution = account.call("f")
    assert "body.lost is a Map" in told(execution)
    assert [line.text for line in execution.console] == ["1"]


def test_a_body_with_many_losses_has_a_few_notes(account: Account) -> None:
    execution = send(account, "{ body: Array.from({ length: 1e4 }, () => new Map()) }")
    assert len(execution.notes) == 5
    deep = send(
        account, "{ body: (() => { let v = new Map(); for (let n = 0; n < 2000; n += 1) v = [v]; return v; })() }"
    )
    assert deep.status is Status.SUCCESS


def test_a_stream_that_cannot_be_json_is_told_as_one(account: Account) -> None:
    execution = send(
        account, "(() => { const s = require('stream').Readable.from([]); s.s = s; return { body: s }; })()"
    )
    assert execution.error is not None and "The body is a stream" in execution.error.message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{ status: 404, body: 'x' }", ["status is no key", "Did you mean statusCode instead of status?"]),
        ("{ header: { 'X-A': 1 } }", ["header is no key", "Did you mean headers"]),
        ("{ 'set-cookie': 'a=1' }", ["Did you mean Set-Cookie"]),
        ("{ isBase64Encoded: true, body: 'eA==' }", ["isBase64Encoded is no key", "A Buffer as body goes"]),
        ("{ contentType: 'text/css', Location: '/x' }", ["contentType and Location are", "A header stands in headers"]),
        ("{ a: 1, b: 2, c: 3 }", ["a, b and c are no keys"]),
        ("new Response('x', { status: 404 })", ["Did you mean statusCode"]),
        ("Object.fromEntries(Array.from({ length: 1000 }, (_, n) => ['k'.repeat(500) + n, 1]))", ["kkk"]),
    ],
)  # fmt: skip
def test_a_key_that_the_platform_does_not_know_is_ignored_and_named(
    account: Account, value: str, words: list[str]
) -> None:
    execution = send(account, value)
    assert execution.reply.status == 200
    assert [word for word in words if word not in told(execution)] == []
    assert len(told(execution)) < 2000


def test_the_keys_of_a_response_are_no_reason_for_a_note(account: Account) -> None:
    value = "{ statusCode: 200, body: 'x', headers: {}, multiValueHeaders: {}, 'Set-Cookie': 'a=1' }"
    assert send(account, value).notes == ()
