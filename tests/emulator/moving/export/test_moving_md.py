"""MOVING.md: what to do, what changes for whom, and what is not known; one warning for each line of the mapping."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.moving.sources.source_warnings import source_warnings
from hsfunc_magics.emulator.projects.switches import SWITCHES

from .conftest import Exported

MAIN = "exports.main = async (context, sendResponse) => {\n  %s\n};"
WARNED = {
    "if (!context.contact) throw 1;": "context.contact",
    "const { contact: who } = context;": "context.contact",
    "const { timeRemaining } = context.limits;": "context.limits",
    "const a = context.headers['x-custom'];": "the header x-custom",
    "const { authorization } = context.headers;": "the header authorization",
    "const { headers } = context; f(headers.origin);": "the header origin",
    "sendResponse({ multiValueHeaders: {} });": "multiValueHeaders",
    "sendResponse({ 'Set-Cookie': ['a=1', 'b=2'] });": "multiValueHeaders",
    "sendResponse({ statusCode: 302, headers: { location: '/' } });": "Location",
    "sendResponse({ body: Buffer.from('') });": "Buffer",
    "sendResponse({ headers: { 'Access-Control-Allow-Origin': '*' } });": "CORS",
    "f(process.env.PRIVATE_APP_ACCESS_TOKEN);": "PRIVATE_APP_ACCESS_TOKEN",
    "await fetch('https://x.com/_hcms/api/other');": "/_hcms/api/",
    "require('crypto').createCipher('aes192', 'x');": "crypto.createCipher is not in Node 22",
    "const { isArray, isString } = require('node:util');": "util.isString is not in Node 23",
    "f('pat-na1-01234567-89ab-cdef-0123-456789abcdef');": "a secret's value",
}
FINE = [
    "const { contact } = other; f(other.limits, order.contact);",
    "f(context.headers.cookie, context.headers['X-HubSpot-Signature-v3'], other.headers.origin);",
    "sendResponse({ 'Set-Cookie': 'a=1', body: context.params });",
    "require('crypto').createCipheriv(); util.isString('x');",
]


@pytest.mark.parametrize("statement", WARNED)
def test_each_difference_is_found_in_a_function_made_for_it(statement: str) -> None:
    (found,) = source_warnings(MAIN % statement)
    assert WARNED[statement] in found.text and found.line == 2
    assert found.blocking is (WARNED[statement] in ("context.contact", "context.limits"))


@pytest.mark.parametrize("statement", FINE)
def test_what_is_the_same_is_not_warned_of(statement: str) -> None:
    assert source_warnings(MAIN % statement) == ()


def test_a_context_has_the_name_that_main_gives_it() -> None:
    assert source_warnings("exports.main = (c, sendResponse) => c.contact")[0].blocking
    assert source_warnings("exports.main = ({ contact }, sendResponse) => contact")[0].blocking


def test_it_says_what_to_do_and_what_changes(account: Account, export: Exported) -> None:
    account.secrets.add("KEY", "a-value-that-is-known")
    source = MAIN % "sendResponse({ body: context.contact });"
    account.functions.add("a/b", source, method=["POST", "PUT"], secrets=["KEY"], environment={"MODE": "v4lue"})
    text = (export() / "MOVING.md").read_text()
    for part in (
        "2026-11-03",
        "2026-11-17",
        "2027-02-01",
        "hs secret add KEY\n",
        "`POST PUT /_hcms/api/a/b` → `POST PUT /hs/serverless/a/b`",
        "**Blocking**: app.functions/a-b.js:2 reads context.contact",
        "`context.body` of PUT",
        "(`MODE`) stands in `a_b-entry.js`",
        "- `/hs/serverless/a/b` → `/_hcms/api/a/b`",
        "hsfunc project callers",
        *(f"- `{name}`:" for name in SWITCHES),
    ):
        assert part in text
    assert "a-value-that-is-known" not in text and "v4lue" not in text


def test_what_stands_in_a_folder_is_no_markup(account: Account, export: Exported) -> None:
    account.functions.add("f", file="f.js", source=MAIN % "context.headers['<b>`x`'];")
    assert "<b>" not in (export() / "MOVING.md").read_text()
