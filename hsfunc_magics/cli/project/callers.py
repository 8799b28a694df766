"""`hsfunc project callers`: everything of a site that calls `/_hcms/api/`, and its way to the project's path."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from ..command import CommandError, Commands, add_command
from ..findings import Finding, github, shown

if TYPE_CHECKING:
    from ...emulator.moving.callers.caller import Caller
    from ...emulator.moving.callers.scan import Report

_FORMATS = ("text", "json", "github")


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "callers",
        run,
        summary="find what calls /_hcms/api/, and edit what is certain",
        description="Finds every place below DIR that calls /_hcms/api/: in templates, modules, scripts, JSON and\n"
        "CSS, also put together of pieces. With --folder or --project it knows which endpoints there are;\n"
        "without, it takes those of the .functions folders below DIR. --fix leads what is certain to\n"
        "/hs/serverless/, shows each change, and keeps every other byte. The exit status is 0 where no\n"
        "caller is left, and 1 where one is.",
        example="hsfunc project callers theme --folder theme/shop.functions --fix --dry-run",
    )
    parser.add_argument("folder", metavar="DIR", help="the folder of the site, such as a theme")
    parser.add_argument("--fix", action="store_true", help="edit the callers that are certain")
    parser.add_argument("--dry-run", action="store_true", help="with --fix: only show what would be edited")
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="how callers are told (default: %(default)s)"
    )
    parser.add_argument(
        "--folder",
        dest="folders",
        metavar="X.functions",
        nargs="+",
        action="extend",
        default=[],
        help="folders whose endpoints are called",
    )
    parser.add_argument("--project", metavar="DEST", help="the project that has the endpoints; only its own are edited")
    parser.add_argument(
        "--domain", metavar="NAME", action="append", default=[], help="a domain of the account; may be given again"
    )


def run(options: argparse.Namespace) -> int:
    """Prints what was found; 1 where a caller is left. Raises `CommandError` and `HsfuncError`."""
    from ...emulator.moving.callers.endpoints import read_endpoints
    from ...emulator.moving.callers.files import site_root
    from ...emulator.moving.callers.scan import find_callers

    if options.dry_run and not options.fix:
        raise CommandError("--dry-run goes with --fix: it shows what would be edited, and writes nothing.")
    root = site_root(options.folder)
    endpoints = read_endpoints(options.folders, options.project, root)
    report = find_callers(root, endpoints, options.domain)
    prefix = shown(root)
    prefix = "" if prefix == "." else f"{prefix.rstrip('/')}/"
    if options.fix:
        report = _fix(options, report, prefix)
    _print(options.format, report, prefix)
    return 1 if report.left or report.unread else 0


def _fix(options: argparse.Namespace, report: Report, prefix: str) -> Report:
    """Shows what is certain, and writes it; what is found afterwards."""
    from ...emulator.moving.callers.fix import plan_fixes, write_fix
    from ...emulator.moving.callers.scan import find_callers

    stream = sys.stdout if options.format == "text" else sys.stderr
    fixes = plan_fixes(report, prefix)
    for fix in fixes:
        print(fix.diff, file=stream)
        if not options.dry_run:
            write_fix(fix)
    if not fixes:
        print("No caller is certain: nothing was edited.", file=stream)
    elif options.dry_run:
        print("Nothing was written (--dry-run).", file=stream)
    else:
        return find_callers(report.root, report.endpoints, options.domain)
    return report


def _print(wanted: str, report: Report, prefix: str) -> None:
    from ...emulator.moving.callers.told import as_data, told_end, told_report

    if wanted == "json":
        print(json.dumps(as_data(report), indent=2, ensure_ascii=False))
    elif wanted == "github":
        for one in report.callers:
            print(github(_finding(one, prefix)))
        for line in told_end(report, prefix):
            print(line)
    else:
        print("\n".join(told_report(report, prefix)))


def _finding(one: Caller, prefix: str) -> Finding:
    from ...emulator.moving.callers.told import message

    severity = "error" if one.counts else "notice"
    return Finding(f"{prefix}{one.file}", one.line, one.column, severity, "/_hcms/api/", message(one))
