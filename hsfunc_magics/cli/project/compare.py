"""`hsfunc project compare`: the same requests to folders of the design manager and to the project in their place."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.read import reason
from ...emulator.errors import LogError
from ...emulator.moving.parity.compare import Wanted, compare_project
from ...emulator.moving.parity.opened import Opened, file_requests, log_requests, open_both
from ...emulator.moving.parity.reporting.as_json import report_json
from ...emulator.moving.parity.reporting.report import ParityReport
from ...emulator.moving.parity.reporting.text import report_text
from ...emulator.projects.switches import Switches
from ...emulator.projects.switches_file import find_switches, read_switches
from ...emulator.projects.switches_words import change
from ...emulator.secrets.dotenv_file import read_dotenv
from ...emulator.secrets.ways import BY_COMMAND
from ...emulator.serverless_json.runtime import OF_THE_COMMAND
from ...emulator.settings import Settings
from ...emulator.sources.package_needs import command_door
from ...web.reports.parity import parity_page
from ..account import add_account_id, add_runtime, add_secrets
from ..command import CommandError, Commands, add_command
from ..progress import Activity

_FORMATS = ("text", "json", "html")
_INTERRUPTED = 130


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "compare",
        run,
        summary="whether a project's functions do what the folders' do",
        description="Sends the same requests to the endpoints of .functions folders and to the functions of a project\n"
        "that take their places: those of a file, of a log, and made-up ones at the edges, under each value of\n"
        "each switch that may matter. The exit status is 0 where every endpoint is the same or different as\n"
        "documented, 1 where one is different, unknown on HubSpot or blocked, 130 after Ctrl-C, which shows\n"
        "what was found so far. Functions run for real, several times a request; without --network they reach\n"
        "nothing.",
        example="hsfunc project compare theme/shop.functions shop-project --format html --output parity.html",
    )
    parser.add_argument("folders", metavar="FOLDER.functions", nargs="+", help="what is to move")
    parser.add_argument("project", metavar="PROJECT", help="where it moves to: a folder with hsproject.json")
    parser.add_argument("--requests", metavar="FILE", help="requests, as JSON: an array, or one on each line")
    parser.add_argument("--from-log", metavar="FILE", help="the endpoints and methods of a log file")
    parser.add_argument("--no-edge-cases", action="store_true", help="make up no requests beside those")
    parser.add_argument("--switch", metavar="NAME=VALUE", action="append", default=[], help="take a switch to be so")
    parser.add_argument("--switches", metavar="FILE", help="the file of switches (hsfunc project switches)")
    parser.add_argument("--console", action="store_true", help="compare what they write to the console, too")
    parser.add_argument("--network", action="store_true", help="let functions reach the network")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="(default: %(default)s)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file")
    add_account_id(parser)
    add_runtime(parser)
    add_secrets(parser)


def run(options: argparse.Namespace) -> int:
    """Compares and tells. Raises `CommandError` and `HsfuncError`; nothing has then been called."""
    file = find_switches(options.switches, Path.cwd(), Path(options.project))
    switches = change(read_switches(file) if file is not None else Switches(), options.switch, [])
    account = Account(options.account_id, settings=Settings(keyring=options.keyring, network=options.network))
    options.secrets = account.secrets  # what is told of an error hides their values
    try:
        if options.env_file is not None:
            account.secrets.add_all(read_dotenv(options.env_file, "--env-file", whole=True), remarks=[])
        door = command_door(f"hsfunc project compare {shlex.join(options.folders)} …", OF_THE_COMMAND, BY_COMMAND)
        opened = open_both(account, options.folders, options.project, runtime=options.runtime, door=door)
        wanted, remarks = _wanted(account, opened, switches, options)
        with Activity() as activity:
            report = compare_project(account, opened.folders, wanted, activity.show)
        told = _told(report.with_remarks(remarks), options.format)
    finally:
        account.close()
    _write(told, options.output)
    if report.stopped:
        return _INTERRUPTED
    return 0 if report.passes else 1


def _wanted(
    account: Account, opened: Opened, switches: Switches, options: argparse.Namespace
) -> tuple[Wanted, list[str]]:
    """What is compared, and what is to be told beside the report."""
    remarks = list(opened.remarks)
    requests = file_requests(options.requests, opened.endpoints) if options.requests is not None else []
    if options.from_log is not None:
        if not Path(options.from_log).expanduser().is_file():
            raise CommandError(f"There is no log file {options.from_log}. hsfunc serve --log-file FILE writes one.")
        try:
            account.log.keep_in(options.from_log)
        except LogError:
            raise CommandError(f"--from-log {options.from_log}: it is damaged, or no log.") from None
        logged, more = log_requests(account.log, opened.endpoints)
        requests += logged
        remarks += more
    if options.no_edge_cases and not requests:
        raise CommandError("--no-edge-cases leaves nothing to ask: give --requests FILE or --from-log FILE.")
    wanted = Wanted(opened.project, switches, requests, not options.no_edge_cases, options.console)
    return wanted, remarks


def _told(report: ParityReport, form: str) -> str:
    """The report, without the values of secrets."""
    if form == "json":
        return json.dumps(report_json(report), indent=2, ensure_ascii=False) + "\n"
    if form == "html":
        return parity_page(report)
    return report_text(report) + "\n"


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).expanduser().write_text(text, encoding="utf-8", errors="replace")
    except OSError as problem:
        raise CommandError(f"--output {output}: {reason(problem)}.") from None
    print(f"{output} was written.")
