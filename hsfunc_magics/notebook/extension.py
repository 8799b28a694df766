"""`%load_ext` and `%unload_ext`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from IPython.core.getipython import get_ipython

from ..emulator.account import Account
from ..emulator.errors import HsfuncError
from .magics import HsfuncMagics

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_NAMES = {"line": ("hsfunction", "hscall", "hs"), "cell": ("hsfunction", "hscall")}


def load(shell: InteractiveShell) -> None:
    """Registers the magics. Loading twice changes nothing."""
    if _loaded(shell) is None:
        shell.register_magics(HsfuncMagics)


def unload(shell: InteractiveShell) -> None:
    """Takes the magics away and ends the account's processes."""
    magics = _loaded(shell)
    if magics is None:
        return
    magics.close()
    for kind, names in _NAMES.items():
        for name in names:
            shell.magics_manager.magics[kind].pop(name, None)
    shell.magics_manager.registry.pop("HsfuncMagics", None)


def current_account() -> Account:
    """The account of the magics in the running shell. Raises `HsfuncError`."""
    shell = get_ipython()
    magics = _loaded(shell) if shell is not None else None
    if magics is None:
        raise HsfuncError("The extension is not loaded: run %load_ext hsfunc_magics first.")
    return magics.account


def _loaded(shell: InteractiveShell) -> HsfuncMagics | None:
    magics = shell.magics_manager.registry.get("HsfuncMagics")
    return magics if isinstance(magics, HsfuncMagics) else None
