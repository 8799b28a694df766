"""`hsfunc project switches`: what is not known of the platform of projects, and how it is taken to be."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...emulator.projects.switches import Switches
from ...emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches
from ...emulator.projects.switches_words import change, switches_text
from ..command import Commands, add_command


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "switches",
        run,
        summary="list and set what is not known of the platform",
        description="Lists every switch: what nobody outside HubSpot knows of the platform of projects, how it is\n"
        "taken to be here, and who says so. --set and --reset change them in the current folder's\n"
        f"{SWITCHES_FILE}, which hsfunc serve, call, check and project compare read.",
        example="hsfunc project switches --set params=arrays --set node=22",
    )
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help="take a switch to be so")
    parser.add_argument("--reset", metavar="NAME", action="append", default=[], help="back to a switch's default")
    parser.add_argument("--switches", metavar="FILE", default=SWITCHES_FILE, help="the file (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Changes the file where that is asked for, and prints them all. Raises `SwitchError`."""
    path = Path(options.switches).expanduser()
    switches = read_switches(path) if path.exists() else Switches()
    changed = change(switches, options.set, options.reset)
    if changed != switches:
        write_switches(path, changed)
        print(f"{path} was written.")
    print(f"Switches of {path}:" if path.exists() else f"There is no {path}: every switch is at its default.")
    print(switches_text(changed))
    return 0
