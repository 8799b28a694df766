"""Headers and cookies of a response: line by line, and refused where HTTP forbids them (contract §6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import Account, Status
from hsfunc_magics.emulator.call.sent.header_lines import sent_lines

from ..conftest import send


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ("{ 'X-A': 'a', 'X-B': 5, 'X-C': true }", [("X-A", "a"), ("X-B", "5"), ("X-C", "true")]),
        ("{ 'X-A': ['a', 2, false, null] }", [("X-A", "a"), ("X-A", "2"), ("X-A", "false")]),
        ("{ 'X-A': null, 'X-B': undefined, 'X-C': '' }", [("X-C", "")]),
        ("{ 'X-A': [] }", []),
        ("{ 'X-A': 'caf\u00e9\\t' }", [("X-A", "caf\u00e9\t")]),
        ("{ 'X-A': 1e-7, 'X-B': 1e21 }", [("X-A", "1e-7"), ("X-B", "1e+21")]),
        ("Object.create({ 'X-Inherited': 'a' })", []),
        ("null", []),
        ("undefined", []),
    ],
)
def test_headers_go_out_line_by_line(account: Account, headers: str, lines: list[tuple[str, str]]) -> None:
    execution = send(account, f"{{ headers: {headers} }}")
    assert execution.status is Status.SUCCESS
    assert list(execution.reply.headers) == lines


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("headers: { 'Bad Name': '1' }", "'Bad Name'"),
        ("headers: { '': '1' }", "''"),
        ("headers: { 'n\\u00e4me': '1' }", "'näme'"),
        ("headers: { 'X-A': 'a\\r\\nX-B: 1' }", "X-A"),
        ("headers: { 'X-A': '\\u20ac' }", "X-A"),
        ("headers: { 'X-A': '\\0' }", "X-A"),
        ("headers: { 'X-A': { a: 1 } }", "X-A"),
        ("headers: { 'X-A': [['a']] }", "X-A"),
        ("headers: { 'X-A': () => {} }", "X-A"),
        ("headers: { 'X-A': 5n }", "X-A"),
        ("headers: 'text'", "headers"),
        ("headers: ['a']", "headers"),
        ("multiValueHeaders: { 'X-A': ['ok', 'a\\n'] }", "X-A"),
        ("multiValueHeaders: 5", "multiValueHeaders"),
        ("'Set-Cookie': 'a=1\\r\\nX-B: 1'", "Set-Cookie"),
        ("'Set-Cookie': { a: 1 }", "Set-Cookie"),
        ("headers: { 'Content-Length': 'a\\nb' }", "Content-Length"),
    ],
)
def test_a_header_that_cannot_be_fails_with_its_name(account: Account, part: str, named: str) -> None:
    execution = send(account, f"{{ body: 'x', {part} }}")
    assert (execution.reply.status, execution.reply.body) == (500, b"{}")
    assert execution.error is not None
    assert named in execution.error.message


def test_the_platforms_own_headers_are_dropped_and_noted(account: Account) -> None:
    headers = "{ 'content-length': 99, 'Transfer-Encoding': 'chunked', Connection: 'close', 'X-A': 1 }"
    execution = send(account, f"{{ body: 'x', headers: {headers} }}")
    assert [name for name, _ in execution.reply.headers] == ["X-A", "Content-Type"]
    assert len([note for note in execution.notes if "dropped" in str(note)]) == 3


def test_cookies_of_all_three_places_are_lines_of_their_own(account: Account) -> None:
    places = "'Set-Cookie': ['a=1', 'b=2'], headers: { 'set-cookie': 'c=3' }"
    execution = send(account, f"{{ {places}, multiValueHeaders: {{ 'Set-Cookie': ['d=4', 'e=5'] }} }}")
    lines = [value for name, value in execution.reply.headers if name.lower() == "set-cookie"]
    assert sorted(lines) == ["a=1", "b=2", "c=3", "d=4", "e=5"]


def test_the_functions_own_content_type_wins_wherever_it_stands(account: Account) -> None:
    for part in ("headers: { 'CONTENT-type': 'text/csv' }", "multiValueHeaders: { 'content-type': ['text/csv'] }"):
        assert send(account, f"{{ body: {{ a: 1 }}, {part} }}").reply.content_type == "text/csv"


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("{ headers: { 'X-A': '1', 'x-a': '2', 'X-B': '3' } }", [("x-a", "2"), ("X-B", "3")]),
        ("{ headers: { 'x-a': ['1', '2'], 'X-A': ['3', '4'] } }", [("X-A", "3"), ("X-A", "4")]),
        ("{ headers: { 'X-A': '1' }, multiValueHeaders: { 'x-a': ['2'] } }", [("x-a", "2")]),
        ("{ headers: { 'Content-Type': ['a/b', 'c/d'] }, body: 'x' }", [("Content-Type", "c/d")]),
        ("{ headers: new Map([['Location', '/a'], ['LOCATION', '/b']]) }", [("LOCATION", "/b")]),
    ],
)  # fmt: skip
def test_one_header_in_two_spellings_is_the_last_one(
    account: Account, value: str, lines: list[tuple[str, str]]
) -> None:
    execution = send(account, value)
    assert list(execution.reply.headers) == lines
    assert any("the last one" in str(note) for note in execution.notes)


def test_cookies_in_two_spellings_are_a_line_each(account: Account) -> None:
    execution = send(account, "{ headers: { 'Set-Cookie': 'a=1', 'set-cookie': 'b=2' } }")
    assert list(execution.reply.headers) == [("Set-Cookie", "a=1"), ("set-cookie", "b=2")]
    assert execution.notes == ()


NAMES = st.sampled_from(["X-A", "x-a", "X-a", "Set-Cookie", "set-cookie", "Content-Type", "content-type", "ETag"])


@given(headers=st.lists(st.tuples(NAMES, st.sampled_from(["1", "2", "3"])), max_size=8))
def test_no_name_goes_out_in_two_spellings(headers: list[tuple[str, str]]) -> None:
    lines, notes = sent_lines(headers)
    names = {name for name, _ in lines if name.lower() != "set-cookie"}
    assert len(names) == len({name.lower() for name in names})
    assert {name.lower() for name, _ in lines} == {name.lower() for name, _ in headers}
    assert [line for line in lines if line not in headers] == []
    assert bool(notes) == (len(lines) < len(headers))


@pytest.mark.parametrize(
    ("encoding", "body", "noted"),
    [
        ("gzip", "'text'", True),
        ("GZIP ", "{ a: 1 }", True),
        ("gzip", "Buffer.from('text')", True),
        ("br", "'text'", True),
        ("gzip", "require('zlib').gzipSync('text')", False),
        ("br", "require('zlib').brotliCompressSync('text')", False),
        ("deflate", "require('zlib').deflateSync('text')", False),
        ("identity", "'text'", False),
        ("gzip", "undefined", False),
    ],
)
def test_an_encoding_that_the_body_does_not_have_is_noted(
    account: Account, encoding: str, body: str, noted: bool
) -> None:
    execution = send(account, f"{{ headers: new Headers({{ 'Content-Encoding': '{encoding}' }}), body: {body} }}")
    assert [str(note).startswith("The header Content-Encoding says") for note in execution.notes] == [True] * noted
    assert execution.status is Status.SUCCESS
