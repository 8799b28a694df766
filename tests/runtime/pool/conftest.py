"""Where pools are what is tested, each test has its own."""

from __future__ import annotations

import pytest

from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker


@pytest.fixture
def pool(make_pool: PoolMaker) -> Pool:
    """A pool with the platform's limits."""
    return make_pool()
