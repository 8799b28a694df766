"""`warm`, `floor-socket`: a warm `account.call`, everything included, beside bare echoes, under three placements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account

from .bare import SocketEcho, StdioEcho
from .machine import placed, placements
from .needs import answered
from .rows import Quantity, Row
from .sampling import in_turns

SOURCE = "exports.main = (context, sendResponse) => sendResponse({ statusCode: 200, body: { message: 'hi' } });"

# About what the frame of a small call takes.
_FRAME = 700


def warm(*, quick: bool) -> Iterator[Row]:
    """`account.call("f")` and the bare newline echo over stdio, batches in turns."""
    with closing(Account()) as account, closing(StdioEcho()) as echo:
        account.functions.add("f", SOURCE)
        answered(account.call("f"))
        for placement in placements():
            with placed(placement):
                actions = {"ours": lambda: account.call("f"), "floor": echo.once}
                in_turns(actions, rounds=1, batch=300)
                taken = in_turns(actions, rounds=10 if quick else 40, batch=100 if quick else 250)
            ours, floor = taken["ours"], taken["floor"]
            yield Row(
                f"warm call, {placement.name}",
                Quantity(ours.median * 1e6, "µs"),
                Quantity(floor.median * 1e6, "µs", "stdio echo"),
                ours.ratio(floor),
            )


def floor_socket(*, quick: bool) -> Iterator[Row]:
    """The engine's own floor: a socket pair with reads and writes that block, beside the same echo over stdio."""
    with closing(StdioEcho()) as echo, closing(SocketEcho(_FRAME)) as blocking:
        for placement in placements():
            with placed(placement):
                actions = {"socket": blocking.once, "stdio": echo.once}
                in_turns(actions, rounds=1, batch=300)
                taken = in_turns(actions, rounds=10 if quick else 40, batch=100 if quick else 250)
            yield Row(
                f"socket pair echo, {placement.name}",
                Quantity(taken["socket"].median * 1e6, "µs"),
                Quantity(taken["stdio"].median * 1e6, "µs", "stdio echo"),
                taken["socket"].ratio(taken["stdio"]),
            )
