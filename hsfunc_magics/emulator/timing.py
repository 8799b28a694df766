"""Where the time of a call went."""

from __future__ import annotations

from typing import NamedTuple

from ..runtime.outcome import Outcome
from .display import Viewable


class Phases(NamedTuple):
    """Seconds of each phase, in their order."""

    admit: float
    queue: float
    cold_start: float
    load: float
    run: float
    respond: float


class Timing(Phases, Viewable):
    """Where the time of a call went, in seconds.

    `admit` is routing, admission and context; `queue` until an instance was free, or one could be started;
    `cold_start` until a new one had begun with the file, and `load` until it had run the file's top level, both 0 in a
    warm one; `run` is main; `respond` from the end of the execution to the reply. Load and run, and what of the cold
    start came after the process was started, make up the execution time.
    """


def timing_of(outcome: Outcome, *, began: float, handed: float, measured: float, respond: float) -> Timing:
    """The phases of a call that began, and was handed to the runtime, when the clock said so.

    `measured` is the execution time as it was measured: where another one is simulated, main took the rest.
    """
    queue = outcome.dispatched - handed - outcome.spawn
    run = outcome.main + outcome.seconds - measured
    cold_start = outcome.spawn + outcome.boot
    return Timing(handed - began, max(0.0, queue), cold_start, outcome.load, max(0.0, run), respond)
