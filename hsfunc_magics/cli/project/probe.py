"""`hsfunc project probe`: a project that asks the platform what is not known of it, and what its answers settle."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from ...emulator.moving.probe.reading import read_probe
from ...emulator.moving.probe.requests import ANSWER_FILE, shell_lines
from ...emulator.moving.probe.write import write_probe
from ...emulator.projects.switches import Switches
from ...emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches
from ..command import CommandError, Commands, add_command


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "probe",
        run,
        summary="ask a real account what is not known of the platform",
        description="Writes a project of one small function, and prints the lines of curl that somebody with an\n"
        "account runs once it is uploaded. --read takes their answers, says what they settle, what stays\n"
        f"open and why, and keeps it in {SWITCHES_FILE}, which hsfunc serve, call, check and project compare read.",
        example=f"hsfunc project probe probe\n  hsfunc project probe --read {ANSWER_FILE}",
    )
    parser.add_argument("dest", metavar="DEST", nargs="?", help="the folder of the project, which is made")
    parser.add_argument("--read", metavar="ANSWER", help=f"the file of answers, {ANSWER_FILE}")
    parser.add_argument("--switches", metavar="FILE", help=f"with --read: where to keep it (default: {SWITCHES_FILE})")


def run(options: argparse.Namespace) -> int:
    """Writes the project, or reads answers: 1 where they settle nothing. Raises `CommandError` and `HsfuncError`."""
    if (options.dest is None) is (options.read is None):
        raise CommandError("hsfunc project probe takes DEST, where it writes a project, or --read ANSWER.")
    if options.read is not None:
        return _read(options.read, options.switches if options.switches is not None else SWITCHES_FILE)
    if options.switches is not None:
        raise CommandError("--switches goes with --read: it says where what is settled is kept.")
    write_probe(options.dest)
    print(f"{options.dest} has a project of one function; its README.md says what it does, and has these lines, too.")
    print("Upload it (hs project upload), deploy it, install its app, and run this with your domain:\n")
    print("\n".join(shell_lines()))
    print(f"\nThen: hsfunc project probe --read {ANSWER_FILE}, and delete the project in the account.")
    return 0


def _read(answers: str, switches_file: str) -> int:
    path = Path(switches_file).expanduser()
    before = read_switches(path) if path.exists() else Switches()
    reading = read_probe(answers, before, datetime.now(UTC).date().isoformat())
    print(reading)
    if not reading.settled:
        return 1
    if reading.after != before:
        write_switches(path, reading.after)
    print(f"It is kept in {path}.")
    return 0
