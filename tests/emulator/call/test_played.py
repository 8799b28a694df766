"""A clock that functions see, and chance that follows a seed: what a body has of them is the same each time."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any

import pytest

from hsfunc_magics import Account, HsfuncError

TIMES = """const kept = new Date().toISOString();
exports.main = (context, sendResponse) => sendResponse({ body: {
  kept, now: Date.now(), made: new Date().toISOString(), called: Date(), given: new Date(7).getTime(),
  is: new Date() instanceof Date && new Date().constructor === Date, shown: `${Date} ${Date.now}`,
  name: [Date.name, Date.length, Date.now.name], utc: Date.UTC(2026, 0, 1), real: performance.now() > 0,
} });"""
CHANCE = """const crypto = require('crypto');
const kept = crypto.randomUUID();
const later = require('util').promisify((call, done) => call(done));
exports.main = async (context, sendResponse) => sendResponse({ body: {
  kept, one: Math.random(), uuid: crypto.randomUUID(), web: globalThis.crypto.randomUUID(),
  bytes: crypto.randomBytes(40).toString('hex'), later: (await later((c) => crypto.randomBytes(3, c))).toString('hex'),
  filled: [...crypto.getRandomValues(new Uint16Array(3))], part: [...crypto.randomFillSync(new Uint8Array(4), 2)],
  asked: [...await later((c) => crypto.randomFill(new Uint8Array(2), c))],
  int: crypto.randomInt(5, 10), intLater: await later((c) => crypto.randomInt(3, c)),
  imported: (await import('crypto')).randomUUID(), package: require('uuid').v4(),
} });"""


def bodies(source: str, calls: int = 2, **freeze: Any) -> list[dict[str, Any]]:
    """What the calls of a function give in an account of its own."""
    with closing(Account()) as account:
        account.functions.add("f", source)
        account.clock.freeze("2026-01-01T00:00:00Z", **freeze)
        return [account.call("f").raise_for_error().response.json() for _ in range(calls)]


def test_date_stands_inside_a_function_and_moves_with_the_clock() -> None:
    with closing(Account()) as account:
        account.functions.add("f", TIMES)
        assert account.call("f").response.json()["now"] > 1_767_225_600_000
        account.clock.freeze("2026-01-01T00:00:00Z", inside=True)
        seen = account.call("f").response.json()
        at = "2026-01-01T00:00:00.000Z"
        assert (seen["kept"], seen["now"], seen["made"]) == (at, 1_767_225_600_000, at)
        assert seen["called"].startswith("Thu Jan 01 2026 00:00:00 GMT+0000")
        assert (seen["given"], seen["is"], seen["utc"], seen["real"]) == (7, True, 1_767_225_600_000, True)
        assert seen["shown"].count("[native code]") == 2 and seen["name"] == ["Date", 7, "now"]
        account.clock.advance("61s")
        assert account.call("f").response.json()["made"] == "2026-01-01T00:01:01.000Z"
        reset = account.reset()
        account.restore(reset)
        assert account.call("f").response.json()["made"] == "2026-01-01T00:01:01.000Z"
        account.clock.real()
        assert account.call("f").response.json()["kept"] > "2026-01-02"


def test_chance_follows_the_seed_call_by_call() -> None:
    first, second = bodies(CHANCE, seed=7)
    assert bodies(CHANCE, seed=7) == [first, second]
    assert {name for name in first if first[name] == second[name]} <= {"kept", "int", "intLater", "asked"}
    other = bodies(CHANCE, 1, seed=8)[0]
    assert {name for name in first if first[name] == other[name]} <= {"int", "intLater", "asked"}
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(uuid, first[name]) for name in ("kept", "uuid", "web", "imported", "package"))
    assert 0 <= first["one"] < 1 and first["int"] in range(5, 10) and first["intLater"] in range(3)
    assert len(first["bytes"]) == 80 and first["part"][:2] == [0, 0]


def test_what_node_refuses_is_refused_as_ever(account: Account) -> None:
    account.functions.add("f", "require('crypto').randomBytes('many');")
    account.clock.freeze(seed=7)
    with pytest.raises(HsfuncError, match='"size" argument must be of type number'):
        account.call("f").raise_for_error()
