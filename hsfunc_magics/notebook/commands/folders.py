"""`%hs tree`, `%hs show`, `%hs import`, `%hs open`, `%hs close`: the account's folders, and those on disk."""

from __future__ import annotations

import shlex

from ...emulator.account import Account
from ...emulator.disk.load import import_folders
from ...emulator.functions.tree import FoundFile, Tree, build_tree, find_file
from ...emulator.secrets.ways import BY_MAGIC
from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME
from ...emulator.serverless_json.runtime import OF_A_MAGIC
from ...emulator.sources.package_needs import command_door
from ..magics.parser import MagicParser
from ..magics.progress import Activity

RUNTIME_HELP = f"run on this Node, whatever serverless.json says: {DEFAULT_RUNTIME}"

TREE_PARSER = MagicParser(
    "%hs tree", "", "Shows every .functions folder: its files, their endpoints, secrets by name.", "%hs tree"
)


def tree(account: Account, words: list[str]) -> Tree | str:
    """The tree, or a text where there is nothing. Raises `HsfuncError`."""
    TREE_PARSER.read_words(words)
    account.watched_folders.refresh()
    found = build_tree(account.functions, account.secrets)
    return found if found.folders else "The account has no folder yet: %%hsfunction or %hs import makes one."


SHOW_PARSER = MagicParser(
    "%hs show",
    "FILE",
    "Shows a file as it is exported. An endpoint stands for its source, also where a bundle of that runs.",
    "%hs show app.functions/events.js",
)
SHOW_PARSER.add_argument("file", metavar="FILE", help="a file, DIR.functions/FILE, serverless.json, or an endpoint")


def show(account: Account, words: list[str]) -> FoundFile:
    """The file. Raises `HsfuncError`."""
    wanted = SHOW_PARSER.read_words(words).file
    account.watched_folders.refresh()
    return find_file(account.functions, wanted)


IMPORT_PARSER = MagicParser(
    "%hs import",
    "DIR.functions [--bundle] [--runtime NAME]",
    "Reads a .functions folder from disk, or all of them below a folder: together or not at all.\n"
    "Values in its .env become secrets where the folder declares them. Nothing on disk is changed.\n"
    "With --bundle each endpoint runs a bundle of its file with the packages that it requires, in the versions\n"
    "of package.json and its lock; TypeScript and ES modules are bundled, too.",
    "%hs import theme/shop.functions",
)
IMPORT_PARSER.add_argument("directory", metavar="DIR.functions", help="the folder, or one with such folders in it")
IMPORT_PARSER.add_argument("--bundle", action="store_true", help="bundle each endpoint with its packages")
IMPORT_PARSER.add_argument("--runtime", metavar="NAME", help=RUNTIME_HELP)


def import_(account: Account, words: list[str]) -> str:
    """What was imported. Raises `HsfuncError`; the account is then as it was."""
    options = IMPORT_PARSER.read_words(words)
    return _import(account, options.directory, "import", bundle=options.bundle, runtime=options.runtime)


def _import(account: Account, directory: str, command: str, *, bundle: bool, runtime: str | None) -> str:
    door = command_door(f"%hs {command} {shlex.quote(directory)} --bundle", OF_A_MAGIC, BY_MAGIC)
    with Activity() as activity:
        bundling = account.bundling.folders(activity.show) if bundle else None
        return str(import_folders(account, directory, runtime=runtime, bundling=bundling, door=door))


OPEN_PARSER = MagicParser(
    "%hs open",
    "DIR.functions [--watch] [--bundle] [--runtime NAME]",
    "Reads a .functions folder from disk, or all below a folder. With --watch it follows the disk: what\n"
    "is changed there takes effect at the next call. A change with an error does not, and the call says\n"
    "why; the version before stays in force. Cells cannot change a folder that follows the disk.\n"
    "With --bundle each endpoint runs a bundle of its file, as with %hs import; what changes is bundled anew.",
    "%hs open theme/shop.functions --watch",
)
OPEN_PARSER.add_argument("directory", metavar="DIR.functions", help="the folder, or one with such folders in it")
OPEN_PARSER.add_argument("--watch", action="store_true", help="follow the disk until %%hs close")
OPEN_PARSER.add_argument("--bundle", action="store_true", help="bundle each endpoint with its packages")
OPEN_PARSER.add_argument("--runtime", metavar="NAME", help=RUNTIME_HELP)


def open_(account: Account, words: list[str]) -> str:
    """What was read. Raises `HsfuncError`; the account is then as it was."""
    options = OPEN_PARSER.read_words(words)
    if not options.watch:
        return _import(account, options.directory, "open", bundle=options.bundle, runtime=options.runtime)
    door = command_door(f"%hs open {shlex.quote(options.directory)} --watch --bundle", OF_A_MAGIC, BY_MAGIC)
    with Activity() as activity:
        imported = account.watched_folders.open(
            options.directory,
            runtime=options.runtime,
            bundling=account.bundling.folders(activity.show) if options.bundle else None,
            door=door,
        )
    titles = ", ".join(one.folder.title for one in imported.folders)
    return f"{imported}\n{titles} now follows {options.directory} on disk."


CLOSE_PARSER = MagicParser(
    "%hs close",
    "NAME.functions",
    "Ends what %hs open --watch began. The folder stays in the account as it is.",
    "%hs close shop.functions",
)
CLOSE_PARSER.add_argument("folder", metavar="NAME.functions")


def close(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    name = CLOSE_PARSER.read_words(words).folder
    account.watched_folders.close(name)
    return f"{name.removesuffix('.functions')}.functions no longer follows the disk; it stays as it is."
