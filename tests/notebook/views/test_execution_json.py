"""The JSON of an execution: as its schema says, the same from run to run, without secrets, and small."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.visitors import Visitor
from hsfunc_magics.notebook import views
from hsfunc_magics.notebook.executions import answer
from hsfunc_magics.notebook.views.execution.json import MIME_TYPE

from ...emulator.projects.making import by_uid, make_project

SCHEMA = json.loads(
    Path(views.__file__).with_name("execution").joinpath("execution.schema.json").read_text(encoding="utf-8")
)
FIGURES = {"$defs": SCHEMA["$defs"], "$ref": "#/$defs/figures"}


def call(source: str, target: str = "f", **arguments: Any) -> Execution:
    account = Account()
    try:
        account.functions.add("f", source, method=["GET", "POST"])
        return account.call(target, **arguments)
    finally:
        account.close()


def shown(execution: Execution) -> tuple[dict[str, Any], dict[str, Any]]:
    data, metadata = execution._repr_mimebundle_()
    return data[MIME_TYPE], metadata["hsfunc"]


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("console.log('x'); sendResponse({ body: { a: 1 }, 'Set-Cookie': ['a=1', 'b=2; Secure'] })", {}),
        ("sendResponse({ statusCode: 301, headers: { Location: '/x' } })", {}),
        ("throw new Error('no')", {"method": "POST", "json": {"id": 7}}),
        ("throw Object.assign(new AggregateError([new Error('a', { cause: 1 })], 'b', { cause: 'c' }), { d: 5 })", {}),
        ("sendResponse({ body: Buffer.from([0, 255]) })", {"content": b"\xff\x00", "method": "POST"}),
        ("sendResponse({})", {"target": "f?portalid=1"}),
        ("sendResponse({})", {"target": "nothing"}),
        ("sendResponse({ statusCode: 599 }); sendResponse({})", {"data": {"a": "b"}}),
        ("sendResponse({ body: '\\ud800' })", {"method": "POST", "content": '{"a":1e999,"b":"\\ud800"}',
                                               "headers": {"Content-Type": "application/json"}}),
        ("sendResponse({ body: 'x'.repeat(100_000) })", {"method": "POST", "json": {"long": "y" * 100_000}}),
    ],
)  # fmt: skip
def test_it_is_as_the_schema_says(source: str, arguments: dict[str, Any]) -> None:
    data, figures = shown(call(source, **arguments))
    jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
    jsonschema.validate(figures, FIGURES, cls=jsonschema.Draft202012Validator)
    # What a notebook's file and its messages can carry.
    json.dumps(data, ensure_ascii=False, allow_nan=False).encode()


def test_a_project_is_named_with_its_platform() -> None:
    account = Account()
    account.projects.load(make_project({"x": "context", "u": by_uid("exports.main = (context) => context;")}))
    called = [account.call("/hs/serverless/x"), account.call(uid="u", parameters={"a": 1}), account.call(uid="none")]
    account.close()
    told = []
    for execution in called:
        data, _ = shown(execution)
        jsonschema.validate(data, SCHEMA, cls=jsonschema.Draft202012Validator)
        told.append([data["endpoint"], data["platform"], data["uid"], data["byUid"], data["undocumented"]["keys"]])
    assert told == [
        ["x", "project 2026.09", "x", False, []],
        ["u", "project 2026.09", "u", True, []],
        ["none", "developer projects", None, True, []],
    ]
    texts = [execution._repr_mimebundle_()[0]["text/plain"].partition("\n")[0] for execution in called]
    assert texts == [
        "GET /hs/serverless/x (project 2026.09) → 200 OK",
        "uid:u (project 2026.09) → 200 OK",
        "uid:none (developer projects) → 404 Not Found",
    ]


def test_a_console_line_has_its_position_where_that_is_known() -> None:
    data, figures = shown(call("console.log('one');\nprocess.stdout.write('two'); sendResponse({})"))
    assert data["console"] == [
        {"level": "INFO", "text": "one", "position": {"file": "app.functions/f.js", "line": 1, "column": 9}},
        {"level": "INFO", "text": "two"},
    ]
    assert len(figures["console_ms"]) == 2


def test_a_column_that_no_line_has_is_the_first_one() -> None:
    execution = call("\nconsole.log('one'); sendResponse({})")
    line = execution.console[0]
    assert line.position is not None
    odd = replace(execution, console=(replace(line, position=replace(line.position, column=0)),))
    data, _ = shown(odd)
    assert data["console"][0]["position"] == {"file": "app.functions/f.js", "line": 2, "column": 1}


def test_stored_outputs_of_earlier_versions_are_as_the_schema_says() -> None:
    data, _ = shown(call("console.log('one'); sendResponse({})"))
    line = {"level": "INFO", "text": "one", "place": "app.functions/f.js:1:9"}
    jsonschema.validate({**data, "console": [line]}, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_it_is_the_same_from_run_to_run() -> None:
    source = "console.log('one'); sendResponse({ body: { a: [1, 2] }, 'Set-Cookie': 'a=1' });"
    assert shown(call(source))[0] == shown(call(source))[0]


def test_a_usual_call_is_stored_in_12_kilobytes() -> None:
    source = "console.log('called with', context.params); sendResponse({ body: { message: 'my response' } });"
    data, metadata = call(source, "f?name=Ann&name=Bob", method="POST", json={"id": 7})._repr_mimebundle_()
    assert len(json.dumps(data)) + len(json.dumps(metadata)) < 12_288


def test_the_context_is_exactly_what_main_received() -> None:
    account = Account(visitor=Visitor(1))
    try:
        account.functions.add("f", "sendResponse({ body: context });", method="POST")
        execution = account.call("f?x=1&x=2", method="POST", json={"id": 7})
    finally:
        account.close()
    received = execution.response.json()
    data, figures = shown(execution)
    assert {**data["context"], "limits": figures["limits"]} == received
    assert data["undocumented"]["keys"] == ["method", "endpoint", "secrets"]


def test_several_values_of_a_header_stay_apart() -> None:
    data, _ = shown(call("sendResponse({ multiValueHeaders: { 'X-A': ['1', '2'] } })"))
    assert [pair for pair in data["response"]["headers"] if pair[0] == "x-a"] == [["x-a", "1"], ["x-a", "2"]]


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("a=1", "without Secure"),
        ("a=1; Secure", "without HttpOnly"),
        ("a=1; Secure; HttpOnly", "without SameSite"),
        ("a=1; HttpOnly; SameSite=None", "SameSite=None without Secure"),
        ("a=1; Secure; HttpOnly; SameSite=Some", "none of Strict, Lax and None"),
        ("a=1; Secure; HttpOnly; SameSite=Lax; Domain=example.com", "its Domain is not that of"),
        ("__Host-a=1; Secure; HttpOnly; SameSite=Lax", "__Host- asks for"),
        ("__Secure-a=1; HttpOnly; SameSite=Lax", "__Secure- asks for"),
    ],
)
def test_a_cookie_has_warnings(line: str, warning: str) -> None:
    data, _ = shown(call(f"sendResponse({{ 'Set-Cookie': '{line}' }})"))
    assert any(warning in told for told in data["cookies"][0]["warnings"])


def test_a_cookie_without_fault_has_none() -> None:
    line = "__Host-a=1; Secure; HttpOnly; SameSite=Strict; Path=/"
    data, _ = shown(call(f"sendResponse({{ 'Set-Cookie': '{line}' }})"))
    assert data["cookies"][0]["warnings"] == []


@pytest.mark.parametrize("body", ["{ KEY }", "Buffer.from([255, ...Buffer.from(KEY)])", "KEY.repeat(1000)"])
def test_a_secret_is_nowhere_in_it(body: str) -> None:
    account = Account()
    try:
        account.secrets.add("KEY", "s3cret-value")
        account.functions.add(
            "f", f"const {{ KEY }} = process.env; sendResponse({{ body: {body} }});", secrets=["KEY"], method="POST"
        )
        execution = account.call("f?a=s3cret-value", method="POST", json={"a": "s3cret-value"})
    finally:
        account.close()
    data, _ = execution._repr_mimebundle_()
    stored = json.dumps(data)
    whole = [answer({"id": execution.id, "part": part}) for part in ("request", "response", "context")]
    for form in ("s3cret", "czNjcmV0", b"s3cret".hex(" ")):
        assert form not in stored
        assert form not in json.dumps(whole)


def test_a_redirect_tells_its_goal_and_its_way() -> None:
    account = Account()
    try:
        account.functions.add("a", "sendResponse({ statusCode: 302, headers: { location: 'b?x=1' } });")
        account.functions.add("b", "sendResponse({ body: 'there' });")
        there = shown(account.call("a", follow_redirects=True))[0]
        first = shown(account.call("a"))[0]
    finally:
        account.close()
    assert first["location"] == "https://123456.hs-sites.com/_hcms/api/b?x=1"
    assert [step["status"] for step in there["history"]] == [302]


def test_a_body_that_is_too_large_is_cut_and_can_be_asked_for() -> None:
    execution = call("sendResponse({ body: context.body });", method="POST", json={"long": "é" * 5_000})
    data, figures = shown(execution)
    text = answer({"id": figures["id"], "part": "response"})["text"]
    assert data["response"]["body"]["text"] + text[-data["response"]["body"]["cut"] :] == text
    assert json.loads(text) == {"long": "é" * 5_000}
    assert "body" in data["omitted"]
    assert "body" not in data["context"]
    assert answer({"id": figures["id"], "part": "context"})["json"]["body"] == {"long": "é" * 5_000}


def test_an_execution_that_the_notebook_let_go_is_gone() -> None:
    execution = call("sendResponse({});")
    _, figures = shown(execution)
    del execution
    assert answer({"id": figures["id"], "part": "response"}) == {"gone": True}
    assert answer("nonsense") == {"gone": True}
