"""How a program responds: with what main returns, or with any value that sendResponse is given (contract §12)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hsfunc_magics.runtime.outcome import Convention, Outcome, Program, Terms
from hsfunc_magics.runtime.pool.pool import Pool
from tests.runtime.programs import BOUNDS, FILE, failure_kind, run, sent_json, sent_text


def program(source: str, convention: Convention = "return", *, bytes_as_json: bool = False) -> Program:
    """A project's function, which finds no packages."""
    return Program(FILE, source, {}, convention=convention, preloaded=False, bytes_as_json=bytes_as_json)


def returns(expression: str) -> Program:
    """A function that returns what an expression gives."""
    return program(f"exports.main = async (context) => ({expression});")


def described(outcome: Outcome) -> dict[str, Any]:
    """What the harness says of the response."""
    assert outcome.sent is not None, outcome.failure
    return outcome.sent.described


@pytest.mark.parametrize(
    ("expression", "kind", "body"),
    [
        ("{ statusCode: 201, body: { a: 1 } }", "json", '{"a":1}'),
        ("{ body: 'text' }", "text", "text"),
        ("{ statusCode: 204 }", "empty", ""),
        ("{ message: 'bare' }", "json", '{"message":"bare"}'),
        ("'bare'", "text", "bare"),
        ("[1, 2]", "json", "[1,2]"),
        ("0", "json", "0"),
        ("undefined", "json", "null"),
        ("null", "json", "null"),
        ("Buffer.from('bytes')", "bytes", "bytes"),
        ("new Blob(['blob'])", "bytes", "blob"),
        ("{ headers: { A: '1' } }", "json", '{"headers":{"A":"1"}}'),
    ],
)
def test_what_main_returns_is_the_response(pool: Pool, expression: str, kind: str, body: str) -> None:
    outcome = run(pool, returns(expression))
    assert (outcome.failure, described(outcome)["kind"], sent_text(outcome)) == (None, kind, body)


def test_status_and_headers_are_those_of_the_returned_value(pool: Pool) -> None:
    told = described(run(pool, returns("{ statusCode: 201, headers: { 'X-A': '1' }, body: 1 }")))
    assert (told["statusCode"], told["headers"]) == (201, [["X-A", "1"]])


def test_main_need_not_be_async_and_gets_one_argument(pool: Pool) -> None:
    outcome = run(
        pool, program("exports.main = function (context) { return [arguments.length, context.a]; };"), {"a": 5}
    )
    assert sent_json(outcome) == [1, 5]


def test_a_handler_for_send_response_fails_as_on_hubspot(pool: Pool) -> None:
    outcome = run(pool, program("exports.main = async (context, sendResponse) => { sendResponse({ body: 1 }); };"))
    assert outcome.sent is None and outcome.failure is not None
    assert (outcome.failure.type, outcome.failure.message) == ("TypeError", "sendResponse is not a function")


@pytest.mark.parametrize("thrown", ["throw new RangeError('no')", "return Promise.reject(new RangeError('no'))"])
def test_what_throws_or_rejects_fails_and_the_next_call_works(pool: Pool, thrown: str) -> None:
    made = program(f"exports.main = (context) => {{ if (context.fail) {{ {thrown}; }} return 'well'; }};")
    failed = run(pool, made, {"fail": True})
    assert failed.failure is not None and (failed.failure.kind, failed.failure.type) == ("error", "RangeError")
    assert sent_text(run(pool, made)) == "well"


def test_a_promise_that_nothing_settles_ends_at_once(pool: Pool) -> None:
    outcome = run(pool, program("exports.main = () => new Promise(() => {});"))
    assert outcome.failure is not None and (outcome.failure.kind, outcome.failure.pending) == ("silent", True)
    assert outcome.seconds < BOUNDS.seconds / 2


def test_a_value_that_cannot_be_json_says_that_it_was_returned(pool: Pool) -> None:
    outcome = run(pool, returns("{ body: { big: 1n } }"))
    assert outcome.failure is not None
    assert outcome.failure.message == "the returned body cannot be JSON: body.big is a BigInt."


def test_bytes_may_go_out_as_json(pool: Pool) -> None:
    outcome = run(pool, program("exports.main = () => Buffer.from('a');", bytes_as_json=True))
    assert sent_json(outcome) == {"type": "Buffer", "data": [97]}
    assert described(outcome)["bytes"] is True


def test_send_response_may_take_any_value(pool: Pool) -> None:
    made = program("exports.main = (context, sendResponse) => { sendResponse(context.value); };", "sendValue")
    assert sent_text(run(pool, made, {"value": "bare"})) == "bare"
    assert sent_json(run(pool, made, {"value": {"body": [1]}})) == [1]


def test_a_whole_value_is_the_body_whatever_it_has(pool: Pool) -> None:
    made = returns("context.value")
    whole = pool.run(made, {"value": {"statusCode": 404, "body": 1}}, terms=Terms(whole=True))
    assert json.loads(whole.sent.body if whole.sent else b"") == {"statusCode": 404, "body": 1}
    assert described(run(pool, made, {"value": {"statusCode": 404, "body": 1}}))["statusCode"] == 404


def test_an_execution_may_have_limits_of_its_own(pool: Pool) -> None:
    made = program("exports.main = () => new Promise((done) => setTimeout(done, 30_000));")
    outcome = pool.run(made, {}, terms=Terms(bounds=replace(BOUNDS, seconds=0.2)))
    assert failure_kind(outcome) == "timeout"


def test_without_preloaded_packages_nothing_of_them_is_found(pool: Pool) -> None:
    outcome = run(pool, program("require('axios'); exports.main = () => 1;"))
    assert outcome.failure is not None and outcome.failure.module_not_found
    assert outcome.failure.message.startswith("Cannot find module 'axios'")
