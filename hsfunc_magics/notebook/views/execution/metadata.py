"""What of an Execution is measured and differs from run to run: the output's metadata, which nbval does not compare."""

from __future__ import annotations

from typing import Any

from ....emulator.call.execution import Execution
from .outgoing import outgoing_ms


def figures(execution: Execution) -> dict[str, Any]:
    """Times in ms, memory in MB and bytes, what was left of the account's minute before and after."""
    shown: dict[str, Any] = {"id": execution.id, "created": execution.created.isoformat()}
    if execution.status is not None:
        shown["elapsed_ms"] = _ms(execution.elapsed.total_seconds())
        shown["cold"] = execution.cold
    if execution.memory is not None:
        shown["memory"] = str(execution.memory)
        shown["memory_bytes"] = execution.memory.used
    if execution.console:
        shown["console_ms"] = [_ms((line.time - execution.created).total_seconds()) for line in execution.console]
    if execution.outgoing:
        shown["outgoing_ms"] = outgoing_ms(execution)
    if execution.limits is not None:
        shown["limits"] = execution.limits.as_context()
    if execution.limits_after is not None:
        shown["limits_after"] = execution.limits_after.as_context()
    if execution.timing is not None:
        shown["timing_ms"] = {name: _ms(seconds) for name, seconds in execution.timing._asdict().items()}
    return shown


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
