"""Real kernels for tests: each with a client, and everything closed that both have opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

# A kernel takes seconds of a processor to start, and many times that where others have the machine.
START_SECONDS = 120
# What it is asked for.
SECONDS = 60
# Of a whole test: what it waits for in vain is told by name before.
patient = pytest.mark.timeout(400)

Kernel = tuple[KernelManager, BlockingKernelClient]


@contextmanager
def kernel(**environment: str) -> Iterator[Kernel]:
    """A kernel with these variables besides ours. It may end before, in any way.

    A context of ZeroMQ that is left open warns wherever it is collected: in a test of something else.
    """
    manager, client = start_new_kernel(startup_timeout=START_SECONDS, env={**os.environ, **environment})
    try:
        yield manager, client
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
