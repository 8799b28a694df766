"""`accounts`: a warm call of one account while 15 others are open and warm, beside one while there are no others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import cycle

from hsfunc_magics.emulator.account import Account

from ..machine import placed, placements
from ..needs import answered
from ..rows import Quantity, Row
from ..sampling import Samples, in_turns
from ..spares import wait_until_still
from ..warm import SOURCE

_ACCOUNTS = 16


def accounts(*, quick: bool) -> Iterator[Row]:
    """Warm calls of one account, alone and beside 15 others that are opened in each round; then of all 16 in turns."""
    alone: list[list[float]] = []
    beside: list[list[float]] = []
    each: list[list[float]] = []
    batch = 320 if quick else 960
    with _opened() as one:
        for _ in range(2 if quick else 10):
            alone += _batch([one], batch)
            with ExitStack() as others:
                all_of_them = [one, *(others.enter_context(_opened()) for _ in range(_ACCOUNTS - 1))]
                beside += _batch([one], batch)
                each += _batch(all_of_them, batch)
    for name, taken in (("", beside), (", each in its turn", each)):
        yield Row(
            f"warm call, {_ACCOUNTS} accounts{name}",
            Quantity(Samples(taken).median * 1e6, "µs"),
            Quantity(Samples(alone).median * 1e6, "µs", "1 account"),
            Samples(taken).ratio(Samples(alone)),
        )


def _opened() -> closing[Account]:
    account = Account()
    account.functions.add("f", SOURCE)
    answered(account.call("f"))
    return closing(account)


def _batch(called: list[Account], size: int) -> list[list[float]]:
    """A batch of calls on one core, when no spare boots any more."""
    wait_until_still()
    turns = cycle(called)
    with placed(placements()[0]):
        actions = {"call": lambda: next(turns).call("f")}
        in_turns(actions, rounds=1, batch=160)
        return in_turns(actions, rounds=1, batch=size)["call"].batches
