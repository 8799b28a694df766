"""A restart of the pool: every process ends, also spares and those that are busy or booting; the next call is cold."""

from __future__ import annotations

import os

from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import children
from ..programs import OK, lines, main, module, run, sent_json

COUNTS = module("let n = 0; exports.main = (c, s) => s({ body: { n: ++n, pid: process.pid } });")
STAYS = main(
    "sendResponse({ body: { pid: process.pid } }); await new Promise((r) => setTimeout(r, 50)); console.log('after');"
)


def alive(pid: int) -> bool:
    return pid in {process.pid for process in children(os.getpid())}


def test_idle_instances_and_spares_end_and_the_next_call_starts_cold(pool: Pool) -> None:
    first = sent_json(run(pool, COUNTS))
    pool.prepare(OK)
    before = {process.pid for process in children(os.getpid())}
    pool.restart()
    assert pool.instances == 0
    again = run(pool, COUNTS)
    assert again.cold
    assert sent_json(again)["n"] == 1
    assert sent_json(again)["pid"] not in before
    assert not alive(first["pid"])


def test_a_busy_instance_finishes_its_execution_and_is_not_used_again(pool: Pool) -> None:
    run(pool, STAYS)
    outcome = pool.run(STAYS, {}, None, lambda _: pool.restart())  # in the middle of the execution
    assert lines(outcome) == [("INFO", "after")]
    after = run(pool, STAYS)
    assert after.cold
    assert sent_json(after)["pid"] != sent_json(outcome)["pid"]


def test_a_restart_of_a_closed_or_unused_pool_does_nothing(pool: Pool) -> None:
    pool.restart()
    assert pool.instances == 0
    assert sent_json(run(pool, OK)) == {"ok": True}
    pool.close()
    pool.restart()
