"""Requests that functions send: those that fail on a connection from before, and those that write within a GET."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.citations import Authority

from .upstream import Upstream, upstream

SENDERS = {
    "fetch": "await (await fetch(`${url}${path}`, { method, body })).text()",
    "axios": "await require('axios')({ url: `${url}${path}`, method, data: body })",
    "request": "await new Promise((done, fail) => require('request')({ url: `${url}${path}`, method, body },"
    " (error) => (error ? fail(error) : done())))",
    "http": "await new Promise((done, fail) => require('http').request(`${url}${path}`, { method, agent }, (r) =>"
    " r.resume().on('end', done)).on('error', fail).end(body))",
}


@pytest.fixture
def server() -> Iterator[Upstream]:
    with upstream() as made:
        made.answer.set()
        yield made


def function(server: Upstream, sender: str, method: str, body: str | None = None) -> str:
    """A function that sends one request and answers, 502 where it fails."""
    return f"""
const [url, path, method, text] = {json.dumps([server.url, "/graphql?key=k3y#part", method, body])};
const body = text ?? undefined;
const agent = new (require('http').Agent)({{ keepAlive: true }});
exports.main = async (context, sendResponse) => {{
  try {{
    {SENDERS[sender]};
    sendResponse({{ body: 'ok' }});
  }} catch (error) {{
    if (context.params.throw) throw error;
    sendResponse({{ statusCode: 502, body: error.message }});
  }}
}};
"""


def told(execution: Execution, words: str) -> list[str]:
    return [note.text for note in execution.notes if words in note.text]


@pytest.mark.parametrize("sender", ["fetch", "http"])
@pytest.mark.parametrize("query", ["", "?throw=1"])
def test_a_kept_connection_that_was_closed_meanwhile_is_told(
    account: Account, server: Upstream, sender: str, query: str
) -> None:
    account.functions.add("f", function(server, sender, "GET"))
    assert account.call("f").response.text == "ok"
    server.hang_up()
    failed = account.call(f"f{query}")
    assert failed.reply.status == (500 if query else 502)
    (note,) = [note for note in failed.notes if "while the instance was frozen" in note.text]
    assert note.text.startswith(f"GET {server.host}/graphql failed (")
    assert "It happens on AWS Lambda too." in note.text
    assert note.source.authority is Authority.PRODUCTION
    again = account.call("f")
    assert (again.response.text, again.notes) == ("ok", ())


@pytest.mark.parametrize("sender", ["fetch", "http"])
def test_a_connection_that_is_refused_was_not_kept(account: Account, server: Upstream, sender: str) -> None:
    account.functions.add("f", function(server, sender, "GET"))
    server.close()
    for _ in range(2):
        execution = account.call("f")
        assert (execution.reply.status, execution.notes) == (502, ())


def test_the_ways_out_that_the_note_names_are_some(account: Account, server: Upstream) -> None:
    source = function(server, "fetch", "GET")
    once_more = f"{SENDERS['fetch']}; return sendResponse({{ body: 'ok' }})"
    account.functions.add("again", source.replace("throw error", once_more))
    account.functions.add("header", source.replace("{ method,", "{ method, headers: { connection: 'close' },"))
    account.functions.add("agent", function(server, "http", "GET").replace("keepAlive: true", "keepAlive: false"))
    for target in ("again?throw=1", "header", "agent"):
        for _ in range(2):
            execution = account.call(target)
            assert execution.response.text == "ok"
            assert target.startswith("again") or execution.notes == ()
            server.hang_up()


QUERY = json.dumps(
    {"query": 'query Q($a: X = {b: 1}) { blog(name: "mutation { x }") { ...P } } fragment P on Blog { id }'}
)
MUTATION = json.dumps({"query": "mutation { createBlog { id } }"})


@pytest.mark.parametrize("sender", SENDERS)
def test_a_query_within_a_get_is_told_as_what_it_is(account: Account, server: Upstream, sender: str) -> None:
    account.functions.add("reads", function(server, sender, "POST", QUERY))
    account.functions.add("writes", function(server, sender, "POST", MUTATION))
    account.functions.add("plain", function(server, sender, "POST", '{"query": "shoes", "limit": 3}'))
    account.functions.add("put", function(server, sender, "PUT", QUERY))
    for _ in range(2):
        reads = account.call("reads")
        assert reads.response.text == "ok"
        assert len(told(reads, "GraphQL query")) == 1
        assert told(reads, "must not write") == []
        for endpoint in ("writes", "plain", "put"):
            assert len(told(account.call(endpoint), "must not write")) == 1


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ('{"query": "{ a }"}', True),
        ('{"query": "# mutation { a }\\nquery { a }", "variables": {"a": 1}}', True),
        ('{"query": "query A { a } mutation B { b }", "operationName": "A"}', False),
        ('{"query": "subscription { a }"}', False),
        ('{"query": "fragment F on T { a }"}', False),
        ('{"query": "{ a "}', False),
        ('{"query": ""}', False),
        ('{"query": 5}', False),
        ('[{"query": "{ a }"}, {"query": "query { b }"}]', True),
        ('[{"query": "{ a }"}, {"query": "mutation { b }"}]', False),
        ("[]", False),
        ("null", False),
        ('"query"', False),
        ("{ a }", False),
    ],
)
def test_what_is_a_query(account: Account, server: Upstream, body: str, reads: bool) -> None:
    account.functions.add("f", function(server, "fetch", "POST", body))
    execution = account.call("f")
    assert len(told(execution, "GraphQL query")) == reads
    assert len(told(execution, "must not write")) == (not reads)
