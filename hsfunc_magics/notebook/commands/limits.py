"""`%hs limits`: each limit with where the account stands, changed for a lesson and set back."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.errors import did_you_mean
from ...emulator.limits.usage import Standings, standings
from ..magics.errors import MagicError
from ..magics.parser import MagicParser, name_and_value

_ACTIONS = ("set", "reset")

PARSER = MagicParser(
    "%hs limits",
    "[set NAME=VALUE… | reset [NAME…]]",
    "Shows every limit with its source and where the account stands.\n"
    "set changes some for a lesson: they are marked as not HubSpot's. reset puts them back.",
    "%hs limits set execution_seconds=2",
)
PARSER.add_argument("action", metavar="set|reset", nargs="?")
PARSER.add_argument("words", metavar="NAME[=VALUE]", nargs="*")


def run(account: Account, words: list[str]) -> Standings | str:
    """Does what the words say; returns the table, or its changed rows. Raises `HsfuncError`, nothing being changed."""
    before = account.limits
    options = PARSER.read_words(words)
    if options.action == "set":
        if not options.words:
            raise MagicError("%hs limits set what? Name a limit and its value, such as execution_seconds=2.")
        account.change_limits(dict(name_and_value(word, "%hs limits set") for word in options.words))
    elif options.action == "reset":
        account.reset_limits(*options.words)
    elif options.action is not None:
        known = did_you_mean(options.action, _ACTIONS)
        raise MagicError(
            f"%hs limits has no {options.action!r}.{known} It has set and reset; alone it shows the limits."
        )
    if options.action is None:
        return standings(account)
    changed = [row for row in standings(account).rows if row.limit.value != getattr(before, row.limit.name)]
    return Standings(tuple(changed)) if changed else "The limits are as they were."
