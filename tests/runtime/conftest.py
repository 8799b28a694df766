"""Pools that end with their test, and leave nothing: no process, no zombie, no folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.pool.pool import Pool

from ..processes import children, left_of
from .programs import BOUNDS

PoolMaker = Callable[..., Pool]


@pytest.fixture
def make_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PoolMaker]:
    """Makes pools: `make_pool(cap=2, seconds=0.5)`; what is no argument of a pool is a bound."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(children(os.getpid()))
    pools: list[Pool] = []

    def make(*, cap: int | None = None, nodes: tuple[str, ...] = (), fence: Fence | None = None, **bounds: Any) -> Pool:
        pools.append(Pool(replace(BOUNDS, **bounds), nodes=nodes, cap=cap, fence=fence))
        return pools[-1]

    yield make
    started = [process for process in children(os.getpid()) if process not in before]
    for pool in pools:
        pool.close()
    assert left_of(started) == [], "a process is left"
    assert [process for process in children(os.getpid()) if process not in before] == [], "a zombie is left"
    assert list(tmp_path.glob("hsfunc-*")) == [], "a temporary folder is left"


@pytest.fixture
def host_folder() -> Iterator[Path]:
    """A folder of the host. It is not in `/tmp`, by which name functions have their own."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder).resolve()


@pytest.fixture
def pool(make_pool: PoolMaker) -> Pool:
    """A pool with the platform's limits."""
    return make_pool()
