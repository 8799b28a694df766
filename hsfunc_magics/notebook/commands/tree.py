"""`%hs tree`: what the account's folders hold."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.functions.tree import Tree, tree
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs tree", "", "Shows every .functions folder: its files, their endpoints, secrets by name.", "%hs tree"
)


def run(account: Account, words: list[str]) -> Tree | str:
    """The tree, or a text where there is nothing. Raises `HsfuncError`."""
    PARSER.read_words(words)
    found = tree(account)
    return found if found.folders else "The account has no folder yet: %%hsfunction or %hs import makes one."
