"""`%load_ext` and `%unload_ext`."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from IPython.core.getipython import get_ipython

from ..emulator.display import counted
from ..emulator.errors import HsfuncError
from . import executions as kept
from . import panel
from .assist.hooks import EditingHooks
from .magics import quiet
from .magics.magics import HsfuncMagics

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ..emulator.account import Account
    from ..emulator.call.execution import Timing

_hooks: WeakKeyDictionary[InteractiveShell, EditingHooks] = WeakKeyDictionary()
# What the first magic needs, and how long a kernel has been idle when it is loaded, in seconds.
_FIRST_NEEDED = ("emulator.account", "notebook.magics.hsfunction", "notebook.magics.hscall")
_IDLE = 0.1
_TIMING = ("hsfunc_magics.emulator.call.execution", "Timing")
_ASKED = re.compile(r"(%hs(?: [a-z]+)+)\?\s*")
_NAMES = {"line": ("hsfunction", "hscall", "hsmock", "hs"), "cell": ("hsfunction", "hscall", "hsmock")}


def load(shell: InteractiveShell) -> None:
    """Registers the magics. Loading twice changes nothing."""
    if _loaded(shell) is None:
        magics = HsfuncMagics(shell)
        shell.register_magics(magics)
        shell.input_transformers_cleanup.extend(_CLEANUP)
        _plain_texts(shell).for_type_by_name(*_TIMING, _print_timing)
        quiet.register(shell)
        kept.register(shell)
        panel.register(shell, magics.account_made, magics.recent)
        _hooks[shell] = EditingHooks(shell, lambda: magics.account)
        _hooks[shell].add()
        _load_when_idle()


def _load_when_idle() -> None:
    """Loads what the first magic needs while nobody waits for it: in a terminal, which runs no loop, the magic does."""
    if "asyncio" in sys.modules:
        from asyncio import get_running_loop

        with suppress(RuntimeError):
            get_running_loop().call_later(_IDLE, _load_what_is_needed_first)


def _load_what_is_needed_first() -> None:
    for name in _FIRST_NEEDED:
        import_module(f"hsfunc_magics.{name}")


def unload(shell: InteractiveShell) -> None:
    """Takes the magics away and ends the account's processes."""
    magics = _loaded(shell)
    if magics is None:
        return
    _tell_what_goes(magics.known_account)
    magics.close()
    hooks = _hooks.pop(shell, None)
    if hooks is not None:
        hooks.remove()
    quiet.unregister(shell)
    _plain_texts(shell).pop(".".join(_TIMING), None)
    kept.unregister(shell)
    panel.unregister(shell)
    cleanup = shell.input_transformers_cleanup
    cleanup[:] = [transform for transform in cleanup if transform not in _CLEANUP]
    for kind, names in _NAMES.items():
        for name in names:
            shell.magics_manager.magics[kind].pop(name, None)
    shell.magics_manager.registry.pop("HsfuncMagics", None)


def _tell_what_goes(account: Account | None) -> None:
    """What an account has goes with the extension, also where it is only loaded anew: nobody is to wonder where to."""
    if account is None:
        return
    told = [
        counted(number, word)
        for number, word in (
            (len(account.functions), "endpoint"),
            (len(account.projects), "project"),
            (0 if account.settings.keyring else len(account.secrets), "secret"),
        )
        if number
    ]
    told += ["the clock that stood"] if account.clock.frozen else []
    if told:
        also = " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
        print(
            f"hsfunc_magics was unloaded, and with its account went {also}. Run the cells that made them once the"
            " extension is loaded again; %hs export and %hs logs --file keep things on disk."
        )


def _plain_texts(shell: InteractiveShell) -> Any:
    """What writes values as text."""
    formatter: Any = shell.display_formatter
    return formatter.formatters["text/plain"]


def _print_timing(timing: Timing, printer: Any, _: bool) -> None:
    """IPython has a way of its own to print tuples, which goes before what a class among them says."""
    printer.text(timing._repr_mimebundle_()[0]["text/plain"])


def _give_empty_cells_a_body(lines: list[str]) -> list[str]:
    """IPython refuses a cell magic without a body by a `UsageError`, which nbval and papermill take for a success."""
    if len(lines) == 1 and lines[0].startswith(tuple(f"%%{name}" for name in _NAMES["cell"])):
        return [f"{lines[0].rstrip()}\n", "\n"]
    return lines


def _explain_commands(lines: list[str]) -> list[str]:
    """`%hs limits?` asks for the command; IPython would look for a variable `limits`."""
    asked = _ASKED.fullmatch(lines[0]) if len(lines) == 1 else None
    return [f"{asked[1]} --help\n"] if asked is not None else lines


_CLEANUP = (_give_empty_cells_a_body, _explain_commands)


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
