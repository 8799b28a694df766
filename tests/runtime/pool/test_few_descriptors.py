"""Where the process has no descriptors left, a call says so, and nothing is left of what it had begun."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest

from hsfunc_magics.runtime.errors import PoolError
from hsfunc_magics.runtime.pool.pool import Pool

from ...processes import children
from ..programs import OK, run, sent_json

_MOST_STEPS = 40


@contextmanager
def descriptors_below(most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_descriptors() -> set[int]:
    listed = {int(name) for name in os.listdir("/proc/self/fd")}
    return {number for number in listed if os.path.exists(f"/proc/self/fd/{number}")}  # not that of the listing


def limit_with_room_for(count: int, taken: set[int]) -> int:
    """The limit below which so many numbers are free: those that are taken may lie anywhere."""
    free = (number for number in range(max(taken) + count + 2) if number not in taken)
    return next(islice(free, count, None))


def test_a_start_that_fails_at_any_step_leaves_nothing_and_the_next_one_may_do(pool: Pool, tmp_path: Path) -> None:
    before = set(children(os.getpid()))
    pool.node(OK.node_major)  # asked for its version once
    told: list[str] = []
    for more in range(_MOST_STEPS):
        taken = open_descriptors()
        try:
            with descriptors_below(limit_with_room_for(more, taken)):
                outcome = run(pool, OK)
        except PoolError as problem:
            told.append(str(problem))
        else:
            break
        started = [process for process in children(os.getpid()) if process not in before]
        assert len(started) <= 1 and all("/bin/sh" in str(guardian) for guardian in started), "a process is left"
        assert sum(len(list(folder.iterdir())) for folder in tmp_path.glob("hsfunc-*")) == 0, "a folder is left"
        assert len(open_descriptors()) - len(taken) <= 2, (
            "a descriptor is left"
        )  # the guardian's pipe, and the asking ones' queue
    else:
        pytest.fail("it never began")
    assert len(told) > 5
    assert all(text.endswith(" cannot be started now: too many open files.") for text in told)
    assert sent_json(outcome) == {"ok": True}
    assert sent_json(run(pool, OK)) == {"ok": True}
