"""Nothing is left of a runtime, however the process that had it came to its end (contract §7)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ...processes import descendants, left_of

ROOT = Path(__file__).parents[3]
OWNER = """
import json, sys, tempfile, threading, time
tempfile.tempdir = sys.argv[1]
from tests.runtime.programs import BOUNDS, OK, main, run, until
from hsfunc_magics.runtime.pool.pool import Pool
pool = Pool(BOUNDS)
run(pool, OK)
run(pool, main("setInterval(() => {}, 10); sendResponse({});"))
for body in ("while (true) {}", "setInterval(() => {}, 10);"):
    threading.Thread(target=run, args=(pool, main(body)), daemon=True).start()
until(lambda: pool.instances == 4)
time.sleep(0.5)
print(json.dumps(pool.instances), flush=True)
"""


@pytest.fixture
def owner(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with a runtime that is idle, frozen, spinning and waiting, all at once."""
    code = OWNER + "sys.stdin.readline()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None and process.stdin is not None
    assert json.loads(process.stdout.readline()) == 4
    below = descendants(process.pid)
    yield process
    process.kill()
    process.wait()
    for left in left_of(below):
        os.kill(left.pid, signal.SIGKILL)
    process.stdin.close()
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
def test_a_signal_to_the_owner_leaves_no_process_and_no_folder(
    owner: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    below = descendants(owner.pid)
    assert len(below) >= 5
    os.kill(owner.pid, number)
    owner.wait()
    assert left_of(below) == []
    assert list(tmp_path.iterdir()) == []


def test_the_owners_ordinary_end_leaves_no_process_and_no_folder(owner: subprocess.Popen[str], tmp_path: Path) -> None:
    below = descendants(owner.pid)
    assert owner.stdin is not None
    owner.stdin.write("\n")
    owner.stdin.flush()
    assert owner.wait(60) == 0
    assert left_of(below) == []
    assert list(tmp_path.iterdir()) == []


def test_without_its_guardian_the_owner_still_leaves_no_process_at_its_ordinary_end(
    owner: subprocess.Popen[str],
) -> None:
    below = descendants(owner.pid)
    (guardian,) = [process for process in below if str(process).split()[1] == "/bin/sh"]
    os.kill(guardian.pid, signal.SIGKILL)
    assert owner.stdin is not None
    owner.stdin.write("\n")
    owner.stdin.flush()
    assert owner.wait(60) == 0
    assert left_of(below) == []
