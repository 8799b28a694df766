"""Code that overwrites what the language or Node offers breaks itself at most (contract §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import BOUNDS, main, module, run, sent_json, works

THROWS = "const throws = () => { throw new Error('patched'); };"
PATCH_ALL = (
    "const patchAll = (object) => { for (const name of Object.getOwnPropertyNames(object)) if (name !== 'constructor')"
    " try { Object.defineProperty(object, name, { value: throws }); } catch {} };"
)
# One patch a line.
HARMLESS = """
JSON.stringify = JSON.parse = throws;
String.prototype.toJSON = Number.prototype.toJSON = throws;
Array.prototype[Symbol.iterator] = throws;
patchAll(String.prototype);
patchAll(Buffer.prototype);
for (const name of ['from', 'alloc', 'allocUnsafe', 'allocUnsafeSlow', 'concat', 'byteLength']) Buffer[name] = throws;
Uint8Array.prototype.set = Uint8Array.prototype.subarray = throws;
RegExp.prototype.exec = RegExp.prototype.test = throws;
for (const name of ['keys', 'assign', 'entries', 'defineProperty', 'setPrototypeOf', 'create']) Object[name] = throws;
Reflect.apply = Reflect.ownKeys = throws;
Error.prepareStackTrace = throws;
Error.captureStackTrace = throws; Error.stackTraceLimit = 0;
globalThis.Error = globalThis.TypeError = null;
performance.now = Date.now = throws;
globalThis.console = null; globalThis.process = null;
process.emit = process.on = process.exit = process.reallyExit = null;
process.exitCode = 7; process.argv = null; process.execArgv = null;
process.on('exit', () => process.abort()); process.on('uncaughtException', () => {});
globalThis.setTimeout = globalThis.setImmediate = globalThis.clearTimeout = null;
const fs = require('fs'); fs.readSync = fs.writeSync = fs.openSync = throws;
require('util').inspect = throws;
Object.prototype.get = Object.prototype.value = 5; Object.prototype.length = 3;
Object.defineProperty(Object.prototype, 'failure', { set: throws });
Object.defineProperty(Object.prototype, 'body', { set: throws });
Symbol.prototype.toString = Number.prototype.toString = throws;
globalThis.Promise = null;
""".strip().splitlines()
# What Node itself, or the language, stumbles over.
AT_RISK = """
Object.defineProperty(Array.prototype, '0', { set: throws, get: throws });
patchAll(Array.prototype);
patchAll(Object.prototype);
Function.prototype.call = Function.prototype.apply = Function.prototype.bind = throws;
process.removeAllListeners(); process.on('beforeExit', throws);
Object.prototype.toJSON = () => 'patched';
Promise.prototype.then = throws;
Promise.prototype.constructor = { get [Symbol.species]() { throw new Error('patched'); } };
Promise.resolve = throws;
const { AsyncLocalStorage } = require('async_hooks'); patchAll(AsyncLocalStorage.prototype);
Object.getPrototypeOf(setTimeout(() => {}, 0)).unref = throws;
Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(process);
const M = require('module'); M._resolveFilename = M.prototype._compile = M._load = null;
process.nextTick = process._tickCallback = throws;
""".strip().splitlines()
REPLY = "sendResponse({ statusCode: 201, headers: { 'X-A': 'b' }, body: { list: [1, 'a', { b: null }], context } });"
CONTEXT = {"params": {"a": ["1"]}}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Whatever the functions of this file do to their instances, it serves the next one, with a patience of 1.5 s."""
    pool = Pool(replace(BOUNDS, seconds=1.5), cap=2)
    yield pool
    pool.close()


@pytest.mark.parametrize("patch", HARMLESS)
def test_a_patched_builtin_changes_nothing_about_the_answer(pool: Pool, patch: str) -> None:
    program = module(f"{THROWS} {PATCH_ALL} {patch}\nexports.main = (context, sendResponse) => {{ {REPLY} }};")
    for _ in range(2):
        outcome = run(pool, program, CONTEXT, b'{"in": [1]}')
        assert outcome.failure is None
        assert sent_json(outcome) == {"list": [1, "a", {"b": None}], "context": {**CONTEXT, "body": {"in": [1]}}}
        assert outcome.sent is not None
        assert outcome.sent.described["headers"] == [["X-A", "b"]]
    assert works(pool)


@pytest.mark.parametrize("end", [f"await null; {REPLY}", "throw new TypeError('own');", "return 5;"])
@pytest.mark.parametrize("patch", [*HARMLESS, *AT_RISK])
def test_a_patched_builtin_ends_in_an_answer_or_a_failure_and_hurts_nobody_else(
    pool: Pool, patch: str, end: str
) -> None:
    outcome = run(pool, main(f"{THROWS} {PATCH_ALL} {patch} {end}"))
    assert outcome.failure is not None or outcome.sent is not None
    assert outcome.seconds < 9
    assert works(pool)
