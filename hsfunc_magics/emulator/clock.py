"""The account's clock: real by default, or frozen and advanced by hand. Quota, secrets and logs all read it."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime, timedelta

from ..runtime import forking
from .process_bound import ProcessBound

FIRST = datetime.min.replace(tzinfo=UTC)
# A number of seconds that large is no finer than some microseconds: a later one might be the year 10000.
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_LONGEST = timedelta.max.days * _UNITS["d"]


class Clock(ProcessBound):
    """Tells the time. Real until `freeze`; `real` lets it run again.

    Example::

        clock = Clock()
        clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
        clock.advance(timedelta(seconds=61))
        account = Account(clock=clock)
    """

    def __init__(self) -> None:
        self._frozen: float | None = None
        self._set_back = 0.0
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """Another thread of the parent may hold the lock."""
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"<Clock that stands at {iso(self.now())}>" if self.frozen else "<Clock: the real one>"

    @property
    def frozen(self) -> bool:
        return self._frozen is not None

    def timestamp(self) -> float:
        """Seconds since 1970-01-01T00:00:00Z."""
        frozen = self._frozen
        return time.time() if frozen is None else frozen

    def passed(self) -> float:
        """Seconds on a scale that a clock set back does not take back: for waits, which end all the same."""
        return self.timestamp() + self._set_back

    def now(self) -> datetime:
        """The time as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def freeze(self, at: datetime | None = None) -> None:
        """Stops the clock at `at` (naive times are UTC), or where it stands.

        Raises `ValueError` for a time that is, in UTC, before the year 1 or after the year 9999.
        """
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        if at is not None and not FIRST <= at <= datetime.max.replace(tzinfo=UTC):
            raise ValueError("The clock tells the time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.")
        with self._lock:
            before = self.timestamp()
            self._frozen = min(at, _LAST).timestamp() if at is not None else before
            self._set_back += max(0.0, before - self._frozen)

    def advance(self, by: timedelta) -> None:
        """Moves a frozen clock. Raises `ValueError` where it is not frozen, would go back or pass the year 9999."""
        if by < timedelta(0):
            raise ValueError("A clock does not go back: freeze it at the time you want.")
        with self._lock:
            if self._frozen is None:
                raise ValueError("The clock is real: freeze it before it can be advanced.")
            after = self._frozen + by.total_seconds()
            if after > _LAST.timestamp():
                raise ValueError(f"The clock ends at 9999-12-31T23:59:59Z: it cannot be advanced by {by}.")
            self._frozen = after

    def real(self) -> None:
        """Lets the clock run again."""
        with self._lock:
            before = self.timestamp()
            self._frozen = None
            self._set_back += max(0.0, before - self.timestamp())


def earlier(time: datetime, by: timedelta) -> datetime:
    """The time before a time, or the first one that there is."""
    try:
        return time - by
    except OverflowError:
        return FIRST


def iso(time: datetime) -> str:
    """A time in UTC as the log writes it: 2026-01-01T00:00:00.000Z."""
    if time.tzinfo is not UTC:
        time = time.astimezone(UTC)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_duration(text: str) -> float:
    """Seconds of `61s`, `100ms`, `5m`, `1h`, `90d`. Raises `ValueError`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration: write a number and ms, s, m, h or d, such as 61s.")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds >= _LONGEST:
        raise ValueError(f"{text} is too long: all of time, from the year 1 to the year 9999, has 3652059d.")
    return seconds
