"""`hscall-cell`: an `%hscall` cell beside a `pass` cell in an IPython shell, and the size of its stored output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..rows import Quantity, Row
from ..sampling import in_turns
from .shell import quickstart, shell

_KILOBYTE = 1024


def hscall_cell(*, quick: bool) -> Iterator[Row]:
    """The quickstart's first function and its first call: time beside a `pass` cell, then the size of the output."""
    function, call = quickstart()
    with shell() as (kernel, run):
        run(function)
        run(call)
        actions = {"hscall": lambda: run(call), "pass": lambda: run("pass")}
        in_turns(actions, rounds=1, batch=20)
        taken = in_turns(actions, rounds=10 if quick else 40, batch=10 if quick else 25)
        shown = kernel.displayhook.last
    yield Row(
        "%hscall cell",
        Quantity(taken["hscall"].more(taken["pass"]) * 1e3, "ms", "more"),
        Quantity(taken["pass"].median * 1e3, "ms", "pass cell"),
        taken["hscall"].ratio(taken["pass"]),
    )
    yield Row(
        "stored output of the quickstart's plain call",
        Quantity(_size(shown), "KB"),
        remark=", ".join(f"{name} {_size(value):.1f} KB" for name, value in shown["data"].items()),
    )


def _size(value: Any) -> float:
    """KB of the JSON that a notebook stores."""
    return len(json.dumps(value, ensure_ascii=False).encode()) / _KILOBYTE
