"""`http-workers`: our server with two processes behind its port, held against itself with one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from ..machine import node
from ..needs import CannotMeasure
from ..rows import Quantity, Row
from .comparison import Taken
from .functions import ECHO, upstream, write_folder
from .servers import Side, ours
from .wrk import Load, put_load, write_script

CONNECTIONS = (8, 64)
_WORKERS = 2
_MEGABYTE = 1024 * 1024


def http_workers(*, quick: bool) -> Iterator[Row]:
    """Rounds in turns on both, one after the other: requests a second, p50, p99, memory of all their processes."""
    warm_up, rounds, seconds = (2, 2, 1) if quick else (5, 4, 2)
    with tempfile.TemporaryDirectory(prefix="hsfunc-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        work = Path(name)
        folder = work / "load.functions"
        write_folder(folder, stack.enter_context(upstream(node().path)))
        script = write_script(work)
        sides = [stack.enter_context(_serving(folder, work, workers)) for workers in (_WORKERS, 1)]
        sizes = [_checked(side) for side in sides]
        for connections in CONNECTIONS:

            def run(side: Side, seconds: int, connections: int = connections) -> Load:
                url = side.url(ECHO.name)
                return put_load(url, connections, seconds, script=script, body=min(sizes), meanwhile=side.look)

            taken = Taken(), Taken()
            for side in sides:
                run(side, warm_up)
                side.highest = 0
            for number in range(rounds):
                for which in (0, 1) if number % 2 == 0 else (1, 0):
                    taken[which].loads.append(run(sides[which], seconds))
            for side, mine in zip(sides, taken, strict=True):
                mine.memory = side.highest
            yield from _rows(connections, *taken)


def _serving(folder: Path, work: Path, workers: int) -> AbstractContextManager[Side]:
    own = work / f"workers-{workers}"
    own.mkdir()
    return ours(folder, own, "--workers", str(workers))


def _checked(side: Side) -> int:
    """The bytes of an answer's body. Raises `CannotMeasure`."""
    status, answer, size = side.answer(ECHO.name)
    if status != 200 or answer != ECHO.answer:
        raise CannotMeasure(f"{side.name} answered {ECHO.name} by {status} and not with what it sends.")
    return size


def _rows(connections: int, two: Taken, one: Taken) -> Iterator[Row]:
    name = f"{_WORKERS} workers, {connections} connections"
    yield _row(f"{name}: requests/s", two.rate, one.rate, "/s")
    yield _row(f"{name}: p50", two.p50 * 1e3, one.p50 * 1e3, "ms")
    yield _row(f"{name}: p99", two.p99 * 1e3, one.p99 * 1e3, "ms")
    yield _row(f"{name}: memory", two.memory / _MEGABYTE, one.memory / _MEGABYTE, "MB")


def _row(name: str, two: float, one: float, unit: str) -> Row:
    return Row(name, Quantity(two, unit), Quantity(one, unit, "1 process"), two / one)
