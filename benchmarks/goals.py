"""What must hold: every goal once, by its measurement and its row. Others are measured, not judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .rows import Goal, Row

_TENTH_MORE = Goal(1.1, "×")
_KILL = Goal(10, "ms")
_NEXT = Goal(5, "ms")
_STUCK = ("while (true) {}", "Atomics.wait", "a catastrophic regex", "a pending promise")
_GROWING = ("heap arrays", "holes", "Buffers of 1 MB", "Buffers of 10 MB", "a Buffer of 400 MB", "strings", "objects")
_FUNCTIONS = ("echo", "json", "axios")


def _http() -> dict[str, Goal]:
    """Against HubSpot's runtime: faster where several clients ask, little slower where one does, nowhere larger."""
    goals: dict[str, Goal] = {}
    for function in _FUNCTIONS:
        goals |= {
            f"{function}, 1 connection: requests/s": Goal(0.9, "×", least=True),
            f"{function}, 1 connection: p50": Goal(1.15, "×"),
        }
        for connections in (8, 64):
            goals |= {
                f"{function}, {connections} connections: requests/s": Goal(1.3, "×", least=True),
                f"{function}, {connections} connections: p50": Goal(0.77, "×"),  # 1.3 times as soon
                f"{function}, {connections} connections: p99": Goal(1, "×"),
            }
        goals[f"{function}, 64 connections: memory"] = Goal(1, "×")
    return goals


GOALS: Mapping[str, Mapping[str, Goal]] = {
    "warm": {"warm call, one core": Goal(4, "×"), "warm call, two cores": Goal(2, "×")},
    "first-call": {
        "first call, no packages": Goal(3, "ms"),
        "first call, axios": Goal(5, "ms"),
        "first call, api-client and axios": Goal(5, "ms"),
    },
    "save": {
        "save a file, first new answer": Goal(10, "ms"),
        "save a file, first new answer, no package.json": Goal(10, "ms"),
    },
    "payload": {
        f"6 MB in and out over bytes and JSON.parse, {placement}": Goal(1.5, "×")
        for placement in ("one core", "two cores", "free")
    },
    "kill": {
        **{f"killed after the deadline, {title}": _KILL for title in _STUCK},
        **{f"next call, {title}": _NEXT for title in _STUCK},
        **{f"next call, first execution killed, {title}": _NEXT for title in _STUCK},
    },
    "memory": {
        **{f"peak before the kill, {pattern}": Goal(136, "MB") for pattern in _GROWING},
        "private memory of one more instance": Goal(7, "MB"),
    },
    "http": _http(),
    # What a second process brings is bounded by the cores that Node and wrk leave.
    "http-workers": {
        f"2 workers, {connections} connections: requests/s": Goal(1.2, "×", least=True) for connections in (8, 64)
    },
    "load-ext": {"%load_ext hsfunc_magics": Goal(100, "ms")},
    "hscall-cell": {
        "%hscall cell": Goal(5, "ms"),
        "stored output of the quickstart's plain call": Goal(12, "KB"),
    },
    "jupyterlab": {
        "JupyterLab's start": Goal(100, "ms"),
        "%hscall cell, painted in JupyterLab": Goal(50, "ms"),
        "view of a 6 MB body": Goal(500, "ms"),
    },
    "repeat": {"%hscall --repeat 5000 --concurrency 8, calls/s": Goal(0.9, "×", least=True)},
    "install": {"the wheel, without Node": Goal(12, "MB")},
    "endpoints": {"warm call, 100 endpoints": _TENTH_MORE},
    "accounts": {"warm call, 16 accounts": _TENTH_MORE},
    "kernel-size": {"warm call, 4 GB in the kernel": _TENTH_MORE, "cold boot, 4 GB in the kernel": _TENTH_MORE},
    "outputs": {
        "%hscall cell, 200 outputs in the kernel": _TENTH_MORE,
        "%hscall cell, painted, 200 outputs in the page": _TENTH_MORE,
    },
    "log": {
        goal: limit
        for where in ("in the kernel", "in a file")
        for goal, limit in (
            (f"a record, {where}, in the call", Goal(50, "µs")),
            (f"warm call, 100,000 records {where}", _TENTH_MORE),
            (f"list the latest 5 of 100,000 {where}", Goal(20, "ms")),
        )
    },
}


def judged(row: Row, measurement: str) -> Row:
    """The row with its measurement and the goal that holds for it now."""
    goal = GOALS.get(measurement, {}).get(row.name)
    return replace(row, measurement=measurement, goals=(goal,) if goal is not None else ())
