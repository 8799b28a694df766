"""Runs the load on both servers in turns, and makes the rows: requests a second, p50, p99, memory."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..machine import node
from ..needs import CannotMeasure
from ..rows import Quantity, Row
from .functions import ECHO, FUNCTIONS, Function, upstream, write_folder
from .servers import Side, floor, ours, rival_version, theirs
from .wrk import Load, put_load, write_script

CONNECTIONS = (1, 8, 64)
_MEGABYTE = 1024 * 1024


class _Pace(NamedTuple):
    """Seconds of the warm-up and of a round, and how many rounds."""

    warm_up: int
    rounds: int
    seconds: int


# A server works for hours: one whose functions are not yet compiled is another one.
_FULL = _Pace(warm_up=4, rounds=4, seconds=2)
_QUICK = _Pace(warm_up=1, rounds=2, seconds=1)


@dataclass(slots=True)
class Taken:
    """What the rounds of one server gave, and the most memory that was seen in them."""

    loads: list[Load] = field(default_factory=list[Load])
    memory: int = 0

    @property
    def rate(self) -> float:
        return statistics.median(load.rate for load in self.loads)

    @property
    def p50(self) -> float:
        return statistics.median(load.p50 for load in self.loads)

    @property
    def p99(self) -> float:
        return statistics.median(load.p99 for load in self.loads)


def http(*, quick: bool) -> Iterator[Row]:
    """Three functions at 1, 8 and 64 connections: fresh servers for each function, so that no memory is another's."""
    with _folder() as (folder, work):
        for function in FUNCTIONS:
            with ours(folder, work) as mine, theirs(folder, work) as rival:
                yield from _rows_of((mine, rival), function, function.name, work, quick=quick)


def http_floor(*, quick: bool) -> Iterator[Row]:
    """Uvicorn with a bare echo behind it in the place of our server: which rows of `http` it leaves room for."""
    with _folder() as (folder, work), floor(work) as bare, theirs(folder, work) as rival:
        yield from _rows_of((bare, rival), ECHO, "uvicorn and a bare echo", work, quick=quick)


@contextmanager
def _folder() -> Iterator[tuple[Path, Path]]:
    """The folder of functions, and one to work in."""
    with tempfile.TemporaryDirectory(prefix="hsfunc-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        with upstream(node().path) as address:
            write_folder(work / "load.functions", address)
            yield work / "load.functions", work


def _rows_of(sides: tuple[Side, Side], function: Function, title: str, work: Path, *, quick: bool) -> Iterator[Row]:
    pace = _QUICK if quick else _FULL
    script = write_script(work)
    body = _checked(sides, function)
    for connections in CONNECTIONS:
        name = f"{title}, {connections} connection{'s' if connections > 1 else ''}"
        try:
            taken = _taken(sides, function, connections, pace, script, body)
        except CannotMeasure as problem:
            yield Row(name, problem=str(problem))
        else:
            yield from rows(name, *taken, f"HubSpot {rival_version()}")


def _checked(sides: tuple[Side, Side], function: Function) -> int:
    """The bytes of the shorter answer's body, when both have answered as they should. Raises `CannotMeasure`."""
    sizes: list[int] = []
    for side in sides:
        status, answer, size = side.answer(function.name)
        if status != 200 or answer != function.answer:
            raise CannotMeasure(f"{side.name} answered {function.name} by {status} and not with what it sends.")
        sizes.append(size)
    return min(sizes)


def _taken(
    sides: tuple[Side, Side], function: Function, connections: int, pace: _Pace, script: Path, body: int
) -> tuple[Taken, Taken]:
    """A warm-up, then rounds in turns: who goes first in one goes second in the next. Raises `CannotMeasure`."""

    def run(side: Side, seconds: int) -> Load:
        try:
            return put_load(
                side.url(function.name), connections, seconds, script=script, body=body, meanwhile=side.look
            )
        except CannotMeasure as problem:
            raise CannotMeasure(f"{side.name}: {problem}") from None

    for side in sides:
        run(side, pace.warm_up)
        side.highest = 0
    taken = Taken(), Taken()
    for number in range(pace.rounds):
        for which in (0, 1) if number % 2 == 0 else (1, 0):
            taken[which].loads.append(run(sides[which], pace.seconds))
    for side, mine in zip(sides, taken, strict=True):
        mine.memory = side.highest
    return taken


def rows(name: str, ours: Taken, theirs: Taken, rival: str) -> Iterator[Row]:
    """The four rows of a function at so many connections: medians of the rounds, and the ratios of those."""
    yield _row(f"{name}: requests/s", ours.rate, theirs.rate, "/s", rival)
    yield _row(f"{name}: p50", ours.p50 * 1e3, theirs.p50 * 1e3, "ms", rival)
    yield _row(f"{name}: p99", ours.p99 * 1e3, theirs.p99 * 1e3, "ms", rival)
    yield _row(f"{name}: memory", ours.memory / _MEGABYTE, theirs.memory / _MEGABYTE, "MB", rival)


def _row(name: str, ours: float, theirs: float, unit: str, rival: str) -> Row:
    return Row(name, Quantity(ours, unit), Quantity(theirs, unit, rival), ours / theirs)
