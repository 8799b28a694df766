"""How a soak's time is parted: cycles of faults, each with a rest behind it, in which the server is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import LONGEST

WARM_UP = 2  # cycles, which what comes after them is compared with
_FEWEST = WARM_UP + 1
# So that there is time to begin a long fault in each.
_SHORTEST = LONGEST + 1.5
_USUAL = 300.0
_USUALLY = 5
SHORTEST_SOAK = _FEWEST * _SHORTEST


@dataclass(frozen=True, slots=True)
class Cycles:
    """So many, of so many seconds each."""

    number: int
    seconds: float


def cycles(wanted: str) -> Cycles | str:
    """The cycles of a soak of so many seconds; in words, why it cannot be had."""
    try:
        seconds = float(wanted)
    except ValueError:
        seconds = 0.0
    if not SHORTEST_SOAK <= seconds < float("inf"):
        return f"HSFUNC_SOAK_SECONDS={wanted}: a soak takes a number of seconds, {SHORTEST_SOAK:.0f} at least."
    number = min(max(_USUALLY, round(seconds / _USUAL)), int(seconds // _SHORTEST))
    return Cycles(number, seconds / number)
