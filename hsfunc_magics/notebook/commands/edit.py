"""`%hs edit`: the editor of a folder, as a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...emulator.account import Account
from ...emulator.functions.folder import DEFAULT_FOLDER
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from ..widgets import require_widgets

if TYPE_CHECKING:
    from ..folder_editor.widget import Editor

PARSER = MagicParser(
    "%hs edit",
    "[FOLDER]",
    "Opens the editor of a .functions folder: its endpoints, a form, and serverless.json beside it.\n"
    "Cells and editor follow each other; changes are shown before they are applied.",
    "%hs edit app",
)
PARSER.add_argument("folder", metavar="FOLDER", nargs="?", help="its name (the only one, or app, where none is given)")


def run(account: Account, words: list[str]) -> Editor:
    """The editor, to be displayed. Raises `HsfuncError`."""
    options = PARSER.read_words(words)
    require_widgets("%hs edit")
    folder = options.folder.removesuffix(".functions") if options.folder is not None else _only_folder(account)
    from ..folder_editor.widget import open_editor

    return open_editor(account, folder)


def _only_folder(account: Account) -> str:
    names = list(account.functions.folders)
    if DEFAULT_FOLDER in names or not names:
        return DEFAULT_FOLDER
    if len(names) > 1:
        raise MagicError(f"Which folder? %hs edit {' or %hs edit '.join(sorted(names))}.")
    return names[0]
