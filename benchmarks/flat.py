"""`flat`: what must not grow, neither with the number of endpoints nor with the size of the kernel."""

from __future__ import annotations

import mmap
import statistics
from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account
from hsfunc_magics.emulator.limits.limits import Limits
from hsfunc_magics.emulator.settings import bounds
from hsfunc_magics.runtime.outcome import Program
from hsfunc_magics.runtime.pool.pool import Pool

from .machine import placed, placements
from .needs import answered
from .rows import Goal, Quantity, Row
from .sampling import in_turns, timed
from .warm import SOURCE

_MEGABYTE = 1024 * 1024
_PAGE = 4096


def flat(*, quick: bool) -> Iterator[Row]:
    """Endpoints, then the size of the kernel."""
    yield from _endpoints(quick=quick)
    yield from _kernel_size(quick=quick)


def _endpoints(*, quick: bool) -> Iterator[Row]:
    """Two accounts, warm, called in turns."""
    with closing(Account()) as one, closing(Account()) as many:
        one.functions.add("f", SOURCE)
        for number in range(99):
            many.functions.add(f"other-{number}", SOURCE)
        many.functions.add("f", SOURCE)
        answered(one.call("f"))
        answered(many.call("f"))
        with placed(placements()[0]):
            actions = {"many": lambda: many.call("f"), "one": lambda: one.call("f")}
            in_turns(actions, rounds=1, batch=300)
            taken = in_turns(actions, rounds=10 if quick else 40, batch=100 if quick else 250)
    yield Row(
        "warm call, 100 endpoints",
        Quantity(taken["many"].median * 1e6, "µs"),
        Quantity(taken["one"].median * 1e6, "µs", "1 endpoint"),
        taken["many"].ratio(taken["one"]),
        (Goal(1.1, "×"),),
    )


def _kernel_size(*, quick: bool) -> Iterator[Row]:
    """A boot without a spare while this process holds much memory, and while it holds little; in turns."""
    sizes = (100, 2000)
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(2 if quick else 6):
        for size in sizes:
            with mmap.mmap(-1, size * _MEGABYTE) as ballast:
                # Small pages, as a heap of small objects has them, each one touched.
                ballast.madvise(mmap.MADV_NOHUGEPAGE)
                ballast[::_PAGE] = b"x" * (size * _MEGABYTE // _PAGE)
                taken[size] += [_cold_boot() for _ in range(5)]
    small, large = (statistics.median(taken[size]) for size in sizes)
    yield Row(
        "cold boot, 2 GB in the kernel",
        Quantity(large * 1e3, "ms"),
        Quantity(small * 1e3, "ms", "100 MB"),
        large / small,
        (Goal(1.1, "×"),),
    )


def _cold_boot() -> float:
    """Seconds of a program's first run in a pool that has no spare."""
    program = Program("app.functions/f.js", SOURCE, {})
    with closing(Pool(bounds(Limits()))) as pool:
        return timed(lambda: pool.run(program, {}))
