"""Every execution has an id of its own, however many threads call at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hsfunc_magics import Account


@pytest.fixture
def restless() -> Iterator[None]:
    """Python changes threads at nearly every step."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless")
def test_threads_that_call_at_once_get_an_id_each(account: Account) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(lambda _: account.call("nowhere").id, range(800)))
    assert len(set(ids)) == 800
