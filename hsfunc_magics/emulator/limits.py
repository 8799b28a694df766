"""The platform's limits: each number stands here, once, with its source."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .sources import Source, chosen, production, reference

MEGABYTE = 1024 * 1024


def _limit(default: Any, unit: str, meaning: str, source: Source) -> Any:
    return field(default=default, metadata={"unit": unit, "meaning": meaning, "source": source})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force for an account. `describe_limits` gives unit, meaning and source of each."""

    execution_seconds: float = _limit(10.0, "s", "time of one execution", reference("Limits, execution limits"))
    account_seconds: float = _limit(
        600.0, "s", "execution time of the account per minute", reference("Limits, execution limits")
    )
    window_seconds: float = _limit(
        60.0, "s", "the minute in which execution time is counted, sliding", chosen("the kind of window")
    )
    memory_mb: int = _limit(128, "MB", "memory of one execution, Node included", reference("Limits"))
    payload_bytes: int = _limit(
        6 * MEGABYTE, "bytes", "body of a request, and of a response", reference("Limits, Lambda invocation payload")
    )
    secrets: int = _limit(50, "secrets", "secrets of the account", reference("Limits"))
    endpoints: int = _limit(100, "endpoints", "endpoints of the account", reference("Limits"))
    log_bytes: int = _limit(4096, "bytes", "console text kept of one execution", production("HubSpot's other log pages"))
    log_days: int = _limit(90, "days", "time that logs are kept", reference("Limits"))


@dataclass(frozen=True, slots=True)
class LimitDescription:
    """One row of the table of limits."""

    name: str
    value: float
    unit: str
    meaning: str
    source: Source


def describe_limits(limits: Limits) -> list[LimitDescription]:
    """The table of limits, in the order of the class."""
    return [
        LimitDescription(
            name=entry.name,
            value=getattr(limits, entry.name),
            unit=entry.metadata["unit"],
            meaning=entry.metadata["meaning"],
            source=entry.metadata["source"],
        )
        for entry in fields(limits)
    ]
