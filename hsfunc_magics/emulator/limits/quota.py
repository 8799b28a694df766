"""The account's execution time: 600 s in a sliding minute of finished executions (contract §5 `limits`)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from ...runtime import forking
from ..clock import Clock
from ..process_bound import ProcessBound
from .ledger import QuotaLedger
from .limits import Limits

# Executions that finish within so many seconds are booked as one: thousands a second would be many to remember.
_TOGETHER = 0.01


@dataclass(frozen=True, slots=True)
class QuotaState:
    """What `context.limits` tells: `time_remaining` in ms, `executions_remaining` of the full time each."""

    time_remaining: int
    executions_remaining: int

    def as_context(self) -> dict[str, int]:
        return {"timeRemaining": self.time_remaining, "executionsRemaining": self.executions_remaining}


def full(limits: Limits) -> QuotaState:
    """What an account has whose minute is untouched."""
    return quota_of(limits.account_seconds, limits)


def quota_of(left: float, limits: Limits) -> QuotaState:
    """What is told of so many seconds: the executions are those of the milliseconds that are told beside them."""
    remaining = round(left * 1000)
    return QuotaState(remaining, int(remaining / (limits.execution_seconds * 1000) + 1e-9))


@dataclass(frozen=True, slots=True)
class Booked:
    """What a process is told that joins an account: times and seconds of the minute, and the ledger as it was then."""

    entries: tuple[tuple[float, float], ...]
    seen: bytes


class Quota(ProcessBound):
    """Books execution times and tells what is left. Thread-safe.

    With a ledger, what other processes book counts from the moment that it is asked for: `state` and `retry_after` ask.
    So who asks ten times a second lets it go a tenth of a second late at most, and never too early.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._booked: deque[tuple[float, float]] = deque()
        self._last_measured: float | None = None
        self._ledger: QuotaLedger | None = None
        self.after_fork()
        forking.renew(self)

    def after_fork(self) -> None:
        """What was booked holds in a child, too; another thread of the parent may have been about to book."""
        self._lock = threading.Lock()
        self._ledger = None
        self._total = sum(seconds for _, seconds in self._booked)

    def book(self, seconds: float, *, simulated: bool = False) -> None:
        """An execution has finished and took so long; `simulated`: that was given, not measured."""
        now = self._clock.timestamp()
        with self._lock:
            if not (simulated and self._clock.frozen):
                self._last_measured = now
            self._enter(now, seconds)
            if self._ledger is not None:
                self._ledger.book(seconds)

    def _enter(self, now: float, seconds: float) -> None:
        booked = self._booked
        if booked and 0 <= now - booked[-1][0] < _TOGETHER:
            booked[-1] = booked[-1][0], booked[-1][1] + seconds
        else:
            booked.append((now, seconds))
        self._total += seconds

    def state(self, limits: Limits) -> QuotaState:
        """What is left now."""
        with self._lock:
            self._forget(limits)
            left = max(0.0, limits.account_seconds - self._total)
        return quota_of(left, limits)

    def steady(self, limits: Limits) -> bool:
        """Whether what is left is the same whenever the same calls are made: none in the minute was measured.

        On a real clock it is not, as soon as there was a call: how long ago it was counts, too.
        """
        with self._lock:
            last = self._last_measured
        if last is None:
            return True
        return self._clock.frozen and not 0 <= self._clock.timestamp() - last < limits.window_seconds

    def retry_after(self, limits: Limits) -> int:
        """Whole seconds until the account may execute again; 0 where it may now."""
        if self._total < limits.account_seconds and self._ledger is None:
            # What has left the window meanwhile still counts in this: there is at least as much room.
            return 0
        with self._lock:
            self._forget(limits)
            over = self._total - limits.account_seconds
            if over < 0:
                return 0
            now = self._clock.timestamp()
            for finished, seconds in self._booked:
                over -= seconds
                if over < 0:
                    return max(1, -int(-(finished + limits.window_seconds - now) // 1))
        return 1

    def exchange(self, booked: Sequence[tuple[float, float]] = ()) -> tuple[tuple[float, float], ...]:
        """Begins anew with these times and seconds; what was booked before."""
        with self._lock:
            before = tuple(self._booked)
            self._booked = deque(booked)
            self._total = sum(seconds for _, seconds in booked)
        return before

    def share(self, ledger: QuotaLedger, booked: Booked | None = None) -> None:
        """From now on all who have the ledger book together. `booked`: what the account had when this process began."""
        if booked is not None:
            self.exchange(booked.entries)
        with self._lock:
            self._ledger = ledger

    @property
    def is_shared(self) -> bool:
        """Whether other processes book as well."""
        return self._ledger is not None

    def shared(self, limits: Limits) -> Booked:
        """What a process has to know that joins now; for an account whose time is shared."""
        with self._lock:
            assert self._ledger is not None, "the quota is shared"
            self._forget(limits)
            return Booked(tuple(self._booked), self._ledger.seen)

    def _forget(self, limits: Limits) -> None:
        """Drops what is out of the window: over a minute ago, or yet to come on a clock that was set back.

        What other processes have booked meanwhile comes in first.
        """
        now = self._clock.timestamp()
        if self._ledger is not None and (news := self._ledger.news()):
            self._last_measured = now
            self._enter(now, news)
        start = now - limits.window_seconds
        booked = self._booked
        if booked and (booked[0][0] > now or booked[-1][0] > now):
            kept = [entry for entry in booked if entry[0] <= now]
            booked = self._booked = deque(kept)
            self._total = sum(seconds for _, seconds in kept)
        while booked and booked[0][0] <= start:
            self._total -= booked.popleft()[1]
        if not booked:
            self._total = 0.0
