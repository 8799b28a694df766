"""What the subcommands of `hsfunc` share: how one is declared, and the error that its user reads."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import NoReturn

from ..emulator.text import did_you_mean_word

Run = Callable[[argparse.Namespace], int]
"""Does what the command says; the exit status."""

# argparse has no public name for what add_subparsers returns.
Commands = argparse._SubParsersAction  # noqa: SLF001


class CommandError(Exception):
    """The command cannot do what was asked. The message is for the user: what is wrong, and what helps."""


_WRONG_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)$")


class CommandParser(argparse.ArgumentParser):
    """A parser that names the word that was meant; its subcommands' parsers are such, too."""

    def error(self, message: str) -> NoReturn:
        wrong = _WRONG_CHOICE.search(message)
        near = did_you_mean_word(wrong[1], re.findall(r"[\w-]+", wrong[2])) if wrong is not None else ""
        super().error(f"{message}{near}")


def named(names: Sequence[str], words: Sequence[str]) -> Sequence[str]:
    """The command that a line begins with, else all: loading the others would take most of its time."""
    return words[:1] if words and words[0] in names else names


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with options and their meaning on one line, so that it fits on a screen."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=34)

    def _format_action_invocation(self, action: argparse.Action) -> str:
        """`-X, --request METHOD`, as Python 3.13 does it by itself: the value once."""
        if not action.option_strings or action.nargs == 0:
            return super()._format_action_invocation(action)
        default = self._get_default_metavar_for_optional(action)
        return f"{', '.join(action.option_strings)} {self._format_args(action, default)}"


def add_command(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    run: Run,
    *,
    summary: str,
    description: str,
    example: str,
    usage: str | None = None,
) -> argparse.ArgumentParser:
    """Declares a subcommand, its help ending with an example; the caller adds the options.

    `usage`: instead of a list of all options.
    """
    parser = commands.add_parser(
        name,
        help=summary,
        description=description,
        epilog=f"example:\n  {example}",
        formatter_class=_Help,
        allow_abbrev=False,
        usage=f"hsfunc {name} {usage}" if usage is not None else None,
    )
    parser.set_defaults(run=run, command=name)
    return parser
