"""`%hs clock`: the account's clock, frozen, advanced, real again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ...emulator.account import Account
from ...emulator.clock import iso
from ...emulator.errors import did_you_mean
from ..magics.errors import MagicError
from ..magics.parser import MagicParser

_ACTIONS = ("freeze", "advance", "real")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_LONGEST = timedelta.max.days * _UNITS["d"]
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")

PARSER = MagicParser(
    "%hs clock",
    "[freeze [TIME] | advance DURATION | real]",
    "The clock that quota, secrets and logs read. Frozen, a notebook gives the same whenever it is run.",
    "%hs clock freeze 2026-01-01T00:00:00Z",
)
PARSER.add_argument("action", metavar="freeze|advance|real", nargs="?")
PARSER.add_argument("value", metavar="TIME|DURATION", nargs="?", help="2026-01-01T00:00:00Z; 61s, 5m, 1h, 90d")


def run(account: Account, words: list[str]) -> str:
    """Does what the words say; returns what is to be printed. Raises `HsfuncError`."""
    options = PARSER.read_words(words)
    clock = account.clock
    if options.action == "freeze":
        try:
            clock.freeze(read_time(options.value) if options.value is not None else None)
        except ValueError as problem:
            raise MagicError(str(problem)) from None
    elif options.action == "advance":
        if options.value is None:
            raise MagicError("%hs clock advance by how much? Such as 61s, 5m, 1h or 90d.")
        if not clock.frozen:
            raise MagicError("The clock is real: freeze it first, with %hs clock freeze, then it can be advanced.")
        by = timedelta(seconds=read_duration(options.value))
        try:
            clock.advance(by)
        except ValueError as problem:
            raise MagicError(str(problem)) from None
    elif options.action == "real":
        clock.real()
    elif options.action is not None:
        known = did_you_mean(options.action, _ACTIONS)
        raise MagicError(f"%hs clock has no {options.action!r}.{known} It has freeze, advance and real.")
    if not clock.frozen:
        return "The clock is real."
    return f"The clock stands at {iso(clock.now())}."


def read_time(text: str) -> datetime:
    """An ISO time; without a zone it is UTC. Raises `MagicError`."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise MagicError(f"{text!r} is no time: write it as 2026-01-01T00:00:00Z.") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def read_duration(text: str) -> float:
    """Seconds of `61s`, `100ms`, `5m`, `1h`, `90d`. Raises `MagicError`."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise MagicError(f"{text!r} is no duration: write a number and ms, s, m, h or d, such as 61s.")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds >= _LONGEST:
        raise MagicError(f"{text} is too long: all of time, from the year 1 to the year 9999, has 3652059d.")
    return seconds
