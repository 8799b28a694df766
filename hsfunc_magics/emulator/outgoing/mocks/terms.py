"""How often a mock answers, and how late."""

from __future__ import annotations

from typing import Any

from ...clock import read_duration
from ...errors import MockError
from ...text import visible

_LONGEST_DELAY = 3600.0


def check_times(times: Any) -> int | None:
    """A number from 1, or None for always. Raises `MockError`."""
    if times is None:
        return None
    if not isinstance(times, int) or isinstance(times, bool) or times < 1:
        raise MockError(f"times is how often a mock answers, a whole number from 1, not {visible(str(times))[:20]}.")
    return times


def seconds_of(delay: Any) -> float:
    """Seconds of a number of them, or of `300ms`. Raises `MockError`."""
    try:
        seconds = read_duration(delay) if isinstance(delay, str) else float(delay)
    except (TypeError, ValueError):
        seconds = -1.0
    if isinstance(delay, bool) or not 0 <= seconds <= _LONGEST_DELAY:
        raise MockError(
            f"delay is a number of seconds, or a text such as '300ms', up to an hour, not {visible(str(delay))[:20]!r}."
        )
    return seconds
