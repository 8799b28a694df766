"""What the word at the cursor means, and who says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import hsfunc_magics
from hsfunc_magics import current_account
from hsfunc_magics.emulator.call.context import UNDOCUMENTED_KEYS
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.notebook.assist.api_reference import MODULES, WORDS, children
from hsfunc_magics.notebook.assist.cursor import find
from hsfunc_magics.notebook.assist.header_meanings import HEADERS, REQUEST_HEADERS, RESPONSE_HEADERS
from hsfunc_magics.notebook.assist.inspection import inspect
from hsfunc_magics.notebook.commands import COMMANDS

from .conftest import Explains

PACKAGE = Path(hsfunc_magics.__file__).parent


@pytest.mark.parametrize(
    ("code", "title", "meaning"),
    [
        ("con|text.params.name[0]", "context", "first argument"),
        ("context.par|ams.name[0]", "context.params", "array of strings"),
        ("context.params.na|me[0]", "context.params", "array of strings"),
        ("context.limits.|timeRemaining", "context.limits.timeRemaining", "milliseconds"),
        ("const { bo|dy } = context;", "context.body", "application/json"),
        ("|sendResponse({})", "sendResponse", "first call counts"),
        ("sendResponse({ status|Code: 200 })", "sendResponse.statusCode", "from 200 to 599"),
        ("sendResponse({ 'Set-|Cookie': 'a=b' })", "sendResponse.Set-Cookie", "cookie"),
        ("sendResponse({ headers: { Lo|cation: '/x' } })", "Location", "redirect"),
        ("context.headers['x-forw|arded-for']", "x-forwarded-for", "client's address"),
        ("context.headers.ho|st", "host", "domain"),
        ("require('ax|ios')", "require('axios')", "^0.19.2"),
        ("require('form-da|ta')", "require('form-data')", "HubSpot does not promise"),
        ("require('node:f|s')", "require('node:fs')", "Built into Node"),
        ("requ|ire('fs')", "require", "bundled"),
        ("process.e|nv.MODE", "process.env", "nothing else"),
        ("process.env.MO|DE", "process.env.MODE", "environment variable of the endpoint"),
        ("process.env.API|_KEY", "process.env.API_KEY", "never log or return it"),
        ("process.env.OTHER|_KEY", "process.env.OTHER_KEY", "does not declare it"),
        ("exports.ma|in = (ctx) => 1", "exports.main", "(context, sendResponse)"),
        ("exports.main = (ctx, s) => { ct|x.body }", "context", "first argument"),
    ],
)
def test_a_name_in_the_code_is_explained(explains: Explains, code: str, title: str, meaning: str) -> None:
    found = explains(f"%%hsfunction events\n{code}")
    assert found is not None and found.source is not None
    assert found.title == title
    assert meaning in found.meaning


@pytest.mark.parametrize(
    ("line", "title", "meaning"),
    [
        ("%%hsfunction new --met|hod POST", "--method GET,POST", "methods"),
        ("%hscall events --rep|eat=3", "--repeat N", "N times"),
        ("%hscall events -H 'Content-Ty|pe: a/b'", "Content-Type", "application/json"),
        ("%hscall events/up|date?x=1", "events/update", "POST PUT, file act.js"),
        ("%%hsfunction eve|nts", "events", "environment: MODE; secrets: API_KEY"),
        ("%%hsfunction n|ew", "ENDPOINT", "/_hcms/api/"),
        ("%%hsfunction new --secret API|_KEY", "API_KEY", "declares"),
        ("%hs lim|its", "%hs limits", "Every limit"),
        ("%hs limits set memory|_mb=64", "memory_mb", "128 MB"),
        ("%hs secrets delete API|_KEY", "API_KEY", "secret of this account"),
    ],
)
def test_a_word_of_a_magic_line_is_explained(explains: Explains, line: str, title: str, meaning: str) -> None:
    found = explains(line)
    assert found is not None
    assert found.title == title
    assert meaning in found.meaning


def test_a_magic_and_a_command_show_their_help(explains: Explains) -> None:
    for line, shown in (
        ("%%hsfunc|tion new\n", "--method GET,POST"),
        ("%hsc|all new", "--simulate-time"),
        ("%h|s limits", "%hs doctor"),
        ("%hs limits |", "reset puts them back"),
        ("%hs |", "%hs limits"),
    ):
        found = explains(line)
        assert found is not None and shown in found.listing, line


def test_every_command_has_an_explanation(explains: Explains) -> None:
    for command in COMMANDS:
        words = command.words.split()
        found = explains(f"%hs {command.words}|")
        assert found is not None and found.title == f"%hs {' '.join(words)}"


@pytest.mark.parametrize("cell", ["pr|int(1)", "x = con|text", "%timeit con|text"])
def test_python_is_not_ours(explains: Explains, cell: str) -> None:
    assert find(cell.replace("|", ""), cell.index("|")) is None


@pytest.mark.parametrize("code", ["// con|text", "'con|text'", "unk|nown", "other.con|text", "const { a| } = other;"])
def test_a_word_without_meaning_has_no_explanation(explains: Explains, code: str) -> None:
    assert explains(f"%%hsfunction f\n{code}") is None


def test_the_explanation_is_told_as_text_and_as_html_with_its_source(explains: Explains) -> None:
    cell = "%%hsfunction f\ncontext.accountId"
    spot = find(cell, len(cell))
    assert spot is not None
    told = inspect(current_account(), spot)
    assert set(told) == {"text/plain", "text/html"}
    for text in told.values():
        assert "context.accountId" in text
        assert "HubSpot's serverless functions reference: Context object" in text.replace("&#x27;", "'")


def test_a_name_of_the_users_is_no_markup(explains: Explains) -> None:
    cell = "%%hsfunction f --env <b>=1\nprocess.env['<b>']"
    spot = find(cell, cell.index("'<b>") + 2)
    assert spot is not None
    told = inspect(current_account(), spot)
    assert "<b>" in told["text/plain"]
    assert "<b>" not in told["text/html"]


def test_the_vocabulary_says_whose_each_word_is() -> None:
    assert all(word.source.place and word.meaning.endswith((".", "[0].")) for word in {**WORDS, **MODULES}.values())
    for key in UNDOCUMENTED_KEYS:
        assert WORDS[f"context.{key}"].source.authority is Authority.PRODUCTION
    packages = json.loads((PACKAGE / "runtime" / "packages" / "package.json").read_text(encoding="utf-8"))[
        "dependencies"
    ]
    assert {name for name, word in MODULES.items() if word.kind == "package"} == set(packages)
    assert {"accountId", "body", "contact", "headers", "params", "limits"} < set(children("context"))


def test_every_header_that_is_offered_says_what_it_is_for() -> None:
    assert {*REQUEST_HEADERS, *RESPONSE_HEADERS} == set(HEADERS)
    for name, meaning in HEADERS.items():
        assert name == name.lower()
        assert re.fullmatch(r"[A-Z].+\.", meaning)
