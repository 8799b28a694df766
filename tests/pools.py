"""One pool of Node instances for the accounts of a file: the spares that one test leaves serve the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hsfunc_magics.emulator import account_state
from hsfunc_magics.emulator.limits.limits import Limits
from hsfunc_magics.emulator.settings import Settings, bounds
from hsfunc_magics.runtime.instance.instance import close_all
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.outcome import Bounds
from hsfunc_magics.runtime.pool.pool import Pool


class SharedPool(Pool):
    """Outlives the accounts that it serves one after the other."""

    def close(self) -> None:
        """Ends what is an account's own; spares stay."""
        with self._lock:
            gone = self._warm.take_all_idle()
        close_all(gone)

    def end(self) -> None:
        """Ends everything."""
        super().close()


@contextmanager
def shared_pool() -> Iterator[SharedPool]:
    """A pool for accounts; it ends with the `with`."""
    pool = SharedPool(bounds(Limits()))
    try:
        yield pool
    finally:
        pool.end()


@contextmanager
def serving_new_accounts(pool: SharedPool) -> Iterator[None]:
    """Accounts that are made meanwhile use the pool, unless their settings ask for another kind of instances."""

    def take(wanted: Bounds, *, nodes: Any, cap: int | None, fence: Fence) -> Pool:
        if nodes or cap != Settings().instances or not fence.closed or not fence.network:
            return Pool(wanted, nodes=nodes, cap=cap, fence=fence)
        if not (pool.fence.closed and pool.fence.network) or pool._explicit:
            pool.refence(fence, nodes)  # a test has changed its account's settings
        pool.rebound(wanted)
        return pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_state, "Pool", take)
        yield
