"""Pools that end with their test, and leave nothing: no process, no zombie, no folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics.runtime.instance.instance import close_all
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.pool.pool import Pool

from ..processes import Process, children, left_of
from .programs import BOUNDS, OK, until

PoolMaker = Callable[..., Pool]

_POOL = "pool-of-a-file"


def _started_since(before: Collection[Process], *, of_the_file: bool) -> list[Process]:
    """Children of ours, zombies included. Those of a file's pool count where it ends, and not for others."""
    found = [process for process in children(os.getpid()) if process not in before]
    return [process for process in found if of_the_file or _POOL not in _folder_of(process)]


def _folder_of(process: Process) -> str:
    try:
        return os.readlink(f"/proc/{process.pid}/cwd")
    except OSError:
        return ""


@contextmanager
def nothing_left(folder: Path, *, of_the_file: bool = False) -> Iterator[list[Pool]]:
    """Closes the pools that were listed meanwhile, which have `folder` for their files, and looks for leftovers."""
    before = set(children(os.getpid()))
    pools: list[Pool] = []
    yield pools
    started = _started_since(before, of_the_file=of_the_file)
    for pool in pools:
        pool.close()
    assert left_of(started) == [], "a process is left"
    until(lambda: _started_since(before, of_the_file=of_the_file) == [])  # no zombie
    assert list(folder.glob("hsfunc-*")) == [], "a temporary folder is left"


@pytest.fixture
def make_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PoolMaker]:
    """Makes pools: `make_pool(cap=2, seconds=0.5)`; what is no argument of a pool is a bound."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with nothing_left(tmp_path) as pools:

        def make(
            *, cap: int | None = None, nodes: tuple[str, ...] = (), fence: Fence | None = None, **bounds: Any
        ) -> Pool:
            pools.append(Pool(replace(BOUNDS, **bounds), nodes=nodes, cap=cap, fence=fence))
            return pools[-1]

        yield make


@pytest.fixture
def host_folder() -> Iterator[Path]:
    """A folder of the host. It is not in `/tmp`, by which name functions have their own."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def pool_of_the_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """A pool with the platform's limits, whose spares serve one test after the other."""
    folder = tmp_path_factory.mktemp(_POOL)
    with nothing_left(folder, of_the_file=True) as pools, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        pools.append(Pool(BOUNDS))
        pools[0].prepare(OK)
        patch.undo()
        yield pools[0]


@pytest.fixture
def pool(pool_of_the_file: Pool) -> Iterator[Pool]:
    """A pool with the platform's limits, without instances of earlier tests. It is not to be closed or changed."""
    yield pool_of_the_file
    close_all(pool_of_the_file._warm.take_all_idle())  # spares stay


@pytest.fixture
def folder_of_instances(pool_of_the_file: Pool) -> Path:
    """Where instances of `pool` have their folders."""
    assert pool_of_the_file._session is not None
    return pool_of_the_file._session.folder
