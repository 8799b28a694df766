"""`hsfunc project`: its subcommands, each from a module of its own."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ..command import CommandParser, Commands, named

_COMMANDS = ("export", "compare", "callers", "probe", "switches")


def register(commands: Commands[CommandParser], words: Sequence[str]) -> None:
    """Adds the group; `words` is what the line has behind its name."""
    told = "move functions to a developer project"
    parser = commands.add_parser("project", help=told, description=f"The commands that {told}.")
    parser.set_defaults(run=None)
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in named(_COMMANDS, words):
        import_module(f"{__package__}.{name}").register(subcommands)
