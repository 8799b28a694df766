"""Python's search for cycles, in a process that serves calls."""

from __future__ import annotations

import gc

# What a call makes has no cycles: Python's search for them, a tenth of a call's time at its own pace, can wait.
_COLLECT = (20_000, 20, 20)


def calm_collector() -> None:
    """Lets it pass by what is there already, and come seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT)
