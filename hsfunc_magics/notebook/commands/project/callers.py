"""`%hs project callers`: everything of a site that calls `/_hcms/api/`, and its way to the project's path."""

from __future__ import annotations

from ....emulator.account import Account
from ...magics.errors import MagicError
from ...magics.parser import MagicParser

CALLERS_PARSER = MagicParser(
    "%hs project callers",
    "DIR [--fix] [--dry-run] [--folder X.functions] [--project DEST] [--domain NAME]",
    "Finds every place below a folder that calls /_hcms/api/: in templates, modules, scripts, JSON and CSS,\n"
    "also put together of pieces. With --folder or --project it knows which endpoints there are; without,\n"
    "it takes those of the .functions folders below DIR. --fix leads what is certain to /hs/serverless/,\n"
    "shows each change, and keeps every other byte.",
    "%hs project callers theme --fix --dry-run",
)
CALLERS_PARSER.add_argument("directory", metavar="DIR", help="the folder of the site, such as a theme")
CALLERS_PARSER.add_argument("--fix", action="store_true", help="edit the callers that are certain")
CALLERS_PARSER.add_argument("--dry-run", action="store_true", help="with --fix: only show what would be edited")
CALLERS_PARSER.add_argument(
    "--folder", metavar="X.functions", action="append", default=[], help="a folder whose endpoints are called"
)
CALLERS_PARSER.add_argument("--project", metavar="DEST", help="the project that has the endpoints")
CALLERS_PARSER.add_argument("--domain", metavar="NAME", action="append", default=[], help="a domain of the account")


def callers(account: Account, words: list[str]) -> str:
    """What was found, and what was edited. Raises `HsfuncError`."""
    from ....emulator.moving.callers.endpoints import read_endpoints
    from ....emulator.moving.callers.files import site_root
    from ....emulator.moving.callers.fix import plan_fixes, write_fix
    from ....emulator.moving.callers.scan import find_callers
    from ....emulator.moving.callers.told import told_report

    options = CALLERS_PARSER.read_words(words)
    if options.dry_run and not options.fix:
        raise MagicError("--dry-run goes with --fix: it shows what would be edited, and writes nothing.")
    root = site_root(options.directory)
    endpoints = read_endpoints(options.folder, options.project, root)
    report = find_callers(root, endpoints, options.domain)
    prefix = "" if options.directory == "." else f"{options.directory.rstrip('/')}/"
    told: list[str] = []
    if options.fix:
        fixes = plan_fixes(report, prefix)
        for fix in fixes:
            told.append(fix.diff)
            if not options.dry_run:
                write_fix(fix)
        if not fixes:
            told.append("No caller is certain: nothing was edited.")
        elif options.dry_run:
            told.append("Nothing was written (--dry-run).")
        else:
            report = find_callers(root, endpoints, options.domain)
    return account.secrets.masker.mask("\n".join([*told, *told_report(report, prefix)]))
