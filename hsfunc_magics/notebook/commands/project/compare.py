"""`%hs project compare`: whether the functions of a project do what those of the folders do."""

from __future__ import annotations

from pathlib import Path

from ....emulator.account import Account
from ....emulator.disk.read import EXTENSION
from ....emulator.errors import FolderError
from ....emulator.functions.folder import Folder
from ....emulator.moving.parity.compare import Wanted, compare_project
from ....emulator.moving.parity.opened import file_requests, log_requests, open_both
from ....emulator.moving.parity.reporting.report import ParityReport
from ....emulator.projects.switches_words import change
from ....emulator.secrets.ways import BY_MAGIC
from ....emulator.serverless_json.runtime import OF_A_MAGIC
from ....emulator.settings import Settings
from ....emulator.sources.package_needs import command_door
from ...magics.errors import MagicError
from ...magics.parser import MagicParser
from ...magics.progress import Activity
from .. import Kept

COMPARE_PARSER = MagicParser(
    "%hs project compare",
    "[FOLDER.functions …] PROJECT [--requests FILE] [--from-log] [--no-edge-cases] [--switch NAME=VALUE]… [-q]"
    " [-o VAR]",
    "Sends the same requests to the endpoints of .functions folders and to the functions of a project that\n"
    "take their places: those of a file, of the account's log, and made-up ones at the edges, under each\n"
    "value of each switch that may matter. Folders are those that are named, of the account or on disk;\n"
    "all of the account where none is. Functions run for real, several times a request, in an account of\n"
    "their own; without --network they reach nothing. Ctrl-C shows what was found so far.",
    "%hs project compare shop.functions shop-project",
)
COMPARE_PARSER.add_argument(
    "folders", metavar="FOLDER.functions", nargs="*", help="folders of the account by name, or folders on disk"
)
COMPARE_PARSER.add_argument("project", metavar="PROJECT", help="a folder with hsproject.json")
COMPARE_PARSER.add_argument("--requests", metavar="FILE", help="requests, as JSON: an array, or one on each line")
COMPARE_PARSER.add_argument("--from-log", action="store_true", help="the endpoints and methods of the account's log")
COMPARE_PARSER.add_argument("--no-edge-cases", action="store_true", help="make up no requests beside those")
COMPARE_PARSER.add_argument(
    "--switch", metavar="NAME=VALUE", action="append", default=[], help="take a switch to be so, this once"
)
COMPARE_PARSER.add_argument("--console", action="store_true", help="compare what they write to the console, too")
COMPARE_PARSER.add_argument("-o", metavar="VAR", dest="variable", help="keep the report in a Python variable, too")
COMPARE_PARSER.add_argument("-q", dest="quiet", action="store_true", help="with -o: show nothing")
COMPARE_PARSER.add_argument("--network", action="store_true", help="let functions reach the network")


def compare(account: Account, words: list[str]) -> ParityReport | Kept:
    """What is to be displayed. Raises `HsfuncError`; nothing has then been called."""
    options = COMPARE_PARSER.read_words(words)
    if options.variable is not None and not options.variable.isidentifier():
        raise MagicError(f"-o takes the name of a Python variable, not {options.variable!r}.")
    if options.quiet and options.variable is None:
        raise MagicError("-q goes with -o VAR, which keeps the report.")
    switches = change(account.switches, options.switch, [])
    account.watched_folders.refresh()
    folders = _folders(account, options.folders)
    settings = Settings(
        network=options.network, nodes=account.settings.nodes, bundle_cache=account.settings.bundle_cache
    )
    own = Account(account.account_id, settings=settings)
    try:
        own.secrets.add_all(account.secrets.reveal(account.secrets.names()), remarks=[])
        opened = open_both(
            own, folders, options.project, door=command_door("%hs project compare …", OF_A_MAGIC, BY_MAGIC)
        )
        remarks = list(opened.remarks)
        requests = file_requests(options.requests, opened.endpoints) if options.requests is not None else []
        if options.from_log:
            logged, more = log_requests(account.log, opened.endpoints)
            requests += logged
            remarks += more
        if options.no_edge_cases and not requests:
            raise MagicError("--no-edge-cases leaves nothing to ask: give --requests FILE or --from-log.")
        wanted = Wanted(opened.project, switches, requests, not options.no_edge_cases, options.console)
        with Activity() as activity:
            report = compare_project(own, opened.folders, wanted, activity.show)
    finally:
        own.close()
    report = report.with_remarks(remarks)
    return Kept(report, options.variable, shown=options.quiet) if options.variable is not None else report


def _folders(account: Account, given: list[str]) -> list[str | Folder]:
    """What the names and paths mean: a folder of the account, where none on disk has that path."""
    known = account.functions.folders
    if not given and not known:
        raise FolderError("The account has no folder yet: register a function with %%hsfunction, or name one on disk.")
    found: list[str | Folder] = []
    for name in given or known:
        registered = known.get(name.rstrip("/").removesuffix(EXTENSION))
        on_disk = bool(given) and Path(name).expanduser().is_dir()
        found.append(registered if registered is not None and not on_disk else name)
    return found
