"""Stacks as user code sees them: nothing in them tells where this machine keeps its files (contract §7)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

import hsfunc_magics
from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import main, module, run, sent_json, sent_text

MACHINE = (str(Path(hsfunc_magics.__file__).parent), tempfile.gettempdir(), os.sep + "node_modules")
PLACES = "Error.prepareStackTrace = (error, sites) => sites.map((site) => site.getFileName()).join('\\n');"


@pytest.mark.parametrize(
    "body",
    [
        "sendResponse({ body: new Error('x').stack });",
        "await null; sendResponse({ body: new Error('x').stack });",
        "setTimeout(() => sendResponse({ body: new Error('x').stack }), 1);",
        "[1].forEach(() => sendResponse({ body: new Error('x').stack }));",
        "sendResponse({ body: { toJSON: () => new Error('x').stack } });",
        "sendResponse({ get body() { return new Error('x').stack; } });",
        "const at = {}; Error.captureStackTrace(at); sendResponse({ body: at.stack });",
        "Error.stackTraceLimit = Infinity; sendResponse({ body: new Error('x').stack });",
        "try { require('left-pad'); } catch (error) { sendResponse({ body: error.stack }); }",
        "try { require('axios/nothing'); } catch (error) { sendResponse({ body: error.stack + error.requireStack }); }",
        "try { require('./own'); } catch (error) { sendResponse({ body: error.stack }); }",
        "console.log({ [require('util').inspect.custom]: () => sendResponse({ body: new Error('x').stack }) });",
        "process.on('other', () => sendResponse({ body: new Error('x').stack })); process.emit('other');",
        f"{PLACES} sendResponse({{ body: new Error('x').stack }});",
    ],
)
def test_a_stack_in_the_answer_tells_nothing_of_the_machine(pool: Pool, body: str) -> None:
    stack = sent_text(run(pool, main(body)))
    assert "app.functions/f.js" in stack
    assert not [word for word in MACHINE if word in stack]


def test_stack_lines_below_the_functions_are_the_platforms(pool: Pool) -> None:
    lines = sent_text(run(pool, main("\n  sendResponse({ body: new Error('x').stack });"))).splitlines()
    assert lines[:2] == ["Error: x", "    at exports.main (app.functions/f.js:2:24)"]
    assert all("(/var/runtime/" in line or "(node:" in line for line in lines[2:])


@pytest.mark.parametrize(
    "ask",
    [
        "const stackOf = (error) => error.stack;",
        f"{PLACES} const stackOf = (error) => error.stack;",
    ],
)
def test_a_stack_through_a_package_shows_its_place_among_the_packages(pool: Pool, ask: str) -> None:
    source = (
        f"{ask} exports.main = async (c, s) => {{"
        " try { await require('axios').get(5); } catch (error) { s({ body: stackOf(error) }); } };"
    )
    stack = sent_text(run(pool, module(source, packages=frozenset({"axios"}))))
    assert "node_modules/axios/lib/" in stack
    assert not [word for word in MACHINE if word in stack]


def test_the_preloaded_packages_load_under_their_shown_names(pool: Pool) -> None:
    names = ["@hubspot/api-client", "axios", "request", "requests"]
    body = f"sendResponse({{ body: {names}.map((name) => typeof require(name)) }});"
    assert sent_json(run(pool, main(body))) == ["object", "function", "function", "function"]
