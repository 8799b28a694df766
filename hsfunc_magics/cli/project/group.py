"""`hsfunc project`: its subcommands, each from a module of its own."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from types import ModuleType

from ..command import Commands
from . import callers, compare, export, probe, switches

_MODULES: Sequence[ModuleType] = (export, compare, callers, probe, switches)


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the group."""
    told = "move functions to a developer project"
    parser = commands.add_parser("project", help=told, description=f"The commands that {told}.")
    parser.set_defaults(run=None)
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _MODULES:
        module.register(subcommands)
