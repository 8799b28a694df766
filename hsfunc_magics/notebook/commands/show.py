"""`%hs show`: a file's source."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.shown import Shown, show_file
from ..arguments import MagicParser

PARSER = MagicParser(
    "%hs show",
    "FILE",
    "Shows the source of a file as it runs and is exported. An endpoint stands for its file.",
    "%hs show app.functions/events.js",
)
PARSER.add_argument("file", metavar="FILE", help="a file, DIR.functions/FILE, serverless.json, or an endpoint")


def run(account: Account, words: list[str]) -> Shown:
    """The file. Raises `HsfuncError`."""
    return show_file(account, PARSER.read_words(words).file)
