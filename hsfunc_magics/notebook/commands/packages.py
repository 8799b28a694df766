"""`%hs packages`: what functions find preloaded."""

from __future__ import annotations

from dataclasses import replace

from ...emulator.account import Account
from ...emulator.packages.preloaded import PackageDetails, PackageTable, measured, package_details, package_table
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs packages",
    "[NAME] [--measure]",
    "Lists the packages that functions find preloaded: the reference's range, the installed version, the size on disk\n"
    "with all that comes along, the load time where it is measured. With a name: that package and its dependencies.",
    "%hs packages --measure",
)
PARSER.add_argument("name", metavar="NAME", nargs="?", help="a preloaded package")
PARSER.add_argument("--measure", action="store_true", help="load them in an instance, and show how long it takes")


def run(account: Account, words: list[str]) -> PackageTable | PackageDetails:
    """What is to be displayed. Raises `HsfuncError`."""
    options = PARSER.read_words(words)
    if options.name is not None:
        details = package_details(options.name)
        if not options.measure:
            return details
        return replace(details, load_ms=measured(account, [options.name])[options.name])
    table = package_table()
    if not options.measure:
        return table
    return replace(table, load_ms=measured(account, [package.name for package in table.packages]))
