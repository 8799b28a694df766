"""Time and memory: the instance that goes over is ended, and the next call works (contract §7)."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.outcome import Program
from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import has_ended
from ..conftest import PoolMaker
from ..programs import MEGABYTE, failure_kind, lines, main, module, run, sent_text, works

# It stops itself between two executions: the end is told in the turn of the event loop that follows the long block, and
# the next frame read behind the immediate of that turn.
STOPS_ONCE_THE_GRACE_IS_OVER = (
    "const start = Date.now(); const spin = () => { if (Date.now() < start + 80) { setImmediate(spin); return; }"
    " while (Date.now() < start + 200) {} setImmediate(() => process.kill(process.pid, 'SIGSTOP')); }; spin();"
)


@pytest.mark.parametrize(
    "program",
    [
        main("while (true) {}"),
        main("setInterval(() => {}, 5);"),
        main("for (;;) await null;"),
        main("const spin = () => setImmediate(spin); spin();"),
        main("for (;;) console.log('x');"),
        module("while (true) {}"),
        module("exports.main = () => ({ then() { while (true) {} } });"),
    ],
)
def test_an_execution_is_ended_at_the_limit_loading_included(make_pool: PoolMaker, program: Program) -> None:
    pool = make_pool(seconds=0.8)
    outcome = run(pool, program)
    assert failure_kind(outcome) == "timeout"
    assert 0.8 <= outcome.seconds < 8
    assert pool.instances == 0
    assert works(pool)


def test_an_answer_that_was_sent_before_the_limit_stands(make_pool: PoolMaker) -> None:
    pool, program = make_pool(seconds=2.0), main("sendResponse({ body: 'sent' }); while (true) {}")
    pool.prepare(program)  # what counts is what it does, not how long Node takes to boot
    outcome = run(pool, program)
    assert sent_text(outcome) == "sent"
    assert failure_kind(outcome) == "timeout"


def test_lines_written_before_the_limit_are_kept(make_pool: PoolMaker) -> None:
    pool, program = make_pool(seconds=2.0), main("console.log('before'); console.warn('still'); while (true) {}")
    pool.prepare(program)
    outcome = run(pool, program)
    assert lines(outcome) == [("INFO", "before"), ("WARN", "still")]


def test_a_stopped_process_is_ended_at_the_limit(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=0.8)
    assert failure_kind(run(pool, main("process.kill(process.pid, 'SIGSTOP');"))) == "timeout"
    assert works(pool)


def test_a_large_body_to_an_instance_that_does_not_read_waits_no_longer_than_the_limit(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=1.5)
    program = main(f"sendResponse({{ body: 'sent' }}); if (context.stop) {{ {STOPS_ONCE_THE_GRACE_IS_OVER} }}")
    run(pool, program, {"stop": True})
    outcome = run(pool, program, {}, b'"' + b"x" * 5 * MEGABYTE + b'"')
    assert outcome.cold
    assert sent_text(outcome) == "sent"


def test_an_instance_that_stops_behind_a_refused_answer_is_given_up(make_pool: PoolMaker) -> None:
    pool = make_pool()
    program = main(f"sendResponse({{ statusCode: 999 }}); {STOPS_ONCE_THE_GRACE_IS_OVER}")
    outcome = pool.run(program, {}, None, lambda _: False)
    assert outcome.sent is not None
    assert pool.instances == 0
    assert works(pool)


@pytest.mark.parametrize(
    "allocate",
    [
        "keep.push(new Array(20000).fill(Math.random()));",
        "keep.push(Buffer.alloc(1024 * 1024, 1));",
        "keep.push('x'.repeat(100000) + keep.length); keep[keep.length - 1].charCodeAt(5);",
        "keep.push(new Float64Array(100000).fill(1));",
        "keep.push(Array.from({ length: 2000 }, (_, k) => ({ deep: keep, text: String(k), list: [k] })));",
    ],
)
@pytest.mark.parametrize("pause", ["", "if (n % 10 === 0) await new Promise((r) => setTimeout(r, 1));"])
def test_more_than_the_memory_limit_ends_the_instance_whatever_it_is_made_of(
    pool: Pool, allocate: str, pause: str
) -> None:
    outcome = run(pool, main(f"const keep = []; for (let n = 0; ; n += 1) {{ {allocate} {pause} }}"))
    assert failure_kind(outcome) == "memory"
    assert outcome.memory_bytes > 100 * MEGABYTE
    assert lines(outcome) == []
    assert works(pool)


def test_garbage_with_a_small_live_set_is_no_false_alarm(pool: Pool) -> None:
    body = "let sum = 0; for (let n = 0; n < 3000; n += 1) sum += new Array(20000).fill(n).length; sendResponse({});"
    outcome = run(pool, main(body))
    assert failure_kind(outcome) is None
    assert 20 * MEGABYTE < outcome.memory_bytes <= 128 * MEGABYTE


def test_memory_that_is_nearly_used_up_and_stays_so_is_none_too_much(pool: Pool) -> None:
    program = main(
        "globalThis.kept ??= Buffer.alloc(65 * 1024 * 1024, 1);"
        " const end = Date.now() + 60; while (Date.now() < end) {}"
        " await new Promise((r) => setTimeout(r, 30)); sendResponse({ body: 'alive' });"
    )
    for _ in range(2):
        outcome = run(pool, program)
        assert sent_text(outcome) == "alive"
        assert 105 * MEGABYTE < outcome.memory_bytes <= 128 * MEGABYTE


def test_a_smaller_limit_is_in_force_too(make_pool: PoolMaker) -> None:
    pool = make_pool(memory_bytes=80 * MEGABYTE)
    outcome = run(
        pool, main("globalThis.b = Buffer.alloc(60 * 1024 * 1024, 1); await new Promise((r) => setTimeout(r, 50));")
    )
    assert failure_kind(outcome) == "memory"


def test_a_process_that_the_function_started_ends_with_its_instance(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=1.5, fence=Fence(closed=False))
    program = main(
        "const child = require('node:child_process').spawn('/bin/sleep', ['60']); console.log(child.pid);"
        " setInterval(() => {}, 10);"
    )
    assert has_ended(int(lines(run(pool, program))[0][1]))
