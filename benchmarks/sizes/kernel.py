"""`kernel-size`: a warm call, and a boot without a spare, while this process holds 4 GB, and while it holds 100 MB."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import closing, contextmanager

from hsfunc_magics.emulator.account import Account
from hsfunc_magics.emulator.limits.limits import Limits
from hsfunc_magics.emulator.settings import bounds
from hsfunc_magics.runtime.outcome import Program
from hsfunc_magics.runtime.pool.pool import Pool

from ..machine import placed, placements
from ..needs import answered
from ..rows import Quantity, Row
from ..sampling import Samples, in_turns
from ..warm import SOURCE

_MEGABYTE = 1024 * 1024
_PAGE = 4096
_SMALL, _LARGE = 100, 4096
_BOOTS = 5


def kernel_size(*, quick: bool) -> Iterator[Row]:
    """Warm calls, and boots without a spare, while this process holds 4 GB and while it holds 100 MB; in turns."""
    warm: dict[int, list[list[float]]] = {_SMALL: [], _LARGE: []}
    cold: dict[int, list[list[float]]] = {_SMALL: [], _LARGE: []}
    calls = 200 if quick else 1000
    with closing(Account()) as account, placed(placements()[0]):
        account.functions.add("f", SOURCE)
        answered(account.call("f"))
        actions = {"warm": lambda: account.call("f")}
        in_turns(actions, rounds=1, batch=300)
        for _ in range(2 if quick else 8):
            for size in (_SMALL, _LARGE):
                with _held(size):
                    in_turns(actions, rounds=1, batch=100)
                    warm[size] += in_turns(actions, rounds=1, batch=calls)["warm"].batches
                    cold[size] += in_turns({"cold": _cold_boot}, rounds=1, batch=_BOOTS)["cold"].batches
    yield _row("warm call", Samples(warm[_LARGE]), Samples(warm[_SMALL]), "µs", 1e6)
    yield _row("cold boot", Samples(cold[_LARGE]), Samples(cold[_SMALL]), "ms", 1e3)


def _row(name: str, large: Samples, small: Samples, unit: str, times: float) -> Row:
    return Row(
        f"{name}, 4 GB in the kernel",
        Quantity(large.median * times, unit),
        Quantity(small.median * times, unit, f"{_SMALL} MB"),
        large.ratio(small),
    )


@contextmanager
def _held(megabytes: int) -> Iterator[None]:
    """So much memory of this process, resident: small pages, as a heap of small objects has them, each one touched."""
    with mmap.mmap(-1, megabytes * _MEGABYTE) as ballast:
        ballast.madvise(mmap.MADV_NOHUGEPAGE)
        ballast[::_PAGE] = b"x" * (megabytes * _MEGABYTE // _PAGE)
        yield


def _cold_boot() -> None:
    """A program's first run in a pool that has no spare."""
    with closing(Pool(bounds(Limits()))) as pool:
        pool.run(Program("app.functions/f.js", SOURCE, {}), {})
