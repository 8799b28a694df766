"""`endpoints`: a warm call where 100 endpoints are registered, beside one where it is the only one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account

from ..machine import placed, placements
from ..needs import answered
from ..rows import Quantity, Row
from ..sampling import in_turns
from ..warm import SOURCE

_ENDPOINTS = 100


def endpoints(*, quick: bool) -> Iterator[Row]:
    """Warm calls of an account that has 100 endpoints, and of one that has one; in turns."""
    with closing(Account()) as one, closing(Account()) as many:
        one.functions.add("f", SOURCE)
        for number in range(_ENDPOINTS - 1):
            many.functions.add(f"other-{number}", SOURCE)
        many.functions.add("f", SOURCE)
        answered(one.call("f"))
        answered(many.call("f"))
        with placed(placements()[0]):
            actions = {"many": lambda: many.call("f"), "one": lambda: one.call("f")}
            in_turns(actions, rounds=1, batch=300)
            taken = in_turns(actions, rounds=10 if quick else 40, batch=100 if quick else 250)
    yield Row(
        f"warm call, {_ENDPOINTS} endpoints",
        Quantity(taken["many"].median * 1e6, "µs"),
        Quantity(taken["one"].median * 1e6, "µs", "1 endpoint"),
        taken["many"].ratio(taken["one"]),
    )
