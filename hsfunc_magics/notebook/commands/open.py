"""`%hs open`: a folder on disk, read once or followed."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.disk.load import import_folders
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs open",
    "DIR.functions [--watch]",
    "Reads a .functions folder from disk, or all below a folder. With --watch it follows the disk: what\n"
    "is changed there takes effect at the next call. A change with an error does not, and the call says\n"
    "why; the version before stays in force. Cells cannot change a folder that follows the disk.",
    "%hs open theme/shop.functions --watch",
)
PARSER.add_argument("directory", metavar="DIR.functions", help="the folder, or one with such folders in it")
PARSER.add_argument("--watch", action="store_true", help="follow the disk until %%hs close")


def run(account: Account, words: list[str]) -> str:
    """What was read. Raises `HsfuncError`; the account is then as it was."""
    options = PARSER.read_words(words)
    if not options.watch:
        return str(import_folders(account, options.directory))
    imported = account.following.open(options.directory)
    titles = ", ".join(one.folder.title for one in imported.folders)
    return f"{imported}\n{titles} now follows {options.directory} on disk."
