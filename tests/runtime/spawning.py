"""What tests of workers and child processes share: beginnings of programs, and a word that their commands have."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from hsfunc_magics.runtime.node import landlock, seccomp

from ..processes import left_of, with_command

HELD = landlock.closes_signals() and seccomp.available()
needs_hold = pytest.mark.skipif(not HELD, reason="needs Linux 6.12, whose fence can hold child processes")

CHILD = "const cp = require('child_process'), fs = require('fs');"
WORKER = "const { Worker } = require('worker_threads');"
# `word` is a variable of the program.
SLEEP = "`sleep 1000; : ${word}`"
ALLOCATES = "const kept = []; setInterval(() => kept.push(Buffer.alloc(4 << 20, 1)), 1)"


@pytest.fixture
def word() -> Iterator[str]:
    """A word that stands in the commands of one test's processes: none of them is left."""
    word = f"hsfunc-{os.getpid()}-{time.monotonic_ns()}"
    yield word
    left = left_of(with_command(word), 10.0)
    for process in left:
        os.kill(process.pid, signal.SIGKILL)
    assert left == []
