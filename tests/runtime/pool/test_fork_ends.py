"""However a forked process or its parent comes to its end: the other one is unharmed, and nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hsfunc_magics.runtime.pool.pool import Pool

from ...forks import MULTI_THREADED
from ...processes import children, descendants, left_of
from ..programs import main, run, until, works

pytestmark = pytest.mark.filterwarnings(MULTI_THREADED)
ROOT = Path(__file__).parents[3]
ENDS = {
    "os._exit": "os._exit(3)",
    "sys.exit": "sys.exit(3)",
    "an exception": "raise RuntimeError('ends the child')",
    "kill -9": "os.kill(os.getpid(), signal.SIGKILL)",
    "kill": "os.kill(os.getpid(), signal.SIGTERM)",
    "abort": "os.abort()",
    "closing": "pool.close(); sys.exit(0)",
    "collecting": "del pool; gc.collect(); sys.exit(0)",
}
OWNER = """
import gc, json, os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from tests.runtime.programs import BOUNDS, COUNTS, run, sent_json
from hsfunc_magics.runtime.pool.pool import Pool
pool = Pool(BOUNDS)
before = sent_json(run(pool, COUNTS))
for called in (True, False):
    if os.fork() == 0:
        if called:
            run(pool, COUNTS)
        {end}
    os.wait()
after = sent_json(run(pool, COUNTS))
print(json.dumps([before, after, pool._session._guardian.poll(), str(pool._session.folder)]), flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("end", ENDS)
def test_the_parent_is_unharmed_however_a_child_ends(tmp_path: Path, end: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", OWNER.replace("{end}", ENDS[end]), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as owner:
        assert owner.stdout is not None and owner.stdin is not None
        before, after, guardian, folder = json.loads(owner.stdout.readline())
        assert after == {"n": 2, "pid": before["pid"]}
        assert guardian is None, "the guardian has ended"
        until(lambda: [str(path) for path in tmp_path.iterdir()] == [folder])
        below = descendants(owner.pid)
        owner.stdin.write("\n")
        owner.stdin.flush()
        assert owner.wait(60) == 0
    assert left_of(below) == []
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_a_child_takes_its_instances_along(pool: Pool, tmp_path: Path) -> None:
    assert works(pool)
    assert pool._session is not None
    told, telling = os.pipe()
    child = os.fork()
    if child == 0:
        threading.Thread(target=run, args=(pool, main("while (true) {}")), daemon=True).start()
        works(pool)
        os.write(telling, b"!")
        signal.pause()
    os.close(telling)
    try:
        assert os.read(told, 1) == b"!"
        until(lambda: len(descendants(child)) >= 3)  # two instances and a guardian
        below = descendants(child)
    finally:
        os.close(told)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert left_of(below) == []
    until(lambda: list(tmp_path.glob("hsfunc-*")) == [pool._session.folder if pool._session else None])
    assert works(pool)


LEFT_ALONE = """
import json, os, signal, sys, tempfile, threading
tempfile.tempdir = sys.argv[1]
from tests.runtime.programs import BOUNDS, main, run, until
from hsfunc_magics.runtime.pool.pool import Pool
pool = Pool(BOUNDS)
for body in ("while (true) {}", "setInterval(() => {}, 10);"):
    threading.Thread(target=run, args=(pool, main(body)), daemon=True).start()
until(lambda: pool._session is not None and len(pool._session._pids) >= 2)
child = os.fork()
if child == 0:
    signal.pause()
print(child, flush=True)
signal.pause()
"""


def test_a_parents_instances_end_with_it_also_where_a_child_lives_on(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", LEFT_ALONE, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as owner:
        assert owner.stdout is not None
        try:
            child = int(owner.stdout.readline())
            (forked,) = [process for process in children(owner.pid) if process.pid == child]
            below = [process for process in descendants(owner.pid) if process != forked]
        finally:
            owner.kill()
    try:
        assert len(below) >= 3
        assert left_of(below) == []
        assert forked.alive
        assert list(tmp_path.iterdir()) == []
    finally:
        os.kill(child, signal.SIGKILL)
        assert left_of([forked]) == []
