"""`memory`: the peak before a kill, no false kills, and what one more instance costs."""

from __future__ import annotations

import json
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from hsfunc_magics.emulator.account import Account

from .machine import node_children
from .needs import CannotMeasure, output_of
from .peak import GARBAGE, GROWING, Peak
from .rows import Quantity, Row
from .spares import wait_until_still

_MEGABYTE = 1024 * 1024
_LIMIT = Quantity(128, "MB", "limit")
_INSTANCES = 6
_SLOW = "exports.main = (context, sendResponse) => setTimeout(sendResponse, 300, { body: 'hi' });"


def memory(*, quick: bool) -> Iterator[Row]:
    """Peaks of patterns that grow, of patterns that do not, and private memory."""
    runs = 3 if quick else 10
    for pattern in GROWING:
        told = _peak(pattern, runs)
        yield Row(
            f"peak before the kill, {pattern}",
            Quantity(told.peak / _MEGABYTE, "MB", f"worst of {runs}"),
            _LIMIT,
            remark="" if told.lived == 0 else f"{told.lived} were not killed",
        )
    for pattern in GARBAGE:
        told = _peak(pattern, runs)
        yield Row(
            f"no false kill, {pattern}",
            Quantity(told.peak / _MEGABYTE, "MB", f"worst of {runs}"),
            _LIMIT,
            holds=told.lived == runs,
            remark="" if told.lived == runs else f"{runs - told.lived} of {runs} ended, {told.error}",
        )
    yield _private()


def _peak(pattern: str, runs: int) -> Peak:
    command = [sys.executable, "-m", "benchmarks.peak", pattern, str(runs)]
    return Peak(**json.loads(output_of(command)))


def _private() -> Row:
    """Concurrent calls bring up several instances; each one's memory that no other shares."""
    with closing(Account()) as account:
        account.functions.add("slow", _SLOW)
        callers = [threading.Thread(target=account.call, args=("slow",)) for _ in range(_INSTANCES)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        wait_until_still()
        private = [_private_bytes(pid) / _MEGABYTE for pid in node_children()]
    if not private:
        raise CannotMeasure("No instance was left to look at.")
    return Row(
        "private memory of one more instance",
        Quantity(statistics.mean(private), "MB", f"mean of {len(private)}"),
        remark=f"largest {max(private):.1f} MB",
    )


def _private_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))
