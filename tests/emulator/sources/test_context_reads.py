"""What a function reads of its context: through aliases, patterns and calls in its file, and what goes elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.sources.context_reads import find_context_reads, names_below


def told(source: str) -> list[str]:
    """The paths that are read; `*` behind what goes elsewhere whole."""
    return [f"{'.'.join(read.path)}{'*' * read.whole}" for read in find_context_reads(source)]


@pytest.mark.parametrize(
    ("source", "reads"),
    [
        ("exports.main = (context, sendResponse) => { if (context.contact) sendResponse({}); };", ["contact"]),
        ("exports.main = (c) => c?.contact?.vid;", ["contact.vid*"]),
        ("exports.main = (c) => c['contact'];", ["contact*"]),
        ("exports.main = (c) => 'contact' in c;", ["contact"]),
        ("exports.main = ({ contact, headers: { cookie } }) => {};", ["contact", "headers", "headers.cookie"]),
        ("exports.main = ({ params, ...rest }) => rest.limits;", ["params", "limits*"]),
        ("exports.main = (c) => { const { contact = null } = c; };", ["contact"]),
        ("exports.main = function (c) { const d = c; let e; e = d; return e.limits; };", ["limits*"]),
        ("exports.main = (c) => { const h = c.headers || {}; return h.host; };", ["headers", "headers.host*"]),
        ("exports.main = (c) => ask(c); function ask(context) { return context.contact; }", ["contact*"]),
        ("async function main(c) { return c.limits; }\nmodule.exports = { main };", ["limits*"]),
        ("exports.main = wrap(async (c) => c.contact);", ["contact*"]),
        ("exports.main = (c) => JSON.stringify(c);", ["*"]),
        ("exports.main = (c) => ({ ...c });", ["*"]),
        ("exports.main = (c) => { this.c = c; };", ["*"]),
        ("exports.main = (c) => { const k = 'contact'; return c[k]; };", ["*"]),
        ("exports.main = (c) => { if (c && c.params && c.params.x) return 1; };", ["params", "params.x"]),
        ("exports.main = (c) => c.params.x.trim();", ["params.x*"]),
        ("exports.main = (c) => Object.keys(c.headers);", ["headers*"]),
        ("exports.main = (c) => { try { c.body; } catch (c) { c.contact; } };", ["body"]),
        ("exports.main = (c) => { c.user = 1; other.contact; [1].map((c) => c.limits); };", []),
        ("exports.main = () => {};", []),
        ("nothing.here(1);", ["*"]),
    ],
)
def test_what_is_read(source: str, reads: list[str]) -> None:
    assert told(source) == reads


def test_places_count_characters_and_names_are_told_once() -> None:
    source = "exports.main = (c) => {\n  const é = c.params.a + c.params.b + c.params.a;\n};"
    first = find_context_reads(source)[0]
    assert (first.path, first.line, first.column) == (("params", "a"), 2, 13)
    assert names_below(find_context_reads(source), "params") == ["a", "b"]


def test_a_source_as_deep_as_nobody_writes_may_read_anything() -> None:
    assert told(f"exports.main = (c) => {'(' * 5000}c{')' * 5000};") == ["*"]


@given(st.text())
def test_no_source_is_too_strange(source: str) -> None:
    find_context_reads(source)
    find_context_reads(f"exports.main = (context) => {{ {source} }};")
