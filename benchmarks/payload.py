"""`payload`: 6 MB in and 6 MB out beside the bare exchange of the same bytes over a socket pair."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from hsfunc_magics.emulator.account import Account

from .bare import Bulk
from .machine import placed, placements
from .needs import CannotMeasure, answered
from .rows import Quantity, Row
from .sampling import in_turns

_SOURCE = """
exports.main = (context, sendResponse) => sendResponse({ body: context.body.text });
"""
_LIMIT = 6 * 1024 * 1024
_HEADERS = {"Content-Type": "application/json"}


def payload(*, quick: bool) -> Iterator[Row]:
    """The function answers with the text it got. Twice: beside bare bytes, and beside bytes that Node also uses."""
    frame = b'{"text":"%s"}'
    text = (b"lorem ipsum " * (_LIMIT // 12))[: _LIMIT - len(frame) + 2]
    body = frame % text
    with (
        closing(Account()) as account,
        closing(Bulk(body, len(text), used=False)) as raw,
        closing(Bulk(body, len(text), used=True)) as used,
    ):
        account.functions.add("big", _SOURCE, method="POST")

        def ours() -> None:
            execution = answered(account.call("big", content=body, headers=_HEADERS))
            if len(execution.reply.body) != len(text):
                raise CannotMeasure("Not all of the 6 MB came back.")

        ours()
        for placement in placements():
            with placed(placement):
                actions = {"ours": ours, "raw": raw.once, "used": used.once}
                in_turns(actions, rounds=1, batch=5)
                taken = in_turns(actions, rounds=4 if quick else 15, batch=3 if quick else 5)
            for name, title in (("raw", "bare bytes"), ("used", "bytes and JSON.parse")):
                yield Row(
                    f"6 MB in and out over {title}, {placement.name}",
                    Quantity(taken["ours"].median * 1e3, "ms"),
                    Quantity(taken[name].median * 1e3, "ms"),
                    taken["ours"].ratio(taken[name]),
                )
