"""Exported functions, awaited by plain Node, give what they give in the design manager."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.projects.reading.disk import read_project_directory

from .conftest import Exported, context_of, of_the_design_manager, run

SOURCES = {
    "object": "exports.main = (context, sendResponse) => sendResponse({ statusCode: 201, body: { a: [1, null] } });",
    "text": "exports.main = async (context, sendResponse) => { sendResponse({ body: '<b>é</b>' }); };",
    "bytes": "exports.main = (context, sendResponse) => sendResponse({ body: Buffer.from([0, 255]) });",
    "blob": "exports.main = (c, s) => s({ body: new Blob(['x'], { type: 'image/png' }) });",
    "view": "exports.main = (c, s) => s({ body: new Uint16Array([1, 2]).subarray(1) });",
    "nothing": "exports.main = (context, sendResponse) => sendResponse({ statusCode: '404' });",
    "bare": "exports.main = (c, s) => s({ body: 7 });",
    "date": "exports.main = (c, s) => s({ body: new Date(0) });",
    "null": "exports.main = (c, s) => s({ body: null, headers: { 'X-A': null, 'X-B': true, 'X-C': [1, 2] } });",
    "empty": "exports.main = (c, s) => s({ statusCode: 204, body: 'dropped' });",
    "redirect": "exports.main = (c, s) => s({ statusCode: 302, headers: { Location: '/ü?a=b' } });",
    "typed": "exports.main = (c, s) => s({ headers: new Map([['content-type', 'text/csv']]), body: 'a,b' });",
    "spelled": "exports.main = (c, s) => s({ headers: { 'x-a': 1, 'X-A': 2, 'Content-Length': 9, ETag: [1, 2] } });",
    "cookie": "exports.main = (c, s) => s({ body: {}, 'Set-Cookie': 'a=1; Max-Age=5' });",
    "cookies": "exports.main = (c, s) => s({ body: {}, headers: { 'set-cookie': 'a=1' }, multiValueHeaders:"
    " { 'Set-Cookie': ['a=1', 'b=2'], Vary: ['A', 'B'] } });",
    "twice": "exports.main = (c, s) => { s({ body: 'first' }); s({ body: 'second' }); };",
    "changed": "exports.main = async (c, s) => { const body = { a: 1 }; s({ body }); await null; body.a = 2; };",
    "later": "exports.main = (c, s) => { setTimeout(() => s({ body: 'late' }), 20); };",
    "after": "exports.main = async (c, s) => { s({ body: 'sent' }); await null; throw new Error('behind'); };",
    "silent": "exports.main = async () => ({ statusCode: 200, body: 'returned' });",
    "stopped": "exports.main = (c, s) => { setTimeout(() => {}, 10); };",
    "self": "exports.answer = 'its own'; exports.main = function (c, s) { s({ body: this.answer }); };",
}
FAILING = {
    "throws": "exports.main = () => { throw new Error('no'); };",
    "rejects": "exports.main = async (c, s) => { await null; throw new Error('no'); };",
    "status": "exports.main = (c, s) => s({ statusCode: 99 });",
    "noObject": "exports.main = (c, s) => s('text');",
    "circular": "exports.main = (c, s) => { const a = {}; a.a = a; s({ body: a }); };",
    "header": "exports.main = (c, s) => s({ headers: { 'X-A': 'a\\nb' } });",
    "token": "exports.main = (c, s) => s({ headers: { 'X A': 'a' } });",
    "noMain": "exports.other = 1;",
}


@pytest.fixture
def project(account: Account, export: Exported) -> Path:
    """A project of all of them."""
    for name, source in {**SOURCES, **FAILING}.items():
        account.functions.add(name, source)
    return export()


@pytest.mark.parametrize("name", SOURCES)
def test_what_is_sent_is_what_is_returned(account: Account, project: Path, name: str) -> None:
    execution = account.call(name)
    theirs = run(project, name, context_of(execution))
    ours = of_the_design_manager(execution)
    assert (theirs.status, theirs.headers, theirs.body) == (ours.status, ours.headers, ours.body)


@pytest.mark.parametrize("name", FAILING)
def test_what_fails_there_rejects_here(account: Account, project: Path, name: str) -> None:
    execution = account.call(name)
    assert execution.response.status_code == 500 and execution.error is not None
    assert run(project, name, context_of(execution)).rejected


def test_what_is_lost_stands_in_the_log(account: Account, project: Path) -> None:
    assert "Error: behind" in run(project, "after", {}).console
    assert "never called sendResponse" in run(project, "silent", {}).console


def test_the_platform_of_projects_gives_the_same(account: Account, project: Path) -> None:
    read = read_project_directory(project, most_bytes=account.settings.file_bytes)
    assert read.project is not None and account.projects.load(read.project) == []
    for name in ("object", "later", "after", "silent", "stopped", "redirect", "empty", "throws"):
        ours, theirs = account.call(name), account.call(f"/hs/serverless/{name}")
        assert of_the_design_manager(theirs) == of_the_design_manager(ours), name


ECHO = """exports.main = (context, sendResponse) => {
  const variables = [process.env.MODE, process.env.KEY];
  sendResponse({ body: { context, keys: Object.keys(context).sort(), variables } });
};
"""


@pytest.fixture
def echo(account: Account, export: Exported) -> Path:
    account.secrets.add("KEY", "the-value-of-the-key")
    source = f"const loaded = process.env.MODE;\n{ECHO.replace('[process.env.MODE', '[loaded')}"
    account.functions.add(
        "echo", source, method=["GET", "POST"], environment={"MODE": "it's\n\u2028", "n": 1}, secrets=["KEY"]
    )
    return export()


CALLS: list[dict[str, Any]] = [
    {"endpoint": "echo?a=1&flag&__proto__=x"},
    {"endpoint": "echo?a=1&a=2"},
    {"endpoint": "echo", "method": "POST", "json": {"a": [1]}},
    {"endpoint": "echo", "method": "POST"},
    {"endpoint": "echo", "method": "POST", "content": "null", "headers": {"Content-Type": "application/json"}},
    {"endpoint": "echo", "headers": {"X-Mixed-Case": "A"}},
]


@pytest.mark.parametrize("call", CALLS, ids=str)
@pytest.mark.parametrize("arrays", [False, True])
def test_main_gets_the_context_that_it_knows(account: Account, echo: Path, call: dict[str, Any], arrays: bool) -> None:
    arguments = dict(call)
    execution = account.call(arguments.pop("endpoint"), **arguments)
    given = context_of(execution, arrays=arrays)
    given["headers"] = {name.title(): text for name, text in given["headers"].items()}
    theirs = json.loads(run(echo, "echo", given, KEY="the-value-of-the-key").body)
    ours = execution.response.json()
    for known in ("limits",):  # has not been seen in a project
        del ours["context"][known]
        ours["keys"].remove(known)
    if not arrays and "a=2" in call["endpoint"]:
        ours["context"]["params"]["a"] = ["2"]  # which of several arrive is the platform's
    assert theirs == ours


@pytest.mark.parametrize(
    ("arrives", "params"),
    [
        ({"params": None, "body": None, "method": "GET"}, {}),
        ({"params": "a=1&a=2&b"}, {"a": ["1", "2"], "b": [""]}),
        ({"params": {"a": 1, "b": [2, None], "c": None}}, {"a": ["1"], "b": ["2", ""], "c": [""]}),
        (
            {
                "method": "POST",
                "params": {"a": "1"},
                "headers": {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
                "body": "a=2&b=%C3%BC",
            },
            {"a": ["1", "2"], "b": ["ü"]},
        ),
        (
            {"method": "POST", "headers": {"content-type": "multipart/form-data; boundary=x"}, "body": {"a": "1"}},
            {"a": ["1"]},
        ),
    ],
    ids=str,
)
def test_params_are_arrays_whatever_arrives(echo: Path, arrives: dict[str, Any], params: dict[str, Any]) -> None:
    context = json.loads(run(echo, "echo", arrives).body)["context"]
    assert context["params"] == params
    assert "body" not in context and "contact" not in context and "limits" not in context
