"""Where an account stands: each limit, its source, and how much of it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..display import Displayable
from .limits import LimitDescription, Limits, describe_limits
from .quota import QuotaState


@dataclass(frozen=True, slots=True)
class LimitUsage:
    """One limit: `used` in its unit where that can be said of the account, `original` where it was changed.

    `measured`: what is used differs from run to run.
    """

    limit: LimitDescription
    used: float | None
    original: float | None
    measured: bool = False

    @property
    def share(self) -> float | None:
        """How much is used, from 0 to 1."""
        if self.used is None or not self.limit.value:
            return None
        return min(1.0, self.used / self.limit.value)


@dataclass(frozen=True)
class LimitTable(Displayable):
    """The table of limits; `remarks` on where other ones count."""

    rows: tuple[LimitUsage, ...]
    remarks: tuple[str, ...] = ()


def limit_usage(
    limits: Limits, quota: QuotaState, *, secrets: int | None, endpoints: int, quota_steady: bool
) -> LimitTable:
    """The table for an account with so many secrets, None where that is not known, and endpoints.

    `quota_steady` is the quota's `steady`.
    """
    used: dict[str, float] = {
        "account_seconds": round(limits.account_seconds - quota.time_remaining / 1000, 3),
        "endpoints": endpoints,
    }
    if secrets is not None:
        used["secrets"] = secrets
    return limit_table(limits, used, quota_steady=quota_steady)


def limit_table(limits: Limits, used: Mapping[str, float] | None = None, *, quota_steady: bool = True) -> LimitTable:
    """The table of limits, with how much is used of those of which that is known."""
    originals = {limit.name: limit.value for limit in describe_limits(Limits())}
    return LimitTable(
        tuple(
            LimitUsage(
                limit,
                (used or {}).get(limit.name),
                originals[limit.name] if originals[limit.name] != limit.value else None,
                measured=limit.name == "account_seconds" and not quota_steady,
            )
            for limit in describe_limits(limits)
        )
    )
