"""The account's clock: real by default, or frozen and advanced by hand. Quota, secrets and logs all read it."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ..runtime import forking
from ..runtime.outcome import Play
from .process_bound import ProcessBound

FIRST = datetime.min.replace(tzinfo=UTC)
# A number of seconds that large is no finer than some microseconds: a later one might be the year 10000.
_LAST = datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
_EXAMPLE = "2026-01-01T00:00:00Z"
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_LONGEST = timedelta.max.days * _UNITS["d"]


class Inside(NamedTuple):
    """What functions see of a clock that stands: its time or not, and a seed of what they draw by chance."""

    time: bool
    seed: int | None


class Clock(ProcessBound):
    """Tells the time. Real until `freeze`; `real` lets it run again.

    Example::

        clock = Clock()
        clock.freeze("2026-01-01T00:00:00Z")
        clock.advance(timedelta(seconds=61))
        account = Account(clock=clock)
    """

    def __init__(self) -> None:
        self._frozen: float | None = None
        self._inside: Inside | None = None
        self._played = 0
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

    @property
    def inside(self) -> Inside | None:
        """What functions see of a clock that stands; None: nothing of it."""
        return self._inside

    def play(self) -> Play | None:
        """What the next call is played."""
        with self._lock:
            inside, frozen = self._inside, self._frozen
            self._played += 1
            number = self._played
        if inside is None or frozen is None:
            return None
        # As whole as `Date.now()` is.
        time = round(frozen * 1000) if inside.time else None
        return Play(time, f"{inside.seed}:{number}" if inside.seed is not None else None)

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

    def freeze(self, at: datetime | str | None = None, *, inside: bool = False, seed: int | None = None) -> None:
        """Stops the clock at `at` (naive times are UTC; a text is read as ISO 8601), or where it stands.

        `inside`: functions see it, too, in `Date`. With `seed` what they draw by chance (`Math.random`, `crypto`) is
        the same each time for the first call from now on, for the second, and so on. Instances start anew for it.
        Raises `ValueError` for a time that is, in UTC, before the year 1 or after the year 9999, and for what is none.
        """
        if isinstance(at, str):
            at = read_time(at)
        elif at is not None and not isinstance(at, datetime):
            raise TypeError(f"A clock is frozen at a datetime or a text such as {_EXAMPLE!r}, not at {_told(at)}.")
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        if at is not None and not FIRST <= at <= datetime.max.replace(tzinfo=UTC):
            raise ValueError("The clock tells the time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.")
        with self._lock:
            self._inside = Inside(inside, seed) if inside or seed is not None else None
            self._played = 0
            before = self.timestamp()
            self._frozen = min(at, _LAST).timestamp() if at is not None else before
            self._set_back += max(0.0, before - self._frozen)

    def advance(self, by: timedelta | str) -> None:
        """Moves a frozen clock by a timedelta, or a text such as `61s`.

        Raises `ValueError` where it is not frozen, would go back or pass the year 9999, and for what is no duration.
        """
        if isinstance(by, str):
            by = timedelta(seconds=read_duration(by))
        elif not isinstance(by, timedelta):
            raise TypeError(f"A clock is advanced by a timedelta or a text such as '61s', not by {_told(by)}.")
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
            self._frozen = self._inside = None
            self._set_back += max(0.0, before - self.timestamp())


def read_time(text: str) -> datetime:
    """An ISO time; without a zone it is UTC. Raises `ValueError`."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write it as {_EXAMPLE}.") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def read_duration(text: str) -> float:
    """Seconds of `61s`, `100ms`, `5m`, `1h`, `90d`. Raises `ValueError`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no duration: write a number and ms, s, m, h or d, such as 61s.")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds >= _LONGEST:
        raise ValueError(f"{text} is too long: all of time, from the year 1 to the year 9999, has 3652059d.")
    return seconds


def _told(value: object) -> str:
    return f"{value!r}, of type {type(value).__name__}"


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
