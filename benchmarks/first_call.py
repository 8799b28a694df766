"""`first-call`: the first call of a function, with a spare that has booted and with none.

A spare has booted when no Node child uses processor time any more (`spares.py`). Without a spare: every spare is killed
first, so that the call boots a new process, as when a second cold call comes before the first one's spare is replaced.
"""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account

from .machine import node_children
from .needs import answered
from .rows import Quantity, Row
from .sampling import percentile, timed
from .spares import wait_until_still

_CASES = (
    ("no packages", ""),
    ("axios", "const axios = require('axios');\n"),
    (
        "api-client and axios",
        "const hubspot = require('@hubspot/api-client');\nconst axios = require('axios');\n",
    ),
)
_MAIN = "exports.main = (context, sendResponse) => sendResponse({ body: { message: 'hi' } });\n"


def first_call(*, quick: bool) -> Iterator[Row]:
    """A function is registered and called: when a spare has booted, and with no spare; in turns."""
    for title, head in _CASES:
        with_spare, without = _measure(head, rounds=5 if quick else 25)
        median, cold = statistics.median(with_spare), statistics.median(without)
        yield Row(
            f"first call, {title}",
            Quantity(median * 1e3, "ms"),
            Quantity(cold * 1e3, "ms", "without a spare"),
            median / cold,
            remark=f"p95 {percentile(with_spare, 95) * 1e3:.1f} ms",
        )


def _measure(head: str, *, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of first calls with a spare, and without one."""
    with_spare: list[float] = []
    without: list[float] = []
    with closing(Account()) as account:

        def first() -> None:
            answered(account.call("f"))

        account.functions.add("f", head + _MAIN)
        first()
        for number in range(rounds):
            account.functions.add("f", f"{head}{_MAIN}// {number}")
            wait_until_still()
            with_spare.append(timed(first))
            account.functions.add("f", f"{head}{_MAIN}// again {number}")
            wait_until_still()
            _kill_nodes()
            without.append(timed(first))
    return with_spare, without


def _kill_nodes() -> None:
    """All Node children go: with nothing registered but a fresh function, they are spares."""
    for pid in node_children():
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
