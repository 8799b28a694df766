"""What `hsfunc serve` and `hsfunc call` let functions reach: the network, recorded or not, or a cassette."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ...emulator.account import Account
from ...emulator.outgoing.unattended import in_ci
from ...emulator.outgoing.ways import BY_COMMAND
from ...emulator.settings import OUTGOING


def add_outgoing(parser: argparse.ArgumentParser) -> None:
    """What answers requests of functions."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--record", metavar="FILE", help="record what functions ask of the network")
    either.add_argument("--replay", metavar="FILE", help="answer functions from what was recorded")
    parser.add_argument(
        "--outgoing",
        choices=OUTGOING,
        default=OUTGOING[0],
        metavar="WHAT",
        help=f"what nothing answers: {', '.join(OUTGOING)}",
    )


def set_outgoing(account: Account, options: argparse.Namespace) -> None:
    """Sets what the options say. Raises `CassetteError`."""
    account.cassettes.ways = BY_COMMAND
    account.settings = replace(account.settings, outgoing=options.outgoing)
    account.unattended = in_ci(os.environ)
    if options.record is not None:
        account.record(options.record)
    if options.replay is not None:
        account.replay(options.replay)


@contextmanager
def told_at_the_end(account: Account, options: argparse.Namespace) -> Iterator[None]:
    """Says what was recorded or replayed, once that has ended. Raises `CassetteError`."""
    recording, cassette = account.cassettes.recording, account.cassettes.playing
    yield
    account.cassettes.end()
    if not getattr(options, "silent", False):
        for used in (recording, cassette):
            if used is not None:
                print(f"hsfunc: {used}", file=sys.stderr)
