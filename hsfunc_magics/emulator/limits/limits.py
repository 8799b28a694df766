"""The platform's limits: each number stands here, once, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ..citations import Citation, chosen, production, reference
from ..display import Displayable, told_fields
from ..errors import LimitError
from ..text import did_you_mean

MEGABYTE = 1024 * 1024
SMALLEST_MEMORY_MB = 64


def _limit(default: Any, unit: str, meaning: str, source: Citation) -> Any:
    return field(default=default, metadata={"unit": unit, "meaning": meaning, "source": source})


@dataclass(frozen=True, slots=True, repr=False)
class Limits(Displayable):
    """The limits in force for an account. `describe_limits` gives unit, meaning and source of each.

    Example::

        account = Account(limits=Limits(execution_seconds=2))
        account.change_limits({"execution_seconds": 10})
    """

    execution_seconds: float = _limit(10.0, "s", "time of one execution", reference("Limits, execution limits"))
    account_seconds: float = _limit(
        600.0, "s", "execution time of the account per minute", reference("Limits, execution limits")
    )
    window_seconds: float = _limit(
        60.0, "s", "the minute in which execution time is counted, sliding", chosen("the kind of window")
    )
    grace_seconds: float = _limit(
        0.1,
        "s",
        "work behind a response, before its instance is frozen",
        chosen("how long it is; HubSpot's own local runtime lets that work go on"),
    )
    memory_mb: int = _limit(128, "MB", "memory of one execution, Node included", reference("Limits"))
    tmp_mb: int = _limit(512, "MB", "files of one instance, in /tmp", production("AWS Lambda, ephemeral storage"))
    payload_bytes: int = _limit(
        6 * MEGABYTE, "bytes", "body of a request, and of a response", reference("Limits, Lambda invocation payload")
    )
    secrets: int = _limit(50, "secrets", "secrets of the account", reference("Limits"))
    endpoints: int = _limit(100, "endpoints", "endpoints of the account", reference("Limits"))
    log_bytes: int = _limit(
        4096, "bytes", "console text kept of one execution", production("HubSpot's other log pages")
    )
    log_days: int = _limit(90, "days", "time that logs are kept", reference("Limits"))

    def __repr__(self) -> str:
        return told_fields(self)


@dataclass(frozen=True, slots=True)
class LimitDescription:
    """One row of the table of limits."""

    name: str
    value: float
    unit: str
    meaning: str
    source: Citation

    @property
    def amount(self) -> str:
        """`6,291,456 bytes`."""
        unit = self.unit.removesuffix("s") if self.value == 1 and len(self.unit) > 1 else self.unit
        return f"{self.value:,.12g} {unit}"


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


def change(limits: Limits, values: Mapping[str, str | float]) -> Limits:
    """The limits with some of them changed. Raises `LimitError`."""
    known = {entry.name: entry for entry in fields(limits)}
    changed: dict[str, float] = {}
    for name, value in values.items():
        if name not in known:
            raise LimitError(f"There is no limit {name}.{did_you_mean(name, known)} Known: {', '.join(known)}.")
        unit = known[name].metadata["unit"]
        try:
            number = float(value)
        except ValueError:
            raise LimitError(f"{name} is a number of {unit}, not {value!r}.") from None
        if not 0 < number < float("inf"):
            raise LimitError(f"{name} must be more than 0 {unit}, not {value}.")
        if isinstance(known[name].default, int):
            if not number.is_integer():
                raise LimitError(f"{name} is a whole number of {unit}, not {value}.")
            number = int(number)
        if name == "memory_mb" and number < SMALLEST_MEMORY_MB:
            raise LimitError(f"memory_mb must be at least {SMALLEST_MEMORY_MB}: Node itself takes about 45 MB.")
        changed[name] = number
    return replace(limits, **changed)  # type: ignore[arg-type]  # whole numbers where the field is one


def restore(limits: Limits, names: Iterable[str]) -> Limits:
    """The limits with some of them, or all, as HubSpot has them. Raises `LimitError`."""
    original = Limits()
    chosen_names = list(names) or [entry.name for entry in fields(limits)]
    known = [entry.name for entry in fields(limits)]
    for name in chosen_names:
        if name not in known:
            raise LimitError(f"There is no limit {name}.{did_you_mean(name, known)} Known: {', '.join(known)}.")
    return replace(limits, **{name: getattr(original, name) for name in chosen_names})
