"""Real kernels for tests: each with a client, and everything closed that both have opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel

Kernel = tuple[KernelManager, BlockingKernelClient]


@contextmanager
def kernel(**environment: str) -> Iterator[Kernel]:
    """A kernel with these variables besides ours. It may end before, in any way.

    A context of ZeroMQ that is left open warns wherever it is collected: in a test of something else.
    """
    manager, client = start_new_kernel(env={**os.environ, **environment})
    try:
        yield manager, client
    finally:
        client.stop_channels()
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
