"""What keeps a pool from running a program at all."""

from __future__ import annotations


class PoolError(Exception):
    """Nothing can be run any more: the pool is closed, or Node does not start."""


class InspectorError(PoolError):
    """Node's inspector cannot be opened."""


class ForkedError(PoolError):
    """The process was forked in the middle of an execution, which is the parent's."""

    def __init__(self) -> None:
        super().__init__("This process was forked while the call ran: its answer is the parent's. Call again.")
