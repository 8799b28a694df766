"""However a process ends or breaks its own means, the call fails alone and the next one works (contract §7)."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.outcome import Program
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import EACH_DESCRIPTOR, failure_kind, lines, main, module, run, sent_text, works


@pytest.mark.parametrize("code", [0, 1, 3, 255])
def test_process_exit_is_a_failure_with_its_code_zero_too(pool: Pool, code: int) -> None:
    outcome = run(pool, main(f"console.log('before'); process.exit({code});"))
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.code) == ("exit", code)
    assert lines(outcome) == [("INFO", "before")]
    assert "app.functions/f.js:1" in outcome.failure.stack
    assert works(pool)


def test_to_say_exit_is_not_to_exit(pool: Pool) -> None:
    program = main(
        "process.on('exit', () => console.log('heard')); process.emit('exit', 0); sendResponse({ body: 'on' });"
    )
    outcomes = [run(pool, program) for _ in range(2)]
    assert [sent_text(outcome) for outcome in outcomes] == ["on", "on"]
    assert [outcome.failure for outcome in outcomes] == [None, None]
    assert [lines(outcome) for outcome in outcomes] == [[("INFO", "heard")], [("INFO", "heard")] * 2]
    assert [outcome.cold for outcome in outcomes] == [True, False]


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("process.abort()", "SIGABRT"),
        ("process.kill(process.pid, 'SIGKILL')", "SIGKILL"),
        ("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 10)", "SIGTERM"),
        ("process.kill(-process.pid, 'SIGKILL')", "SIGKILL"),
        ("process.kill(0, 'SIGKILL')", "SIGKILL"),
    ],
)
def test_a_signal_is_a_failure_that_names_it_and_leaves_no_report_in_the_console(
    pool: Pool, end: str, name: str
) -> None:
    outcome = run(pool, main(f"console.log('before'); {end};"))
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.type) == ("signal", name)
    assert lines(outcome) == [("INFO", "before")]
    assert outcome.memory_bytes > 0
    assert works(pool)


def test_an_answer_sent_before_the_process_ended_stands(pool: Pool) -> None:
    for end in ("process.exit(4)", "process.abort()", "process.kill(process.pid, 'SIGKILL')"):
        outcome = run(pool, main(f"sendResponse({{ body: 'sent' }}); {end};"))
        assert sent_text(outcome) == "sent"
        assert failure_kind(outcome) in ("exit", "signal")
    assert works(pool)


@pytest.mark.parametrize(
    "program",
    [
        module("process.exit(2);"),
        module("throw new Error('at load');"),
        module("exports.main = 5;"),
        module("module.exports = null;"),
        module("module.exports = 'text';"),
        module("exports = { main() {} };"),
        module("this is no JavaScript"),
        module("Object.defineProperty(exports, 'main', { get() { throw new Error('no'); } });"),
        module("module.exports = new Proxy({}, { get() { throw new Error('no'); } });"),
    ],
)
def test_a_file_that_cannot_be_loaded_fails_each_call_anew(pool: Pool, program: Program) -> None:
    kinds = [failure_kind(run(pool, program)) for _ in range(2)]
    assert kinds[0] in ("exit", "error", "no_main")
    assert kinds[0] == kinds[1]
    assert works(pool)


def test_a_file_that_threw_while_it_loaded_is_loaded_again(pool: Pool) -> None:
    program = module("console.log('loading'); throw new Error('at load');")
    assert [lines(run(pool, program)) for _ in range(2)] == [[("INFO", "loading")]] * 2


@pytest.mark.parametrize(
    "error",
    [
        "'text'",
        "null",
        "undefined",
        "5n",
        "Symbol('s')",
        "{ toString() { throw 1 } }",
        "Object.create(null)",
        "[]",
        "new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 1 } })",
        "Object.assign(new Error('x'), { stack: 5 })",
        "Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })",
        "() => {}",
        "-0",
        "NaN",
    ],
)
def test_anything_can_be_thrown(pool: Pool, error: str) -> None:
    for body in (f"throw {error};", f"Promise.reject({error}); setInterval(() => {{}}, 10);"):
        outcome = run(pool, main(body))
        assert outcome.failure is not None
        assert outcome.failure.kind == "error"
        assert outcome.failure.type
    assert works(pool)


def test_an_endless_error_is_cut_and_stays_an_error(pool: Pool) -> None:
    for body in (
        "throw new Error('x'.repeat(2e7));",
        "throw 'x'.repeat(2e7);",
        "class X extends Error {} const e = new X(); e.name = 'x'.repeat(2e7); throw e;",
    ):
        outcome = run(pool, main(body))
        assert outcome.failure is not None
        assert outcome.failure.kind == "error"
        assert len(outcome.failure.message) + len(outcome.failure.stack) + len(outcome.failure.type) < 100_000


def test_an_endless_return_value_is_cut(pool: Pool) -> None:
    outcome = run(pool, main("return 'x'.repeat(2e7);"))
    assert outcome.failure is not None
    assert outcome.failure.kind == "silent"
    assert outcome.failure.returned is not None and len(outcome.failure.returned) < 100_000


def test_garbage_on_every_descriptor_breaks_only_the_function(pool: Pool) -> None:
    body = (
        EACH_DESCRIPTOR + " {"
        " try { fs.writeSync(fd, '{{garbage}}\\n'.repeat(50)); } catch {} } sendResponse({ body: 'x' });"
    )
    assert failure_kind(run(pool, main(body))) in ("protocol", "signal")
    assert works(pool)


@pytest.mark.parametrize("after", ["", "setInterval(() => {}, 10);", "while (true) {}", "await null;"])
def test_closed_descriptors_break_only_the_function(make_pool: PoolMaker, after: str) -> None:
    pool = make_pool(seconds=1.0)
    close = f"{EACH_DESCRIPTOR} {{ try {{ fs.closeSync(fd); }} catch {{}} }}"
    outcome = run(pool, main(f"{close} {after} sendResponse({{ body: 'x' }});"))
    assert failure_kind(outcome) in ("exit", "signal", "protocol", "timeout")
    assert works(pool)


def test_a_closed_stdout_is_no_failure(pool: Pool) -> None:
    outcome = run(
        pool, main("const fs = require('node:fs'); fs.closeSync(1); fs.closeSync(2); sendResponse({ body: 'x' });")
    )
    assert sent_text(outcome) == "x"
    assert failure_kind(outcome) is None


_WRITE = (
    "const send = (type, envelope, body = '') => { const text = Buffer.from(JSON.stringify(envelope));"
    " const head = Buffer.alloc(9); head[0] = type.charCodeAt(0);"
    " head.writeUInt32LE(text.length, 1); head.writeUInt32LE(body.length, 5);"
    " fs.writeSync(fd, Buffer.concat([head, text, Buffer.from(body)])); };"
)
_FIND = (
    "const fs = require('node:fs'); let fd = -1; for (let n = 3; n < 64; n += 1) {"
    " try { if (fs.fstatSync(n).isSocket()) { fd = n; break; } } catch {} }"
)
_DEEP = "'['.repeat(900) + ']'.repeat(900)"


@pytest.mark.parametrize(
    "forge",
    [
        "send('s', { n: 1 });",
        "send('s', { n: 1, kind: 'text', statusCode: 200 });",
        f"send('s', {{ n: 1, kind: 'text', statusCode: JSON.parse({_DEEP}) }});",
        "send('s', { n: 1, kind: 5, headers: [[1, 2]], setCookie: { a: 1 } }, 'x');",
        "send('s', 'text');",
        "send('s', {});",
        "send('e', { n: 1 });",
        "send('e', { n: 1, sends: 0, failure: { kind: 'unheard of' } });",
        "send('e', { n: 1, sends: 0, failure: 5 });",
        "send('e', { n: 1, sends: 1e308, at: 1e308 });",
        "send('e', { n: 1, sends: -1, at: -1e308 });",
        "send('e', { n: 1, sends: 1, failure: { kind: 'error', error: 7, syntax: { line: 'x' } } });",
        "send('l', { n: 1, level: 'INFO', text: 'forged', at: 1e308, cut: false });",
        "send('l', { n: 1, level: 5, text: null, at: -1e300, cut: false });",
        "send('l', { n: 1, level: 'x'.repeat(1e6), text: 'forged', at: 0, cut: false });",
        "send('l', { n: 1, level: 'INFO', text: 'forged', at: 0, cut: false, line: 1e308, column: -7 });",
        "send('l', { n: 1, level: 'INFO', text: 'forged', at: 0, cut: false, line: {}, column: 'x' });",
        "send('o', { n: 1, took: 5, failed: false });",
        "send('o', { n: 1 });",
        "send('f', { n: 1 });",
        "send('c', { problem: 5 }); send('w', { stack: {} });",
        "send('z', {});",
        "send('R', {});",
        "fs.writeSync(fd, Buffer.from([115, 255, 255, 255, 255, 0, 0, 0, 0]));",
        "fs.writeSync(fd, Buffer.from([115, 1, 0, 0]));",
        "fs.writeSync(fd, Buffer.from([115, 2, 0, 0, 0, 255, 255, 255, 0]));",
    ],
)
def test_a_forged_frame_fools_at_most_its_own_call(make_pool: PoolMaker, forge: str) -> None:
    pool = make_pool(seconds=2.0)
    outcome = run(pool, main(f"{_FIND} {_WRITE} {forge} sendResponse({{ body: 'real' }});"))
    assert 0 <= outcome.seconds < 3
    assert all(-1 < line.at < 3 and len(line.level) < 100 for line in outcome.console)
    assert outcome.sends >= 0
    assert works(pool)


@pytest.mark.parametrize("took", ["1e308", "-1e308", "null", "'x'", "{}"])
def test_a_forged_time_of_loading_stays_within_the_call(make_pool: PoolMaker, took: str) -> None:
    pool = make_pool(seconds=2.0)
    outcome = run(
        pool,
        module(
            f"{_FIND} {_WRITE} send('o', {{ n: 1, took: {took}, failed: false }}); exports.main = (c, s) => s({{}});"
        ),
    )
    assert 0 <= outcome.load < 3
    assert 0 <= outcome.boot < 3
    assert 0 <= outcome.main < 3
    assert works(pool)
