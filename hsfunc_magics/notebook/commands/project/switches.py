"""`%hs project switches`: what is not known of the platform of projects, and how it is taken to be."""

from __future__ import annotations

from pathlib import Path

from ....emulator.account import Account
from ....emulator.projects.switches import Switches
from ....emulator.projects.switches_file import SWITCHES_FILE, read_switches, write_switches
from ....emulator.projects.switches_words import change
from ...magics.parser import MagicParser

SWITCHES_PARSER = MagicParser(
    "%hs project switches",
    "[--set NAME=VALUE]… [--reset NAME]… [--switches FILE]",
    "Lists what nobody outside HubSpot knows of the platform of projects, how it is taken to be, and who says so.\n"
    "--set and --reset change it for this account; with --switches what a file has counts first, and changes\n"
    "are kept there. In Python: account.switches = account.switches.choose('params', 'arrays').",
    "%hs project switches --set params=arrays",
)
SWITCHES_PARSER.add_argument("--set", metavar="NAME=VALUE", action="append", default=[], help="take a switch to be so")
SWITCHES_PARSER.add_argument("--reset", metavar="NAME", action="append", default=[], help="back to its default")
SWITCHES_PARSER.add_argument("--switches", metavar="FILE", help=f"the file, {SWITCHES_FILE} in most folders")


def switches(account: Account, words: list[str]) -> Switches:
    """What is to be displayed. Raises `HsfuncError`; account and file are then as they were."""
    options = SWITCHES_PARSER.read_words(words)
    path = Path(options.switches).expanduser() if options.switches is not None else None
    before = read_switches(path) if path is not None and path.exists() else account.switches
    after = change(before, options.set, options.reset)
    if path is not None and (after != before or not path.exists()):
        write_switches(path, after)
    account.switches = after
    return after
