"""`%hs mocks`: what answers functions in place of the network, and what was asked and matched none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....emulator.account import Account
from ....emulator.display import counted
from ....emulator.text import did_you_mean_word
from ...magics.errors import MagicError
from ...magics.parser import MagicParser

if TYPE_CHECKING:
    from ....emulator.outgoing.mocks.registry import Mocks

_ACTIONS = ("clear", "remove", "load")

MOCKS_PARSER = MagicParser(
    "%hs mocks",
    "[clear | remove NUMBER | remove [METHOD] URL | load FILE]",
    "Shows the mocks in the order in which they are tried, how often each has answered, and what functions have asked\n"
    "that no mock was for, with the nearest one. %%hsmock and account.mock(…) make mocks; load reads them from a file\n"
    "of JSON, as hsfunc serve --mocks FILE does.",
    "%hs mocks remove GET https://api.hubapi.com/crm/v3/objects/contacts",
)
MOCKS_PARSER.add_argument("action", metavar="clear|remove|load", nargs="?")
MOCKS_PARSER.add_argument("words", metavar="NUMBER|[METHOD] URL|FILE", nargs="*")


def mocks(account: Account, words: list[str]) -> Mocks | str:
    """The table, or what is to be printed. Raises `HsfuncError`; the mocks are then as they were."""
    options = MOCKS_PARSER.read_words(words)
    if options.action is None:
        return account.mocks
    if options.action == "clear":
        if options.words:
            raise MagicError("%hs mocks clear takes all of them away; %hs mocks remove one.")
        return f"{_gone(account.mocks.clear())} Requests of functions go out again, where nothing else answers them."
    if options.action == "remove":
        if not options.words:
            raise MagicError("Which mock? %hs mocks remove NUMBER, or [METHOD] URL; %hs mocks shows them.")
        found = account.mocks.find(options.words)
        account.mocks.remove(*found)
        return _gone(len(found))
    if options.action == "load":
        if len(options.words) != 1:
            raise MagicError("%hs mocks load takes one FILE of mocks.")
        account.mocks.load(options.words[0])
        return account.mocks
    known = did_you_mean_word(options.action, _ACTIONS)
    raise MagicError(f"%hs mocks has no {options.action!r}.{known} It has clear, remove and load; alone it shows them.")


def _gone(count: int) -> str:
    return f"{counted(count, 'mock')} taken away."
