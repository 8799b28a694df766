"""Every process that a function starts is asked for first, by whichever call of the kernel it does so."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from hsfunc_magics.runtime.node import seccomp
from hsfunc_magics.runtime.node.descendants import MOST
from hsfunc_magics.runtime.node.process_requests import ProcessRequests
from hsfunc_magics.runtime.pool.pool import Pool

from ...forks import MULTI_THREADED, in_child
from ..programs import main, run, sent_json
from ..spawning import CHILD, needs_hold

pytestmark = needs_hold

# A child ends at once; the numbers are those of x86-64, elsewhere there is only clone.
_CHILD = """
import ctypes, errno, json, os, subprocess, sys, threading
X86 = os.uname().machine == "x86_64"
libc = ctypes.CDLL(None, use_errno=True)
CLONE = 56 if X86 else 220
def raw(number, *arguments):
    pid = libc.syscall(number, *arguments)
    if pid == 0:
        os._exit(0)
    if pid < 0:
        return errno.errorcode[ctypes.get_errno()]
    os.waitpid(pid, 0)
    return "done"
def tried(work):
    try:
        return work() or "done"
    except OSError as problem:
        return errno.errorcode[problem.errno]
def forked():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def spawned():
    os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)
def thread():
    one = threading.Thread(target=lambda: None)
    one.start()
    one.join()
print(json.dumps({
    "fork": tried(forked),
    "vfork": tried(lambda: subprocess.run(["/bin/true"]) and None),
    "posix_spawn": tried(spawned),
    "clone": raw(CLONE, 17, 0, 0, 0, 0),
    "old fork": raw(57) if X86 else raw(CLONE, 17, 0, 0, 0, 0),
    "clone3": raw(435, ctypes.create_string_buffer(88), 88),
    "thread": tried(thread),
}))
"""
_WAYS = ("fork", "vfork", "posix_spawn", "clone", "old fork")


def restricted(allow: Callable[[], bool]) -> dict[str, Any]:
    """What each way to a process gave behind a filter that asks."""
    requests = ProcessRequests()
    told: list[subprocess.CompletedProcess[str]] = []

    def work() -> None:
        asking = seccomp.restrict_this_thread(network=True, ask=True)
        command = [sys.executable, "-c", _CHILD]
        # Not asked for: whoever would answer waits for Python's lock, which this call holds.
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            requests.answer(asking, allow)
            output, errors = process.communicate()
        requests.close(asking)
        told.append(subprocess.CompletedProcess(command, process.returncode, output, errors))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert told[0].returncode == 0, told[0].stderr
    answers: dict[str, Any] = json.loads(told[0].stdout)
    return answers


@pytest.mark.parametrize("allowed", [True, False])
def test_every_way_to_a_process_is_asked_for_and_no_thread_is(*, allowed: bool) -> None:
    asked: list[bool] = []

    def allow() -> bool:
        asked.append(allowed)
        return allowed

    answers = restricted(allow)
    assert {way: answers[way] for way in _WAYS} == dict.fromkeys(_WAYS, "done" if allowed else "EAGAIN")
    assert answers["thread"] == "done"
    assert answers["clone3"] == "ENOSYS"
    assert len(asked) == len(_WAYS) + (not allowed)  # Python tries a fork after a vfork


def test_one_after_the_other_there_may_be_any_number(pool: Pool) -> None:
    code = f"{CHILD} let n = 0; while (n < {2 * MOST + 10} && cp.spawnSync('true').status === 0) n++;"
    assert sent_json(run(pool, main(f"{code} sendResponse({{ body: n }});"))) == 2 * MOST + 10


def test_too_many_end_the_execution_and_nobody_elses(pool: Pool) -> None:
    crowd = main(
        f"{CHILD} for (let n = 0; n < {MOST} + 9; n++) cp.spawn('sleep', ['100']); setInterval(() => {{}}, 9);"
    )
    outcome = run(pool, crowd)
    assert outcome.failure is not None and outcome.failure.kind == "processes"
    assert sent_json(run(pool, main(f"{CHILD} sendResponse({{ body: cp.execSync('echo 42').toString() }});"))) == 42


@pytest.mark.filterwarnings(MULTI_THREADED)
def test_a_forked_process_answers_for_its_own_instances_only(pool: Pool) -> None:
    program = main(f"{CHILD} sendResponse({{ body: cp.execSync('echo 42').toString() }});")
    assert sent_json(run(pool, program)) == 42

    def work() -> Any:
        try:
            return sent_json(run(pool, program))
        finally:
            pool.close()

    assert in_child(work) == 42
    assert sent_json(run(pool, program)) == 42
