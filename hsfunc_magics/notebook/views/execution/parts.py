"""Facts of an Execution that every view tells, in the same words: context, limits, where it redirects to."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple
from urllib.parse import urljoin

from ....emulator.call.context import UNDOCUMENTED_KEYS
from ....emulator.call.execution import ConsoleLine, Execution
from ....emulator.citations import Citation
from ....emulator.json_text.read_write import with_texts
from ....emulator.limits.limits import LimitDescription, Limits, describe_limits
from ....emulator.outgoing.exchanges import OutgoingExchange
from ....emulator.projects.switches import SWITCHES
from .body import MOST_STORED

# The rules whose numbers a view shows.
_SHOWN_LIMITS = ("execution_seconds", "account_seconds", "memory_mb", "payload_bytes")
# What main sees differently each time, unless the clock stands: it stands in the figures.
_MEASURED_KEY = "limits"
_MEASURED = "measured"


def shown_limits(execution: Execution) -> list[LimitDescription]:
    """The limits that one call meets."""
    described = describe_limits(execution.limits_in_force or Limits())
    return [limit for limit in described if limit.name in _SHOWN_LIMITS]


def changed_limits(execution: Execution) -> list[tuple[LimitDescription, LimitDescription]]:
    """Those of them that a lesson has changed, each with HubSpot's own."""
    original = {limit.name: limit for limit in describe_limits(Limits())}
    pairs = [(limit, original[limit.name]) for limit in shown_limits(execution)]
    return [(limit, own) for limit, own in pairs if limit.value != own.value and not _is_switched(limit, execution)]


def _is_switched(limit: LimitDescription, execution: Execution) -> bool:
    """Whether a limit is what a switch says, and no lesson."""
    return (
        execution.in_project and limit.name == "execution_seconds" and f"{limit.value:g}" in SWITCHES["seconds"].values
    )


def undocumented(execution: Execution) -> list[str]:
    """The keys of the context that the reference does not list; none of a project's, which it says nothing of."""
    return [] if execution.in_project else [key for key in UNDOCUMENTED_KEYS if key in (execution.context or {})]


def truncation(execution: Execution) -> str:
    """What is said where the log has not kept all of the console."""
    kept = (execution.limits_in_force or Limits()).log_bytes / 1024
    return f"… truncated: the log keeps {kept:g} KB of an execution"


def masked_remark(execution: Execution) -> str | None:
    """What is said where the context has secrets."""
    return "Secrets are masked: main received their values." if (execution.context or {}).get("secrets") else None


def shown_context(execution: Execution) -> dict[str, Any] | None:
    """What main received, secrets masked; what differs from run to run is said to be measured."""
    if execution.context is None:
        return None
    shown = dict(execution.context)
    if _MEASURED_KEY in shown and not execution.steady:
        shown[_MEASURED_KEY] = dict.fromkeys(shown[_MEASURED_KEY], _MEASURED)
    return {key: fit(with_texts(value, execution.masked)) for key, value in shown.items()}


def stored_context(execution: Execution) -> tuple[dict[str, Any] | None, dict[str, int]]:
    """The context, and how many characters of JSON each key has that is too large to be stored."""
    context = shown_context(execution)
    omitted: dict[str, int] = {}
    for key, value in (context or {}).items():
        size = len(json.dumps(value, ensure_ascii=False))
        if size > MOST_STORED:
            omitted[key] = size
    return context and {key: value for key, value in context.items() if key not in omitted}, omitted


def location_of(execution: Execution) -> str | None:
    """Where the response redirects to, as a URL; None where it does not."""
    if not 300 <= execution.reply.status < 400:
        return None
    for name, value in execution.reply.headers:
        if name.lower() == "location":
            try:
                return execution.masked(urljoin(execution.request.url, value))
            except ValueError:
                return execution.masked(value)
    return None


class ShownPosition(NamedTuple):
    """A position in a source file, such as `app.functions/events.js`; line and column count from 1."""

    file: str
    line: int
    column: int

    @property
    def short(self) -> str:
        """`events.js:3`, or `lodash/lodash.js:12` where it is no file of the folder."""
        return f"{self.file.partition('.functions/')[2] or self.file}:{self.line}"


def position_of(execution: Execution, line: ConsoleLine | OutgoingExchange) -> ShownPosition | None:
    """Where a console line was written, or a request sent, secrets masked; None where that is not known."""
    found = line.position.in_source() if line.position is not None else None
    if found is None:
        return None
    file, number, column = found
    # A function that writes frames of its own may name no column.
    return ShownPosition(execution.masked(file), number, max(1, column))


def source_digests(execution: Execution) -> dict[str, str] | None:
    """The digest of each source that a position can lie in; None where the execution tells no position."""
    if execution.source is None or not (execution.console or execution.error or execution.outgoing):
        return None
    return {execution.masked(path): told for path, told in execution.source.digests().items()}


def source_text(execution: Execution, path: str) -> str | None:
    """The source that ran, by the path that its positions have, secrets masked; None where there is none."""
    texts = execution.source.texts() if execution.source is not None else {}
    found = next((text for name, text in texts.items() if path in (name, execution.masked(name))), None)
    return execution.masked(found) if found is not None else None


def fit(value: Any) -> Any:
    """JSON that any reader accepts: halves of characters written out, and numbers beyond a double's range as text."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    if isinstance(value, list):
        return [fit(inner) for inner in value]
    if isinstance(value, dict):
        return {fit(key): fit(inner) for key, inner in value.items()}
    return value


def source_json(source: Citation) -> dict[str, str]:
    """Says who, with the letter."""
    return {"authority": source.authority, "text": str(source)}
