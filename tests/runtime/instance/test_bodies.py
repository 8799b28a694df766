"""Bodies and headers go in and out unchanged, whatever their size and form (contract §5, §6)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import MEGABYTE, failure_kind, main, run, sent_json, sent_text, works

ECHO = main("sendResponse({ body: { body: context.body } });")
ECHO_CONTEXT = main("sendResponse({ body: context });")


def test_six_megabytes_in_and_out_are_unchanged(pool: Pool) -> None:
    text = ("0123456789é😀" * MEGABYTE)[: 4 * MEGABYTE]
    body = (
        json.dumps(text, ensure_ascii=False).encode()[: 6 * MEGABYTE - 20].decode("utf-8", "ignore").rstrip('"') + '"'
    )
    outcome = run(pool, main("sendResponse({ body: context.body });"), {}, body.encode())
    assert sent_text(outcome) == json.loads(body)


def test_six_megabytes_of_bytes_go_out_unchanged(pool: Pool) -> None:
    outcome = run(pool, main("sendResponse({ body: Buffer.alloc(6 * 1024 * 1024, 'abcdefg\\0\\xff', 'latin1') });"))
    assert outcome.sent is not None
    assert outcome.sent.body == (b"abcdefg\0\xff" * MEGABYTE)[: 6 * MEGABYTE]


@pytest.mark.parametrize("before", range(4))
def test_a_long_text_is_whole_wherever_it_is_cut_into_pieces(pool: Pool, before: int) -> None:
    """Characters of two units and halves of them at every place: the latter are no text, and become `\ufffd`."""
    program = main("sendResponse({ body: 'x'.repeat(context.before) + '😀é\\ud83d'.repeat(300_000) });")
    outcome = run(pool, program, {"before": before})
    assert sent_text(outcome) == "x" * before + "😀é\ufffd" * 300_000


def test_an_answer_behind_a_large_one_is_its_own(pool: Pool) -> None:
    program = main("sendResponse({ body: context.text.repeat(context.times) });")
    for times in (1_500_000, 1, 100_000, 2):
        assert sent_text(run(pool, program, {"text": "abc", "times": times})) == "abc" * times


@pytest.mark.parametrize("value", ["'x'.repeat(n)", "Buffer.alloc(n)", "['x'.repeat(n - 4)]"])
def test_one_byte_over_the_limit_is_told_with_its_size_and_not_sent(pool: Pool, value: str) -> None:
    program = main(f"const n = context.n; sendResponse({{ body: {value} }});")
    most = 6 * MEGABYTE
    fits, over = run(pool, program, {"n": most}), run(pool, program, {"n": most + 1})
    assert fits.sent is not None and len(fits.sent.body) == most
    assert over.sent is not None and over.sent.body == b"" and over.sent.described["tooLarge"] == most + 1
    assert works(pool)


@pytest.mark.parametrize("where", ["headers: { 'X-Big': 'x'.repeat(2e7) }", "statusCode: 'x'.repeat(2e7)"])
def test_an_endless_part_beside_the_body_is_the_functions_failure_and_not_the_runtimes(pool: Pool, where: str) -> None:
    outcome = run(pool, main(f"sendResponse({{ {where} }});"))
    assert failure_kind(outcome) != "protocol"
    assert works(pool)


def test_deep_json_comes_in_and_goes_out(pool: Pool) -> None:
    depth = 4000
    text = "[" * depth + "1" + "]" * depth
    program = main(
        "let n = 0, v = context.body; while (Array.isArray(v)) { v = v[0]; n += 1; } sendResponse({ body: { n, v } });"
    )
    assert sent_json(run(pool, program, {}, text.encode())) == {"n": depth, "v": 1}
    assert sent_text(run(pool, main("sendResponse({ body: context.body });"), {}, text.encode())) == text


def test_json_deeper_than_the_stack_fails_alone(pool: Pool) -> None:
    outcome = run(pool, main("let v = 1; for (let n = 0; n < 1e5; n += 1) v = [v]; sendResponse({ body: v });"))
    assert outcome.failure is not None
    assert "call stack" in outcome.failure.message
    assert works(pool)


@pytest.mark.parametrize("body", [b"", b"{", b"{'a': 1}", b"[1,]", b"\xef\xbb\xbf", b"NaN", b"undefined"])
def test_a_body_that_does_not_parse_is_told_and_main_does_not_run(pool: Pool, body: bytes) -> None:
    outcome = run(pool, main("console.log('ran'); sendResponse({});"), {}, body)
    assert outcome.failure is not None
    assert outcome.failure.kind == "bad_body"
    assert outcome.failure.message
    assert outcome.console == [] and outcome.sent is None


@pytest.mark.parametrize(
    "body", [b"null", b"0", b'""', b"false", b'{"__proto__":{"a":1}}', b'{"a":1e400}', b'"\\ud800"']
)
def test_any_json_value_is_the_body(pool: Pool, body: bytes) -> None:
    outcome = run(
        pool, main("sendResponse({ body: { has: 'body' in context, text: JSON.stringify(context.body) } });"), {}, body
    )
    expected = {b'{"a":1e400}': '{"a":null}'}.get(body, body.decode())
    assert sent_json(outcome) == {"has": True, "text": expected}


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=json_values)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_comes_back_as_it_went_in(pool: Pool, value: Any) -> None:
    outcome = run(pool, ECHO, {}, json.dumps(value).encode())
    assert json.loads(sent_text(outcome), parse_int=float) == {"body": json.loads(json.dumps(value), parse_int=float)}


@given(context=st.dictionaries(st.text(), st.lists(st.text()), max_size=5))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_context_arrives_as_it_was_given(pool: Pool, context: dict[str, Any]) -> None:
    assert sent_json(run(pool, ECHO_CONTEXT, context)) == context


def test_lone_surrogates_in_the_context_do_not_break_the_call(pool: Pool) -> None:
    outcome = run(pool, ECHO_CONTEXT, {"headers": {"x-broken": "a\udce9b"}})
    assert sent_json(outcome) == {"headers": {"x-broken": "a?b"}}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        ("1e21", "1e+21"),
        ("1e-7", "1e-7"),
        ("15e19", "150000000000000000000"),
        ("-0", "0"),
        ("0.1", "0.1"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("1.0", "1"),
        ("'é'", "é"),
    ],
)
def test_a_header_number_has_javascripts_own_text(pool: Pool, value: str, text: str) -> None:
    outcome = run(pool, main(f"sendResponse({{ headers: {{ 'X-A': {value}, 'X-B': [{value}] }} }});"))
    assert outcome.sent is not None
    assert outcome.sent.described["headers"] == [["X-A", text], ["X-B", [text]]]
