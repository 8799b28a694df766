"""An endless recursion is a RangeError that can be caught, wherever it happens, as in plain Node (contract §7)."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.node.node import NodeNotFoundError, find_node
from hsfunc_magics.runtime.outcome import Outcome, Program
from hsfunc_magics.runtime.pool.pool import Pool

from ..programs import FILE, failure_kind, lines, main, module, run, sent_text

# Each sets `go`, which recurses without end, and may be awaited.
RECURSIONS = {
    "a function": "const go = () => 1 + go();",
    "an async function": "const go = async () => 1 + await go();",
    "a method of a class": "class A { async go() { return 1 + await this.go(); } } const go = () => new A().go();",
    "an executor": "const go = () => new Promise((resolve) => resolve(go()));",
    "an executor that is a constructor": "class P extends Promise {} const go = () => new P((done) => done(go()));",
    "then": "const go = () => { Promise.resolve().then(() => {}); return 1 + go(); };",
    "a then of its own": "const go = async () => { const o = { then(f) { this.then(f); } }; await o; };",
    "all": "const go = () => Promise.all([go()]);",
    "a loop that awaits": "const go = async () => { for await (const x of [go()]) return x; };",
    "a timer": "const go = () => { setTimeout(() => {}, 0); return 1 + go(); };",
    "an immediate": "const go = () => { setImmediate(() => {}); return 1 + go(); };",
    "a tick": "const go = () => { process.nextTick(() => {}); return 1 + go(); };",
    "a microtask": "const go = () => { queueMicrotask(() => {}); return 1 + go(); };",
    "an event": "const e = new (require('events'))(); e.on('x', () => e.emit('x')); const go = () => e.emit('x');",
    "a getter": "const o = { get x() { return new Promise((r) => r(o.x)); } }; const go = () => o.x;",
    "a proxy": "const o = new Proxy({}, { get: async (t, k, r) => { await r[k]; } }); const go = () => o.x;",
    "toJSON": "const o = { toJSON: () => [JSON.stringify(o)] }; const go = () => JSON.stringify(o);",
    "deep JSON": "let o = []; for (let n = 0; n < 1e5; n += 1) o = [o]; const go = () => JSON.stringify(o);",
    "toString": "const o = { toString: () => `${o}` }; const go = () => `${o}`;",
    "a console": "const go = () => { console.log('x'); return 1 + go(); };",
}
WHERE = {
    "main": "BODY",
    "behind an await": "await null; BODY",
    "a timer": "await new Promise((done) => setTimeout(async () => { BODY done(); }, 1));",
    "a then": "await Promise.resolve().then(async () => { BODY });",
    "a listener": "const on = new (require('events'))(); on.on('x', async () => { BODY }); on.emit('x');",
}
CAUGHT = "try { await go(); sendResponse({ body: 'no error' }); } catch (e) { sendResponse({ body: e.name }); }"


def recursion(how: str, body: str) -> Program:
    return module(f"{RECURSIONS[how]}\nexports.main = async (context, sendResponse) => {{\n{body}\n}};")


def caught_twice(pool: Pool, program: Program) -> list[str]:
    """What is sent by two runs in one instance."""
    outcomes = [run(pool, program) for _ in range(2)]
    assert [outcome.cold for outcome in outcomes] == [True, False]
    return [sent_text(outcome) for outcome in outcomes]


@pytest.mark.parametrize("how", RECURSIONS)
def test_it_is_caught(pool: Pool, how: str) -> None:
    assert caught_twice(pool, recursion(how, CAUGHT)) == ["RangeError", "RangeError"]


@pytest.mark.parametrize("where", WHERE)
def test_it_is_caught_wherever_it_happens(pool: Pool, where: str) -> None:
    program = recursion("an async function", WHERE[where].replace("BODY", CAUGHT))
    assert caught_twice(pool, program) == ["RangeError", "RangeError"]


@pytest.mark.parametrize("how", ["a function", "an async function", "an executor", "a getter", "toJSON"])
def test_an_uncaught_error_names_the_functions_line(pool: Pool, how: str) -> None:
    program = recursion(how, "await go();")
    for _ in range(2):
        assert_range_error(run(pool, program))


@pytest.mark.parametrize(
    "body",
    [
        "const list = []; list.toJSON = () => [JSON.stringify(list)]; sendResponse({ body: list });",
        "let list = []; for (let n = 0; n < 1e5; n += 1) list = [list]; sendResponse({ body: list });",
        "const o = { get statusCode() { return Promise.resolve(this.statusCode); } }; sendResponse(o);",
    ],
)
def test_it_may_happen_in_what_is_sent(pool: Pool, body: str) -> None:
    for _ in range(2):
        assert_range_error(run(pool, main(body)))


def test_it_may_happen_in_what_is_shown(pool: Pool) -> None:
    shown = "const o = { [require('util').inspect.custom]: async () => { console.log(o); } };"
    outcome = run(pool, main(f"{shown} try {{ console.log(o); }} catch {{}} sendResponse({{ body: 'on' }});"))
    assert failure_kind(outcome) is None
    assert sent_text(outcome) == "on"


def test_it_is_caught_after_a_failure_and_after_what_was_left_has_ended(pool: Pool) -> None:
    program = module(
        f"{RECURSIONS['an async function']}\n"
        "exports.main = async ({ step }, sendResponse) => {\n"
        "if (step === 'throw') throw new Error('x');\n"
        "if (step === 'leave') { setTimeout(() => {}, 300); sendResponse({}); return; }\n"
        "if (step === 'wait') { await new Promise((done) => setTimeout(done, 400)); sendResponse({}); return; }\n"
        f"{CAUGHT}\n}};"
    )
    steps = ["throw", "catch", "leave", "wait", "catch"]
    outcomes = [run(pool, program, {"step": step}) for step in steps]
    assert [outcome.cold for outcome in outcomes] == [True, False, False, False, False]
    assert [sent_text(outcomes[at]) for at in (1, 4)] == ["RangeError", "RangeError"]


@pytest.mark.parametrize("how", RECURSIONS)
def test_it_is_caught_on_node_18(pool: Pool, how: str) -> None:
    try:
        find_node(18)
    except NodeNotFoundError as problem:
        pytest.skip(str(problem))
    plain = recursion(how, CAUGHT)
    assert caught_twice(pool, Program(FILE, plain.source, {}, node_major=18)) == ["RangeError", "RangeError"]


def assert_range_error(outcome: Outcome) -> None:
    failure = outcome.failure
    assert failure is not None
    assert (failure.kind, failure.type) == ("error", "RangeError"), lines(outcome)
    assert "app.functions/f.js:" in failure.stack
