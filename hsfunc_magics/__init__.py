"""HubSpot CMS serverless functions, live in a notebook: `%load_ext hsfunc_magics`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .emulator.account import Account
from .emulator.clock import Clock
from .emulator.errors import (
    FunctionError,
    FunctionSyntaxError,
    HsfuncError,
    ManifestError,
    RequestError,
    RuntimeUnavailable,
    SecretError,
)
from .emulator.execution import Execution, Status
from .emulator.limits import Limits
from .emulator.settings import Settings
from .emulator.visitor import Visitor

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__version__ = "0.1.0"

__all__ = [
    "Account",
    "Clock",
    "Execution",
    "FunctionError",
    "FunctionSyntaxError",
    "HsfuncError",
    "Limits",
    "ManifestError",
    "RequestError",
    "RuntimeUnavailable",
    "SecretError",
    "Settings",
    "Status",
    "Visitor",
    "load_ipython_extension",
    "unload_ipython_extension",
]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext hsfunc_magics`."""
    from .notebook.extension import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext hsfunc_magics`: the magics go, the Node processes end."""
    from .notebook.extension import unload

    unload(shell)
