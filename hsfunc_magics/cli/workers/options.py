"""The option `--workers`, and what does not go with several of them."""

from __future__ import annotations

import argparse

from ..command import CommandError

_MOST = 64
_IN_ONE_PROCESS = {
    "mocks": "mocks count how often they have answered, and remember, in one process",
    "mock_hubspot": "the small HubSpot has its records in the memory of one process",
    "record": "a cassette is recorded in one process",
    "replay": "a cassette is replayed in its order, by one process",
}


def add_workers(parser: argparse.ArgumentParser) -> None:
    """How many processes."""
    parser.add_argument(
        "--workers",
        type=_number,
        default=1,
        metavar="N",
        help="share the work between N processes (default: %(default)s)",
    )


def check_workers(options: argparse.Namespace) -> None:
    """Raises `CommandError` for what several processes cannot share."""
    if options.workers == 1:
        return
    for name, why in _IN_ONE_PROCESS.items():
        if getattr(options, name) is not None:
            option = f"--{name.replace('_', '-')}"
            raise CommandError(
                f"{option} does not go with --workers {options.workers}: {why}. Leave out one of the two options."
            )


def _number(text: str) -> int:
    """The value of --workers."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"it takes a number of processes from 1 to {_MOST}, not {text!r}")
    return int(text)
