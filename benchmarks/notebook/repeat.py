"""`repeat`: calls a second of `%hscall --repeat 5000 --concurrency 8`, beside `account.call` in as many threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from hsfunc_magics import current_account
from hsfunc_magics.emulator.call.execution import Execution

from ..needs import answered
from ..rows import Quantity, Row
from ..sampling import in_turns
from ..warm import SOURCE
from .shell import shell

_CALLS, _AT_ONCE = 5000, 8


def repeat(*, quick: bool) -> Iterator[Row]:
    """The whole cell, its picture included, and `account.call` in eight threads, executions kept as well; in turns."""
    calls = 500 if quick else _CALLS
    with shell() as (_, run):
        called = current_account()
        called.change_limits({"account_seconds": 1e9})  # which thousands of calls in a minute may reach
        called.functions.add("f", SOURCE)
        answered(called.call("f"))

        def cell() -> None:
            run(f"series = %hscall f --repeat {calls} --concurrency {_AT_ONCE}")

        def loop() -> list[Execution]:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                return list(threads.map(lambda _: called.call("f"), range(calls)))

        in_turns({"cell": cell, "loop": loop}, rounds=1, batch=1)
        taken = in_turns({"cell": cell, "loop": loop}, rounds=3 if quick else 6, batch=1)
    yield Row(
        f"%hscall --repeat {_CALLS} --concurrency {_AT_ONCE}, calls/s",
        Quantity(calls / taken["cell"].median, "/s"),
        Quantity(calls / taken["loop"].median, "/s", f"account.call in {_AT_ONCE} threads"),
        1 / taken["cell"].ratio(taken["loop"]),
        remark=f"{calls} calls" if quick else "",
    )
