"""`%hs bundle`: a file of a folder and its packages become one file beside it."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.packages.bundle import DEFAULT_TOOL, Bundle
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from ..magics.progress import Activity

PARSER = MagicParser(
    "%hs bundle",
    "FILE [--npm NAME@VERSION]… [--with esbuild|webpack] [--minify] [--folder NAME] [--update]",
    "Bundles a file with every package that it requires outside the preloaded ones, and with the files of its folder\n"
    "that it requires. The bundle stands beside it, and its endpoints use it. npm and the bundler are asked once;\n"
    "what they gave is kept.",
    "%hs bundle events.js --npm lodash@4",
)
PARSER.add_argument("file", metavar="FILE", help="a file that a cell or an import has made")
PARSER.add_argument(
    "--npm", metavar="NAME@VERSION", action="append", help="a package, with a version if need be; the newest otherwise"
)
PARSER.add_argument("--with", metavar="BUNDLER", dest="bundler", default=DEFAULT_TOOL, help="esbuild, or webpack")
PARSER.add_argument("--minify", action="store_true", help="make the bundle small")
PARSER.add_argument("--folder", metavar="NAME", help="the .functions folder, where several have such a file")
PARSER.add_argument("--update", action="store_true", help="ask npm again which version is the newest")


def run(account: Account, words: list[str]) -> Bundle:
    """What is to be displayed. Raises `HsfuncError`; everything then stays as it was."""
    if not words:
        files = [folder.path(file) for folder in account.functions.folders.values() for file in folder.files]
        known = f"There is {', '.join(files)}." if files else "There is none yet."
        raise MagicError(f"%hs bundle which file? {known}")
    options = PARSER.read_words(words)
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
