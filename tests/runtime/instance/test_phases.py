"""Where the time of a run went: starting the process, booting, loading the file, main."""

from __future__ import annotations

import threading
import time

import pytest

from hsfunc_magics.runtime.outcome import Outcome
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import failure_kind, main, module, run

SPIN = "const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };\n"
# When main began is told a little late on a busy machine, so it takes longer than is asked for below.
SLOW_LOAD = module(f"{SPIN}spin(40);\nexports.main = (c, s) => {{ spin(150); s({{}}); }};")


def whole(outcome: Outcome) -> float:
    return outcome.boot + outcome.load + outcome.main


def test_a_new_instance_boots_loads_and_runs_and_a_warm_one_only_runs(make_pool: PoolMaker) -> None:
    pool = make_pool()
    cold, warm = run(pool, SLOW_LOAD), run(pool, SLOW_LOAD)
    assert cold.spawn > 0 and cold.boot > 0
    assert cold.load >= 0.04 and cold.main >= 0.02
    assert whole(cold) == pytest.approx(cold.seconds)
    assert (warm.spawn, warm.boot, warm.load) == (0, 0, 0)
    assert warm.main == warm.seconds >= 0.02


def test_an_instance_that_stood_by_was_not_started_for_the_call(pool: Pool) -> None:
    pool.prepare(SLOW_LOAD)
    outcome = run(pool, SLOW_LOAD)
    assert outcome.cold
    assert outcome.spawn == 0
    assert outcome.load >= 0.04


def test_a_file_that_fails_while_it_loads_has_only_loaded(pool: Pool) -> None:
    for end in ("throw new Error('no');", "process.exit(1);", "exports = ;"):
        outcome = run(pool, module(f"{SPIN}spin(20);\n{end}"))
        assert failure_kind(outcome) in ("error", "exit")
        assert outcome.load > outcome.main
        assert whole(outcome) == pytest.approx(outcome.seconds)


def test_an_execution_that_is_killed_tells_whether_it_had_loaded(make_pool: PoolMaker) -> None:
    pool = make_pool(seconds=1.5)
    pool.prepare(SLOW_LOAD)
    in_load = run(pool, module("for (;;);"))
    pool.prepare(SLOW_LOAD)
    in_main = run(pool, module(f"{SPIN}spin(40);\nexports.main = () => {{ for (;;); }};"))
    assert failure_kind(in_load) == failure_kind(in_main) == "timeout"
    assert in_load.main == 0
    assert in_main.main > 0
    assert in_main.load >= 0.04


def test_work_that_outlives_its_response_is_not_part_of_main(pool: Pool) -> None:
    outcome = run(
        pool, module(f"{SPIN}spin(20);\nexports.main = (c, s) => {{ setInterval(() => {{}}, 5); s({{}}); }};")
    )
    assert outcome.load >= 0.02
    assert outcome.main == pytest.approx(outcome.seconds - outcome.load)


def test_a_run_is_dispatched_once_an_instance_is_free(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=1)
    # A timer alone counts from when its loop last looked at the clock.
    program = main(
        "const end = performance.now() + 60;"
        " while (performance.now() < end) await new Promise((r) => setTimeout(r, 1)); sendResponse({});"
    )
    run(pool, program)
    outcomes: list[Outcome] = []
    began = time.perf_counter()
    callers = [threading.Thread(target=lambda: outcomes.append(run(pool, program))) for _ in range(2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    first, second = sorted(outcome.dispatched for outcome in outcomes)
    assert began <= first
    assert second - first >= 0.06
