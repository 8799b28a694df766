"""The `hsfunc` command: its subcommands, each from a module of its own, and the way their errors are told."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .. import __version__
from ..emulator.errors import HsfuncError, SecretError
from ..emulator.secrets.secrets import Secrets
from .command import CommandError, CommandParser, Run, named
from .project import group as project

_COMMANDS = ("serve", "call", "check", "bundle", "logs", "secrets", "project", "demo", "version")
_INTERRUPTED = 130  # as a shell tells an end by Ctrl-C
_PIPE_CLOSED = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    parser = command_line(words)
    options = parser.parse_args(words)
    run: Run | None = options.run
    if run is None:
        parser.print_help()
        return 2
    try:
        status = run(options)
        sys.stdout.flush()
    except (CommandError, HsfuncError) as problem:
        print(f"hsfunc: {_without_values(str(problem), options)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Python would complain again while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    return status


def _without_values(text: str, options: argparse.Namespace) -> str:
    """What is told of an error, once a command has opened an account and knows its secrets."""
    secrets: Secrets | None = getattr(options, "secrets", None)
    with contextlib.suppress(SecretError):  # a keyring that fails
        return secrets.masker.mask(text) if secrets is not None else text
    return text


def command_line(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of a line that begins with these words: with all commands where they name none."""
    parser = CommandParser(
        prog="hsfunc",
        description="HubSpot CMS serverless functions, live in a Jupyter notebook.",
        epilog="example:\n  hsfunc serve theme/shop.functions --port 8080",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"hsfunc-magics {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in named(_COMMANDS, words):
        if name == "project":
            project.register(commands, words[1:])
        else:
            import_module(f"{__package__}.{name}").register(commands)
    return parser
