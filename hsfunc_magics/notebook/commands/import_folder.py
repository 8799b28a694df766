"""`%hs import`: `.functions` folders from disk into the account."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.disk.load import import_folders
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs import",
    "DIR.functions",
    "Reads a .functions folder from disk, or all of them below a folder: together or not at all.\n"
    "Values in its .env become secrets where the folder declares them. Nothing on disk is changed.",
    "%hs import theme/shop.functions",
)
PARSER.add_argument("directory", metavar="DIR.functions", help="the folder, or one with such folders in it")


def run(account: Account, words: list[str]) -> str:
    """What was imported. Raises `HsfuncError`; the account is then as it was."""
    return str(import_folders(account, PARSER.read_words(words).directory))
