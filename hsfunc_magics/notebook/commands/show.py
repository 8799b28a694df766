"""`%hs show`: a file's source."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.functions.tree import Shown, show_file
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs show",
    "FILE",
    "Shows a file as it is exported. An endpoint stands for its source, also where a bundle of that runs.",
    "%hs show app.functions/events.js",
)
PARSER.add_argument("file", metavar="FILE", help="a file, DIR.functions/FILE, serverless.json, or an endpoint")


def run(account: Account, words: list[str]) -> Shown:
    """The file. Raises `HsfuncError`."""
    return show_file(account, PARSER.read_words(words).file)
