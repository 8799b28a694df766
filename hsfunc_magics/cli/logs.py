"""`hsfunc logs`: the records of a log file, as HubSpot's command line lists them."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..emulator.account import Account
from ..emulator.call.execution import Status
from ..emulator.logs.query import GATEWAY, LogQuery
from ..emulator.logs.tail import follow
from ..emulator.logs.text import record_lines
from ..emulator.settings import Settings
from ..emulator.text import visible
from .account import add_account_id
from .command import CommandError, Commands, add_command

_LIMIT = 5


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "logs",
        run,
        summary="list the executions of a log file",
        description="Lists the newest records of a log file, which hsfunc serve --log-file or a notebook (%hs logs\n"
        "--file) writes, of one endpoint or of all.",
        usage="[ENDPOINT] --log-file FILE [OPTIONS]",
        example="hsfunc logs events --log-file log.sqlite --follow",
    )
    parser.add_argument("endpoint", metavar="ENDPOINT", nargs="?", help="of this endpoint only")
    parser.add_argument("--log-file", metavar="FILE", required=True, help="the log")
    add_account_id(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("-l", "--latest", action="store_true", help="the newest record only")
    which.add_argument("-n", "--limit", type=int, default=_LIMIT, metavar="N", help="so many (default: %(default)s)")
    which.add_argument("-f", "--follow", "--tail", action="store_true", help="print records as they come, until Ctrl-C")
    parser.add_argument("--compact", action="store_true", help="a line for each record")
    statuses = [status.value for status in Status]
    parser.add_argument(
        "--status", action="append", choices=statuses, default=[], metavar="STATUS", help=", ".join(statuses)
    )
    parser.add_argument(
        "--type", choices=[GATEWAY], metavar="TYPE", help=f"{GATEWAY}: of endpoints of developer projects only"
    )
    parser.add_argument("--search", metavar="TEXT", help="in console, error and notes")


def run(options: argparse.Namespace) -> int:
    """Prints the records. Raises `CommandError` and `HsfuncError`."""
    if not Path(options.log_file).expanduser().is_file():
        raise CommandError(f"There is no log file {options.log_file}. hsfunc serve --log-file FILE writes one.")
    if options.limit < 1:
        raise CommandError(f"--limit is at least 1, not {options.limit}.")
    query = LogQuery(
        endpoint=options.endpoint,
        statuses=frozenset(Status(text) for text in options.status),
        search=options.search,
        gateway=options.type == GATEWAY,
        limit=1 if options.latest else options.limit,
    )
    account = Account(options.account_id, settings=Settings(log_file=options.log_file))
    named = options.endpoint is None
    try:
        if options.follow:
            for record in follow(account.log, query):
                print("\n".join(record_lines(record, named=named, compact=options.compact)), flush=True)
        listing = account.log.records(query)
        for remark in listing.remarks:
            print(visible(remark))
        for record in listing:
            print("\n".join(record_lines(record, named=named, compact=options.compact)))
        if not listing and not listing.remarks:
            print("No logs found.")
    finally:
        account.close()
    return 0
