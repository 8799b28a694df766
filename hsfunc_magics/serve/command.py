"""What the subcommands of `hsfunc` share: how one is declared, and the error that its user reads."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Run = Callable[[argparse.Namespace], int]
"""Does what the command says; the exit status."""

# argparse has no public name for what add_subparsers returns.
Commands = argparse._SubParsersAction  # noqa: SLF001


class CommandError(Exception):
    """The command cannot do what was asked. The message is for the user: what is wrong, and what helps."""


def add_command(
    commands: Commands[argparse.ArgumentParser], name: str, run: Run, *, summary: str, description: str, example: str
) -> argparse.ArgumentParser:
    """Declares a subcommand, its help ending with an example; the caller adds the options."""
    parser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser
