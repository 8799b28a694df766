"""Where the time of a call went: what can be read off the caller's clock without asking the instance."""

from __future__ import annotations

from typing import NamedTuple


class Timing(NamedTuple):
    """Seconds of each phase, in their order.

    `admit` is routing, admission and context; `wait` until an instance took the request (a queue, or a cold start);
    `run` the execution time, which in a new instance includes loading the file; `respond` from there to the reply.
    """

    admit: float
    wait: float
    run: float
    respond: float
