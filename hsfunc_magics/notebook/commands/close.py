"""`%hs close`: a folder no longer follows the disk."""

from __future__ import annotations

from ...emulator.account import Account
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs close",
    "NAME.functions",
    "Ends what %hs open --watch began. The folder stays in the account as it is.",
    "%hs close shop.functions",
)
PARSER.add_argument("folder", metavar="NAME.functions")


def run(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    name = PARSER.read_words(words).folder
    account.following.close(name)
    return f"{name.removesuffix('.functions')}.functions no longer follows the disk; it stays as it is."
