"""The editors that are open: one for each folder, so that a cell that runs again shows the same one."""

from __future__ import annotations

from ...emulator.account import Account
from ..folder_editor.widget import Editor

_OPENED: dict[tuple[Account, str], Editor] = {}


def open_editor(account: Account, folder: str) -> Editor:
    """The folder's editor, with what was typed in it, or a new one. Raises `FunctionError`."""
    key = (account, folder)
    if key not in _OPENED:
        _OPENED[key] = Editor(account, folder, lambda: _OPENED.pop(key, None))
    return _OPENED[key]
