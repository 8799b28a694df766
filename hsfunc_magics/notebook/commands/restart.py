"""`%hs restart`: fresh Node processes, as after a deployment or a pause; what functions kept in memory is gone."""

from __future__ import annotations

from ...emulator.account import Account
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs restart",
    "",
    "Ends the account's Node processes: the next call of each function starts cold, and its modules' state is new.\n"
    "Functions, secrets, log and quota stay. In Python it is account.restart().",
    "%hs restart",
)

RESTARTED = "The Node processes have ended: the next call of each function starts cold."


def run(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    PARSER.read_words(words)
    account.restart()
    return RESTARTED
