"""`hsfunc version`: this package's version, and the Node that serves its functions."""

from __future__ import annotations

import argparse
import platform

from .. import __version__
from ..runtime.node.node import NodeNotFoundError, find_node
from .command import CommandError, Commands, add_command

_MAJOR = 20  # nodejs20.x, the runtime of a folder that names none


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    add_command(
        commands,
        "version",
        run,
        summary="print the version, and the Node that serves nodejs20.x",
        description="Prints the version of hsfunc-magics, and the Node that serves nodejs20.x: its version, where it\n"
        "comes from and its path.",
        example="hsfunc version",
    )


def run(_options: argparse.Namespace) -> int:
    """Prints the versions."""
    print(f"hsfunc-magics {__version__} (Python {platform.python_version()})")
    try:
        node = find_node(_MAJOR)
    except NodeNotFoundError as problem:
        raise CommandError(str(problem)) from None
    print(f"nodejs{_MAJOR}.x: Node {'.'.join(map(str, node.version))} ({node.origin}) {node.path}")
    return 0
