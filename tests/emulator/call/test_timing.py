"""Where the time of a call went: queue, cold start, load, run, respond."""

from __future__ import annotations

import threading

import pytest

from hsfunc_magics import Execution
from hsfunc_magics.emulator.settings import Settings

from ..conftest import AccountMaker

# A timer alone counts from when its loop last looked at the clock, which was before the file was loaded. When main
# began is told a little late on a busy machine, so it takes longer than is asked for below.
SLOW = """const spin = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
spin(40);
exports.main = async (context, sendResponse) => {
  const end = performance.now() + 200;
  while (performance.now() < end) await new Promise((r) => setTimeout(r, 1));
  sendResponse({});
};
"""


def execution_time(execution: Execution) -> float:
    return execution.elapsed.total_seconds()


def test_a_cold_call_loads_its_file_and_a_warm_one_only_runs(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("f", SLOW)
    cold, warm = account.call("f").timing, account.call("f").timing
    assert cold is not None and warm is not None
    assert cold.cold_start > 0
    assert cold.load >= 0.04
    assert cold.run >= 0.06
    assert (warm.cold_start, warm.load) == (0, 0)
    assert warm.run >= 0.06


def test_cold_start_load_and_run_make_up_the_execution_time(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("f", SLOW)
    for execution in (account.call("f"), account.call("f")):
        timing = execution.timing
        assert timing is not None
        # A process that the call had to start is no part of it, though what it then takes to boot is.
        assert timing.load + timing.run <= execution_time(execution) + 1e-6
        assert timing.cold_start + timing.load + timing.run >= execution_time(execution) - 1e-6


def test_a_call_that_found_no_free_instance_has_waited_in_the_queue(make_account: AccountMaker) -> None:
    account = make_account(settings=Settings(instances=1))
    account.functions.add("f", SLOW.replace("+ 200", "+ 800"))  # so long that the other one comes meanwhile
    account.call("f")
    done: list[Execution] = []
    callers = [threading.Thread(target=lambda: done.append(account.call("f"))) for _ in range(2)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    waited = sorted(execution.timing.queue for execution in done if execution.timing is not None)
    assert len(waited) == 2
    assert waited[1] >= 0.05
    assert all(not execution.cold for execution in done)


def test_a_simulated_time_is_mains(make_account: AccountMaker) -> None:
    account = make_account()
    account.functions.add("f", "sendResponse({});")
    account.call("f")
    timing = account.call("f", simulated_seconds=7.0).timing
    assert timing is not None
    assert timing.run == pytest.approx(7.0)


def test_a_call_that_did_not_run_has_no_timing(make_account: AccountMaker) -> None:
    assert make_account().call("nothing").timing is None
