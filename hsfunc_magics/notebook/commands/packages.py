"""`%hs packages` and `%hs bundle`: what functions find preloaded, and npm packages bundled with a file."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace

from ...emulator.account import Account
from ...emulator.functions.bundle import DEFAULT_TOOL, Bundle
from ...emulator.packages.preloaded import PackageDetails, PackageTable, package_details, package_table
from ...emulator.projects.editing.tree import find_project_file
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from ..magics.progress import Activity
from . import Kept

# The name is no literal: otherwise the spare would load the package ahead of the measurement.
_LOAD = """
exports.main = (context, sendResponse) => {
  const name = process.env.PACKAGE;
  const began = process.hrtime.bigint();
  require(name);
  sendResponse({ body: Number(process.hrtime.bigint() - began) / 1e6 });
};
"""

PACKAGES_PARSER = MagicParser(
    "%hs packages",
    "[NAME] [--measure] [-o VAR]",
    "Lists the packages that functions find preloaded: the reference's range, the installed version, the size on disk\n"
    "with all that comes along, the load time where it is measured. With a name: that package and its dependencies,\n"
    "also one that only comes along.",
    "%hs packages --measure",
)
PACKAGES_PARSER.add_argument(
    "name", metavar="NAME", nargs="?", help="a preloaded package, or one that comes along with them"
)
PACKAGES_PARSER.add_argument(
    "--measure", action="store_true", help="load them in an instance, and show how long it takes"
)
PACKAGES_PARSER.add_argument("-o", metavar="VAR", dest="variable", help="keep the table in a Python variable, too")


def packages(account: Account, words: list[str]) -> PackageTable | PackageDetails | Kept:
    """What is to be displayed. Raises `HsfuncError`."""
    options = PACKAGES_PARSER.read_words(words)
    found = _packages(account, options)
    return Kept(found, options.variable) if options.variable is not None else found


def _packages(account: Account, options: argparse.Namespace) -> PackageTable | PackageDetails:
    if options.name is not None:
        details = package_details(options.name)
        if not options.measure:
            return details
        return replace(details, load_ms=measured(account, [options.name])[options.name])
    table = package_table()
    if not options.measure:
        return table
    return replace(table, load_ms=measured(account, [package.name for package in table.packages]))


def measured(account: Account, names: Iterable[str]) -> dict[str, float]:
    """Milliseconds that each package takes to load, in a new instance with the account's settings.

    Raises `RuntimeUnavailable`.
    """
    own = Account(settings=replace(account.settings, network=False))
    try:
        found = {}
        for number, name in enumerate(names):
            own.functions.add(f"load{number}", _LOAD, environment={"PACKAGE": name})
            found[name] = float(own.call(f"load{number}").response.json())
        return found
    finally:
        own.close()


BUNDLE_PARSER = MagicParser(
    "%hs bundle",
    "FILE [--npm NAME@VERSION]… [--with esbuild|webpack] [--minify] [--folder NAME] [--update]",
    "Bundles a file with every package that it requires outside the preloaded ones, and with the files of its folder\n"
    "that it requires. The bundle stands beside it, and its endpoints use it. npm and the bundler are asked once;\n"
    "what they gave is kept.",
    "%hs bundle events.js --npm lodash@4",
)
BUNDLE_PARSER.add_argument("file", metavar="FILE", help="a file that a cell or an import has made")
BUNDLE_PARSER.add_argument(
    "--npm", metavar="NAME@VERSION", action="append", help="a package, with a version if need be; the newest otherwise"
)
BUNDLE_PARSER.add_argument(
    "--with", metavar="BUNDLER", dest="bundler", default=DEFAULT_TOOL, help="esbuild, or webpack"
)
BUNDLE_PARSER.add_argument("--minify", action="store_true", help="make the bundle small")
BUNDLE_PARSER.add_argument("--folder", metavar="NAME", help="the .functions folder, where several have such a file")
BUNDLE_PARSER.add_argument("--update", action="store_true", help="ask npm again which version is the newest")


def bundle(account: Account, words: list[str]) -> Bundle:
    """What is to be displayed. Raises `HsfuncError`; everything then stays as it was."""
    if not words:
        files = [folder.path(file) for folder in account.functions.folders.values() for file in folder.files]
        known = f"There is {', '.join(files)}." if files else "There is none yet."
        raise MagicError(f"%hs bundle which file? {known}")
    options = BUNDLE_PARSER.read_words(words)
    in_folder = any(options.file in folder.files for folder in account.functions.folders.values())
    if not in_folder and find_project_file(account.projects, options.file) is not None:
        raise MagicError(
            f"{options.file} is a file of a developer project: those are bundled by themselves, with what their"
            " package.json names."
        )
    with Activity() as activity:
        return account.bundling.bundle(
            options.file,
            folder=options.folder,
            npm=options.npm or (),
            bundler=options.bundler,
            minify=options.minify,
            update=options.update,
            on_progress=activity.show,
        )
