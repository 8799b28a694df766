"""What is offered in the JavaScript of a function, and that nothing of Python's is."""

from __future__ import annotations

import pytest

from .conftest import Offers

CONTEXT = ["accountId", "body", "contact", "headers", "params", "limits", "method", "endpoint", "secrets"]


@pytest.mark.parametrize(
    "code",
    [
        "context.|",
        "const { name } = context.|",
        "const { | } = context;",
        "const { body, | } = context;",
        "const a = b / 2; const c = /['\"`{]/.test(a); context.|",
        "const a = `${context.|",
        "/* it's */ f({ a: 1 }, [context.|",
        "context?.|",
        "exports.main = async (ctx, send) => { ctx.|",
        "exports.main = async function (ctx, send) { ctx.|",
        "function main(ctx, send) { ctx.|\n}\nmodule.exports = { main };",
    ],
)
def test_the_keys_of_context(offers: Offers, code: str) -> None:
    assert list(offers(f"%%hsfunction events\n{code}")) == CONTEXT


def test_deeper_keys_of_context(offers: Offers) -> None:
    assert list(offers("%%hsfunction f\ncontext.limits.|")) == ["executionsRemaining", "timeRemaining"]
    assert list(offers("%%hsfunction f\ncontext.contact?.v|")) == ["vid"]
    assert list(offers("%%hsfunction f\nconst { li| } = context.contact;")) == ["listMemberships"]
    assert list(offers("%%hsfunction f\nconst limits = context.limits;\nlimits.t|")) == ["timeRemaining"]
    assert list(offers("%%hsfunction f\nconst { limits } = context;\nlimits.t|")) == ["timeRemaining"]


@pytest.mark.parametrize("quote", ["'", '"'])
def test_request_headers_in_brackets_are_in_lower_case(offers: Offers, quote: str) -> None:
    assert offers(f"%%hsfunction f\ncontext.headers[{quote}x-f|{quote}]") == {"x-forwarded-for": "header"}
    assert list(offers("%%hsfunction f\ncontext.headers.a|")) == ["accept", "authorization"]


def test_the_environment_is_what_the_line_declares_and_what_is_registered(offers: Offers) -> None:
    line = "%%hsfunction events --env SIZE=3 --env 'TITLE=a b' --secret OTHER_KEY"
    assert offers(f"{line}\nprocess.env.|") == {
        "SIZE": "environment",
        "TITLE": "environment",
        "MODE": "environment",
        "OTHER_KEY": "secret",
        "API_KEY": "secret",
    }
    assert set(offers(f"{line}\nconst {{ SIZE, A| }} = process.env;")) == {"API_KEY"}
    assert set(offers(f"{line}\nprocess.env['TI|']")) == {"TITLE"}
    assert offers("%%hsfunction new\nprocess.env.|") == {}


def test_a_line_that_is_not_finished_declares_as_well(offers: Offers) -> None:
    assert set(offers("%%hsfunction new --env A=1 --env 'B=2\nprocess.env.|")) == {"A", "B"}


@pytest.mark.parametrize(
    "code",
    ["sendResponse({ |", "sendResponse({ |})", "sendResponse({\n  // no\n  |\n});", "exports.main = (c, s) => s({|"],
)
def test_the_keys_of_the_response(offers: Offers, code: str) -> None:
    assert list(offers(f"%%hsfunction f\n{code}")) == [
        "statusCode",
        "body",
        "headers",
        "multiValueHeaders",
        "'Set-Cookie'",
    ]


def test_keys_after_others_and_in_headers(offers: Offers) -> None:
    assert list(offers("%%hsfunction f\nsendResponse({ statusCode: f(1, 2), b|")) == ["body"]
    assert list(offers("%%hsfunction f\nsendResponse({ headers: { lo|")) == ["Location"]
    assert list(offers("%%hsfunction f\nsendResponse({ headers: { 'content-t|' } })")) == ["Content-Type"]
    assert list(offers("%%hsfunction f\nsendResponse({ multiValueHeaders: { set|")) == ["'Set-Cookie'"]
    assert offers("%%hsfunction f\nsendResponse({ body: { st|") == {}
    assert offers("%%hsfunction f\nother({ st|") == {}


def test_a_key_is_not_offered_where_its_value_is_due(offers: Offers) -> None:
    assert list(offers("%%hsfunction f\nsendResponse({ body: con|")) == ["context", "console"]


def test_modules_to_require(offers: Offers) -> None:
    assert offers("%%hsfunction f\nrequire('ax|')") == {"axios": "package"}
    assert offers('%%hsfunction f\nconst hubspot = require("@|') == {"@hubspot/api-client": "package"}
    assert offers("%%hsfunction f\nrequire('form-|") == {"form-data": "package, not promised"}
    assert "form-data" not in offers("%%hsfunction f\nrequire('|")
    assert offers("%%hsfunction f\nrequire('crypt|") == {"crypto": "Node module"}
    assert offers("%%hsfunction f\nrequire('node:crypt|") == {"node:crypto": "Node module"}


def test_the_names_that_a_function_is_given(offers: Offers) -> None:
    assert list(offers("%%hsfunction f\n|")) == [
        "context",
        "sendResponse",
        "exports",
        "module",
        "process",
        "require",
        "console",
        "Buffer",
    ]
    assert list(offers("%%hsfunction f\nsend|")) == ["sendResponse"]


@pytest.mark.parametrize(
    "code",
    ["pri|", "payl|", "// context.|", "/* context.|", "'context.|", "`context.|", "12|", "x = /co|", "import os; os.|"],
)
def test_nothing_is_offered_that_does_not_belong(offers: Offers, code: str) -> None:
    assert offers(f"%%hsfunction f\n{code}") == {}


@pytest.mark.parametrize("body", ["pri|", '{"a": payl|', "|", "%hs |"])
def test_the_body_of_a_call_has_nothing_of_pythons(offers: Offers, body: str) -> None:
    assert offers(f"%%hscall events/update\n{body}") == {}
