"""`kill`: how long after its deadline an execution returns, and how long the next call takes."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account
from hsfunc_magics.emulator.limits.limits import Limits

from .needs import CannotMeasure
from .rows import Quantity, Row
from .sampling import percentile, timed
from .spares import wait_until_still

_SECONDS = 0.3
_STUCK = {
    "while (true) {}": "while (true) {}",
    "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
    "a catastrophic regex": "/^(a+)+$/.test('a'.repeat(60) + 'b');",
    "a pending promise": "await new Promise((resolve) => setTimeout(resolve, 60000));",
}
_SOURCE = """
exports.main = async (context, sendResponse) => {
  if (context.params.stuck) { %s }
  sendResponse({ body: 'hi' });
};
"""


def kill(*, quick: bool) -> Iterator[Row]:
    """Calls that are stuck, in a warm instance and in one's first execution, and the call that follows."""
    for title, code in _STUCK.items():
        late: list[float] = []
        next_calls: list[float] = []
        next_after_cold: list[float] = []
        with closing(Account(limits=Limits(execution_seconds=_SECONDS))) as account:
            account.functions.add("f", _SOURCE % code)
            for _ in range(4 if quick else 20):
                account.call("f")
                wait_until_still()
                late.append(_late(account))
                next_calls.append(_next(account))
                # The second of these two runs in the spare, as its first execution: the next call finds no booted spare
                # where a spare that was taken is replaced only when the execution has ended.
                _late(account)
                wait_until_still()
                late.append(_late(account))
                next_after_cold.append(_next(account))
        yield Row(
            f"killed after the deadline, {title}",
            Quantity(percentile(late, 95) * 1e3, "ms", "p95"),
            Quantity(statistics.median(late) * 1e3, "ms", "median"),
        )
        yield _next_row(f"next call, {title}", next_calls)
        yield _next_row(f"next call, first execution killed, {title}", next_after_cold)


def _late(account: Account) -> float:
    """Seconds past the deadline when a stuck execution has returned."""
    seconds = timed(lambda: account.call("f?stuck=1")) - _SECONDS
    if seconds < 0:
        raise CannotMeasure("A stuck execution ended before its deadline.")
    return seconds


def _next(account: Account) -> float:
    """Seconds of a call that follows at once. One that has to boot may itself pass its deadline on a busy machine."""
    return timed(lambda: account.call("f"))


def _next_row(name: str, seconds: list[float]) -> Row:
    return Row(
        name,
        Quantity(percentile(seconds, 95) * 1e3, "ms", "p95"),
        Quantity(statistics.median(seconds) * 1e3, "ms", "median"),
    )
