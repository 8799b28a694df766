"""Instances that are killed from outside or by a limit are replaced: no other call notices (contract §4, §7)."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hsfunc_magics.runtime.instance.instance import Instance
from hsfunc_magics.runtime.pool.health import check
from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import children
from ..conftest import PoolMaker
from ..programs import COUNTS, OK, WAITS, failure_kind, lines, main, module, run, sent_json, until


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_an_idle_instance_that_was_killed_is_replaced_unnoticed(pool: Pool, signal_number: int) -> None:
    pid = sent_json(run(pool, COUNTS))["pid"]
    os.kill(pid, signal_number)
    until(lambda: _is_gone(pid))
    outcome = run(pool, COUNTS)
    assert outcome.cold
    assert sent_json(outcome)["n"] == 1


def test_any_number_of_killed_instances_is_replaced_unnoticed(make_pool: PoolMaker) -> None:
    pool = make_pool(cap=8)
    with ThreadPoolExecutor(8) as executor:
        outcomes = list(executor.map(lambda _: run(pool, WAITS, {"ms": 500}), range(8)))
    pids = {sent_json(outcome)["pid"] for outcome in outcomes}
    assert len(pids) == 8
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        until(lambda pid=pid: _is_gone(pid))
    assert sent_json(run(pool, WAITS, {"ms": 1}))["pid"] not in pids


def test_any_number_of_killed_spares_is_replaced_unnoticed(pool: Pool) -> None:
    for packages in (("axios",), ("@hubspot/api-client",), ("axios", "@hubspot/api-client"), ()):
        pool.prepare(module(COUNTS.source, packages=frozenset(packages)))
    _kill_others_than(0)
    assert check(pool, "f.js", "1", 20) is None


def test_one_that_is_killed_with_the_request_unread_is_replaced_unnoticed(pool: Pool) -> None:
    pid = sent_json(run(pool, COUNTS))["pid"]
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as executor:
        waiting = executor.submit(run, pool, COUNTS)
        until(lambda: pool.instances == 1 and not pool._warm._programs[COUNTS].idle)
        time.sleep(0.05)  # until it is sent
        os.kill(pid, signal.SIGKILL)
        outcome = waiting.result()
    assert outcome.cold and outcome.failure is None
    assert sent_json(outcome)["n"] == 1


def test_a_spare_that_was_killed_is_replaced_unnoticed(pool: Pool) -> None:
    pid = sent_json(run(pool, COUNTS))["pid"]
    _kill_others_than(pid)
    outcome = run(pool, OK)
    assert outcome.cold
    assert sent_json(outcome) == {"ok": True}


@pytest.mark.parametrize("ends", ["for (;;) ;", "const kept = []; for (;;) kept.push(Buffer.alloc(1e6, 1));"])
def test_the_call_after_a_killed_first_execution_boots_nothing(
    make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    pool = make_pool(seconds=0.6)
    pool.prepare(OK)
    booted: list[str] = []
    boot = pool._boot

    def boot_and_note(major: int) -> Instance:
        booted.append(threading.current_thread().name)
        return boot(major)

    monkeypatch.setattr(pool, "_boot", boot_and_note)
    assert failure_kind(run(pool, main(ends))) in ("timeout", "memory")
    pool._background.settle()
    assert run(pool, OK).cold
    assert len(booted) >= 1
    assert threading.current_thread().name not in booted


def test_a_killed_process_is_reaped_off_the_callers_path_and_its_folder_goes_with_it(
    make_pool: PoolMaker, tmp_path: Path
) -> None:
    mark = "require('fs').writeFileSync('/tmp/mark', '');"
    pool, program = make_pool(seconds=2.0), main(f"{mark} console.log(process.pid); for (;;) ;")
    pool.prepare(program)
    outcome = run(pool, program)
    ((_, pid),) = lines(outcome)
    pool._background.settle()
    assert int(pid) not in {process.pid for process in children(os.getpid())}
    assert list(tmp_path.glob("hsfunc-*/*")) != []
    assert list(tmp_path.glob("hsfunc-*/*/mark")) == []


def _is_gone(pid: int) -> bool:
    """Whether all threads of a killed process have ended: only then are its descriptors closed."""
    return _state(pid) == "Z" and len(os.listdir(f"/proc/{pid}/task")) == 1


def _state(pid: int) -> str:
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(") ", 1)[1][0]


def _kill_others_than(kept: int) -> None:
    """Kills the Node processes of this one, but for one."""
    for process in children(os.getpid()):
        with open(f"/proc/{process.pid}/cmdline") as command:
            if "start.js" in command.read() and process.pid != kept:
                os.kill(process.pid, signal.SIGKILL)
                until(lambda pid=process.pid: _is_gone(pid))
