"""HubSpot CMS serverless functions, live in a notebook: `%load_ext hsfunc_magics`.

The same without a notebook: `Account` has the functions, and a call returns an `Execution`. Errors are told in
`emulator/errors.py`. Importing the package loads neither IPython nor a server.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if sys.platform == "emscripten":
    raise ImportError(
        "hsfunc_magics needs Node.js, which it starts in processes of its own, and Python in a browser (Pyodide,"
        " JupyterLite) can start none. Use a Jupyter whose kernel runs on a machine: JupyterLab, JupyterHub or Binder."
    )
from .emulator.display import Displayable, MimeBundle

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from .emulator.account import Account
    from .emulator.call.execution import Execution, ExecutionError, Status
    from .emulator.clock import Clock
    from .emulator.errors import (
        BundleError,
        CassetteError,
        FolderError,
        FunctionError,
        FunctionSyntaxError,
        HsfuncError,
        LimitError,
        LogError,
        ManifestError,
        MockError,
        ProcessBoundError,
        RequestError,
        RuntimeUnavailable,
        SecretError,
        SecretWarning,
        SeedError,
        ServerError,
        SwitchError,
        VisitorError,
    )
    from .emulator.limits.limits import Limits
    from .emulator.settings import Settings
    from .emulator.visitors import Visitor
    from .notebook.magics.errors import MagicError

__version__ = "0.2.0"

__all__ = [
    "Account",
    "BundleError",
    "CassetteError",
    "Clock",
    "Execution",
    "ExecutionError",
    "FolderError",
    "FunctionError",
    "FunctionSyntaxError",
    "HsfuncError",
    "LimitError",
    "Limits",
    "LogError",
    "MagicError",
    "ManifestError",
    "MockError",
    "ProcessBoundError",
    "RequestError",
    "RuntimeUnavailable",
    "SecretError",
    "SecretWarning",
    "SeedError",
    "ServerError",
    "Settings",
    "Status",
    "SwitchError",
    "Visitor",
    "VisitorError",
    "current_account",
    "load_ipython_extension",
    "unload_ipython_extension",
]


# The package stands behind these, and none is loaded before it is used: `%load_ext` does without most of them, and
# pytest, which finds the plugin where the package is installed, without all.
_PLACES = {
    "emulator.errors": tuple(name for name in __all__ if name.endswith(("Error", "Warning", "Unavailable"))),
    # Two of these errors stand elsewhere.
    "emulator.call.execution": ("Execution", "ExecutionError", "Status"),
    "notebook.magics.errors": ("MagicError",),
    "emulator.account": ("Account",),
    "emulator.clock": ("Clock",),
    "emulator.limits.limits": ("Limits",),
    "emulator.settings": ("Settings",),
    "emulator.visitors": ("Visitor",),
}
_LATER = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_LATER[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


def _draw(value: Any) -> MimeBundle:
    from .notebook.views import draw

    return draw(value)


def _tell(value: Any) -> str:
    from .notebook.views import tell

    return tell(value)


# The emulator does not know how it is shown: the notebook's views are handed in, and loaded when first needed.
Displayable.draw = _draw
Displayable.tell = _tell


def current_account() -> Account:
    """The account of the loaded extension, the one that the magics use. Raises `HsfuncError` where it is not loaded."""
    from .notebook.extension import current_account as current

    return current()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext hsfunc_magics`."""
    from .notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext hsfunc_magics`: the magics go, the Node processes end."""
    from .notebook.extension import unload

    unload(shell)
