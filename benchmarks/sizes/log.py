"""`log`: what a record costs the call that makes it, also in a long log, and how soon the latest are listed."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hsfunc_magics.emulator.account import Account
from hsfunc_magics.emulator.call.execution import Execution
from hsfunc_magics.emulator.logs.record import LogRecord, log_record
from hsfunc_magics.emulator.settings import Settings

from ..machine import placed, placements
from ..rows import Quantity, Row
from ..sampling import in_turns
from ..warm import SOURCE

_RECORDS = 100_000
_LISTED = 5
_CALLS = 500


def log(*, quick: bool) -> Iterator[Row]:
    """Warm calls without a log, with an empty one and with 100,000 records, in the kernel and in a file; in turns."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("in the kernel", Settings(), quick=quick)
        yield from _measured("in a file", Settings(log_file=str(Path(folder) / "log.db")), quick=quick)


def _drop(record: LogRecord) -> None:
    """Instead of a log."""


def _measured(where: str, settings: Settings, *, quick: bool) -> Iterator[Row]:
    """Three accounts, warm, called in turns: without a log, with an empty one, and with 100,000 records."""
    without, empty, full = Account(), Account(), Account(settings=settings)
    without.log.add = _drop  # type: ignore[method-assign]
    for account in (without, empty, full):
        account.functions.add("f", SOURCE)
        account.call("f")
    _fill(full, full.call("f"))
    with placed(placements()[0]):
        actions = {"full": lambda: full.call("f"), "empty": lambda: empty.call("f")}
        in_turns(actions, rounds=1, batch=300)
        taken = in_turns(actions, rounds=10 if quick else 40, batch=100 if quick else 250)
        runs = {"with": lambda: _run(full), "without": lambda: _run(without)}
        in_turns(runs, rounds=1, batch=1)
        written = in_turns(runs, rounds=10 if quick else 40, batch=1)
        listed = in_turns({"latest": lambda: full.log.records(endpoint="f", limit=_LISTED)}, rounds=1, batch=100)
    for account in (without, empty, full):
        account.close()
    pairs = zip(written["with"].batches, written["without"].batches, strict=True)
    yield Row(
        f"a record, {where}, in the call",
        Quantity(statistics.median(mine[0] - bare[0] for mine, bare in pairs) / _CALLS * 1e6, "µs", "more"),
        Quantity(written["without"].median / _CALLS * 1e6, "µs", "without a log"),
        written["with"].ratio(written["without"]),
        remark="as if the call waited for the writer, too",
    )
    yield Row(
        f"warm call, {_RECORDS:,} records {where}",
        Quantity(taken["full"].median * 1e6, "µs"),
        Quantity(taken["empty"].median * 1e6, "µs", "no records"),
        taken["full"].ratio(taken["empty"]),
    )
    yield Row(
        f"list the latest {_LISTED} of {_RECORDS:,} {where}",
        Quantity(listed["latest"].median * 1e3, "ms"),
    )


def _fill(account: Account, execution: Execution) -> None:
    record = log_record(execution)
    assert record is not None
    for number in range(_RECORDS):
        account.log.add(replace(record, id=f"filled-{number}"))
        if number % 1000 == 0:
            account.log.flush()


def _run(account: Account) -> None:
    """Calls, until all their records are written."""
    for _ in range(_CALLS):
        account.call("f")
    account.log.flush()
