"""Instances as on Lambda: warm, one request at a time, more under concurrency, up to a cap (contract §4)."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hsfunc_magics.runtime.errors import PoolError
from hsfunc_magics.runtime.outcome import Outcome
from hsfunc_magics.runtime.pool.health import check
from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import children
from ..conftest import PoolMaker
from ..programs import (
    BOUNDS,
    COUNTS,
    OK,
    WAITS,
    failure_kind,
    lines,
    main,
    module,
    run,
    sent_json,
    sent_text,
    until,
    works,
)


def test_a_warm_instance_is_used_again_and_keeps_the_modules_state(pool: Pool) -> None:
    first, second = run(pool, COUNTS), run(pool, COUNTS)
    assert (first.cold, second.cold) == (True, False)
    assert sent_json(second) == {"n": 2, "pid": sent_json(first)["pid"]}
    assert pool.instances == 1


def test_two_programs_of_the_same_source_share_nothing(pool: Pool) -> None:
    other = module(COUNTS.source)
    pids = {sent_json(run(pool, program))["pid"] for program in (COUNTS, other, COUNTS, other)}
    assert len(pids) == 2
    assert sent_json(run(pool, other))["n"] == 3


def test_a_second_program_starts_from_the_spare(pool: Pool) -> None:
    run(pool, OK)
    pool.prepare(COUNTS)
    before = {process.pid for process in children(os.getpid())}
    outcome = run(pool, COUNTS)
    assert outcome.cold
    assert sent_json(outcome)["pid"] in before


def test_a_spare_has_loaded_the_packages_that_the_program_requires_and_no_others(pool: Pool) -> None:
    seen = "Object.keys(require('module')._cache).map((k) => k.split('node_modules/')[1]).filter(Boolean)"
    program = module(
        f"const seen = {seen}; const axios = require('axios'); exports.main = (c, s) => s({{ body: seen }});",
        packages=frozenset({"axios"}),
    )
    pool.prepare(program)
    outcome = run(pool, program)
    assert outcome.cold
    loaded = {name.split("/")[0] for name in sent_json(outcome)}
    assert "axios" in loaded
    assert not loaded & {"@hubspot", "request", "requests"}


def test_a_retired_programs_instances_end(pool: Pool) -> None:
    pid = sent_json(run(pool, COUNTS))["pid"]
    pool.retire(COUNTS)
    pool._background.settle()
    assert pid not in {process.pid for process in children(os.getpid())}
    assert pool.instances == 0
    assert works(pool)


def test_a_program_retired_while_it_runs_answers_first(pool: Pool) -> None:
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(run, pool, WAITS, {"ms": 300})
        until(lambda: pool.instances == 1)
        pool.retire(WAITS)
        pid = sent_json(answer.result())["pid"]
    pool._background.settle()
    assert pid not in {process.pid for process in children(os.getpid())}
    assert pool.instances == 0


def test_answers_and_console_lines_of_concurrent_calls_are_never_mixed(pool: Pool) -> None:
    program = main(
        "for (let n = 0; n < 3; n += 1) { console.log(context.id, n); await new Promise((r) => setTimeout(r, 5)); }"
        " sendResponse({ body: context.id + 'x'.repeat(context.size) });"
    )

    def call(number: int) -> tuple[str, Outcome]:
        return f"call {number}", run(pool, program, {"id": f"call {number}", "size": number * 1000})

    with ThreadPoolExecutor(8) as threads:
        for number, (name, outcome) in enumerate(threads.map(call, range(40))):
            assert sent_text(outcome) == name + "x" * number * 1000
            assert lines(outcome) == [("INFO", f"{name} {n}") for n in range(3)]


def test_concurrent_calls_have_instances_of_their_own(pool: Pool) -> None:
    with ThreadPoolExecutor(4) as threads:
        pids = {sent_json(outcome)["pid"] for outcome in threads.map(lambda _: run(pool, WAITS, {"ms": 500}), range(4))}
    assert len(pids) == 4


def test_beyond_the_cap_calls_wait_their_turn(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=2)
    most = 0

    def call(_: int) -> int:
        nonlocal most
        pid: int = sent_json(run(pool, WAITS, {"ms": 50}))["pid"]
        most = max(most, pool.instances)
        return pid

    with ThreadPoolExecutor(6) as threads:
        pids = set(threads.map(call, range(12)))
    assert len(pids) == 2
    assert most == 2


def test_a_call_that_waited_goes_on_when_the_one_before_it_ended_its_process(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=1)
    program = main("setTimeout(() => process.exit(1), 50);")
    with ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(lambda _: run(pool, program), range(4)))
    assert [failure_kind(outcome) for outcome in outcomes] == ["exit"] * 4
    assert works(pool)


def test_a_call_that_waits_goes_on_when_its_program_was_retired_meanwhile(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=1)
    with ThreadPoolExecutor(2) as threads:
        busy = threads.submit(run, pool, WAITS, {"ms": 300})
        until(lambda: pool.instances == 1)
        waiting = threads.submit(run, pool, COUNTS)
        time.sleep(0.05)
        pool.retire(COUNTS)
        assert sent_json(waiting.result())["n"] == 1
        assert sent_json(busy.result())["pid"]
    assert works(pool)


def test_at_the_cap_the_instance_that_was_idle_longest_makes_room(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=2)
    oldest, newer, third = (module(COUNTS.source) for _ in range(3))
    for program in (oldest, newer, third):
        run(pool, program)
    assert pool.instances == 2
    assert not run(pool, newer).cold
    assert run(pool, oldest).cold


@pytest.mark.parametrize("cap", [0, -1])
def test_a_pool_that_could_never_run_anything_is_refused(make_pool: PoolMaker, cap: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        make_pool(cap=cap)


def test_interrupting_a_call_ends_its_instance_and_the_pool_goes_on(pool: Pool) -> None:
    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    program = main("while (true) {}")
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1.0)
        with pytest.raises(KeyboardInterrupt):
            run(pool, program)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert pool.instances == 0
    assert works(pool)


def test_closing_ends_a_call_that_runs(pool: Pool) -> None:
    with ThreadPoolExecutor(1) as threads:
        runs = threading.Event()
        program = main("sendResponse({}); return new Promise(() => setInterval(() => {}, 10));")
        answer = threads.submit(pool.run, program, {}, None, lambda _: runs.set() or True)
        assert runs.wait(20)
        pool.close()
        assert failure_kind(answer.result()) == "signal"


def test_a_closed_pool_says_so_and_starts_nothing(pool: Pool) -> None:
    run(pool, OK)
    pool.close()
    pool.close()
    with pytest.raises(PoolError, match="closed"):
        run(pool, OK)
    with pytest.raises(PoolError, match="closed"):
        check(pool, "f.js", "1", 20)
    pool.prepare(COUNTS)


def test_a_pool_that_was_never_used_closes() -> None:
    Pool(BOUNDS).close()
