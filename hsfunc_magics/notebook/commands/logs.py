"""`%hs logs`: what the functions have written, as HubSpot's command line lists it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ...emulator.account import Account
from ...emulator.call.execution import Status
from ...emulator.clock import earlier
from ...emulator.errors import RequestError
from ...emulator.http import SERVERLESS_PREFIX, UID_PREFIX
from ...emulator.logs.listing import LogListing, known_column
from ...emulator.logs.log import ExecutionLog
from ...emulator.logs.query import COLUMNS, GATEWAY, LogQuery, names_in_log
from ...emulator.logs.tail import follow
from ...emulator.logs.text import record_lines
from ...emulator.text import did_you_mean
from ..magics.errors import MagicError
from ..magics.parser import MagicParser, read_duration, read_time
from . import Kept

_LIMIT = 5
_STATUSES = [status.value for status in Status]

LOGS_PARSER = MagicParser(
    "%hs logs",
    "[ENDPOINT] [--latest | --limit N | --follow [--for 30s]] [--compact] [--since 10m] [--status STATUS]…"
    " [--search TEXT] [--sort COLUMN [--reverse]] [--file FILE] [-o VAR]",
    "Lists the newest records of the log, of one endpoint or of all. They are kept for 90 days, with 4 KB of console\n"
    "each; the log ends with this kernel, unless --file names a place for it.\n"
    "On a frozen clock (%hs clock freeze) a listing is the same whenever the notebook runs: what was measured is left\n"
    "out. -o VAR keeps it: VAR.to_frame() is a DataFrame, VAR.sort('duration') the same sorted.",
    "%hs logs events --since 10m --status UNHANDLED_ERROR",
)
LOGS_PARSER.add_argument(
    "endpoint", metavar="ENDPOINT", nargs="?", help="an endpoint, path, URL, or a uid; a name finds both forms"
)
LOGS_PARSER.add_argument("-l", "--latest", action="store_true", help="the newest record only")
LOGS_PARSER.add_argument(
    "-n", "--limit", "--max-count", metavar="N", type=int, help=f"at most so many records ({_LIMIT})"
)
LOGS_PARSER.add_argument("--compact", action="store_true", help="a line for each record")
LOGS_PARSER.add_argument(
    "-f", "-t", "--follow", "--tail", action="store_true",
    help="print records as they come, until the cell is interrupted; other cells wait for it",
)  # fmt: skip
LOGS_PARSER.add_argument("--for", metavar="30s", dest="seconds", help="with --follow: for so long")
LOGS_PARSER.add_argument("--since", metavar="10m|TIME", help="not older: a duration, or 2026-01-01T00:00:00Z")
LOGS_PARSER.add_argument("--status", metavar="STATUS", action="append", help=", ".join(_STATUSES))
LOGS_PARSER.add_argument(
    "--type", choices=[GATEWAY], metavar="TYPE", help=f"{GATEWAY}: of endpoints of developer projects only"
)
LOGS_PARSER.add_argument("--search", metavar="TEXT", help="in console, error and notes; letter case does not matter")
LOGS_PARSER.add_argument("--sort", metavar="COLUMN", help=f"the top ones by {', '.join(COLUMNS)}")
LOGS_PARSER.add_argument("--reverse", action="store_true", help="the other way round")
LOGS_PARSER.add_argument(
    "--file", metavar="FILE", help="keep the log in this file from now on, with what it has so far"
)
LOGS_PARSER.add_argument("-o", metavar="VAR", dest="variable", help="keep the listing in a Python variable, too")


def logs(account: Account, words: list[str]) -> LogListing | Kept | None:
    """The listing; None once following has ended. Raises `HsfuncError`."""
    options = LOGS_PARSER.read_words(words)
    _check(options)
    endpoint = _endpoint(account, options.endpoint) if options.endpoint is not None else None
    query = LogQuery(
        endpoint=endpoint,
        statuses=frozenset(_status(text) for text in options.status or ()),
        since=_since(account, options.since) if options.since is not None else None,
        search=options.search,
        gateway=options.type == GATEWAY,
        sort=known_column(options.sort) if options.sort is not None else None,
        reverse=options.reverse,
        limit=1 if options.latest else options.limit if options.limit is not None else _LIMIT,
    )
    seconds = read_duration(options.seconds) if options.seconds is not None else None
    if endpoint is not None:
        _check_endpoint(account, endpoint, options.file)
    if options.file is not None:
        account.log.keep_in(options.file)
    if options.follow:
        _follow(account, query, seconds, compact=options.compact)
        return None
    listing = account.log.records(query, compact=options.compact)
    return Kept(listing, options.variable) if options.variable is not None else listing


def _check(options: argparse.Namespace) -> None:
    """Raises `MagicError` for what does not go together."""
    if options.follow:
        for name in ("latest", "limit", "sort", "reverse", "variable"):
            if getattr(options, name):
                raise MagicError(f"{'-o' if name == 'variable' else f'--{name}'} does not go with --follow.")
    elif options.seconds is not None:
        raise MagicError("--for goes with --follow: for how long to follow.")
    if options.latest and options.limit is not None:
        raise MagicError("--latest is one record: leave --limit out.")
    if options.limit is not None and options.limit < 1:
        raise MagicError(f"--limit is at least 1, not {options.limit}.")
    if options.variable is not None and not options.variable.isidentifier():
        raise MagicError(f"-o takes the name of a Python variable, not {options.variable!r}.")


def _endpoint(account: Account, text: str) -> str:
    """The endpoint of a name, path or URL, or what was called by its uid, as the log has them."""
    if text.startswith(UID_PREFIX):
        return text
    try:
        request = account.request(text)
    except RequestError as problem:
        raise MagicError(str(problem)) from None
    if request.endpoint is None:
        raise MagicError(f"{text} is no endpoint: name it as in {account.url('events')}, or events alone.")
    of_project = request.path.startswith(SERVERLESS_PREFIX)
    return f"{SERVERLESS_PREFIX}{request.endpoint}" if of_project else request.endpoint


def _check_endpoint(account: Account, name: str, file: str | None) -> None:
    """Raises `MagicError` for an endpoint that neither is there nor has left records, in the file either."""
    there = {*account.functions, *_of_projects(account)}
    if name in there:
        return
    logged = {*account.log.endpoints(), *(_endpoints_in(account, file) if file is not None else ())}
    if not logged.intersection(names_in_log(name)):
        known = did_you_mean(name, there | logged)
        raise MagicError(f"There is no endpoint {name}, and no log of one.{known} %hs logs alone lists all of them.")


def _of_projects(account: Account) -> Iterator[str]:
    for path in account.projects.endpoints:
        yield from (path, f"{SERVERLESS_PREFIX}{path}")
    for uid in account.projects.functions:
        yield from (uid, f"{UID_PREFIX}{uid}")


def _endpoints_in(account: Account, file: str) -> list[str]:
    """Those that have records in the file of a log."""
    if not Path(file).expanduser().exists():
        return []
    with closing(ExecutionLog(account.account_id, account.clock, lambda: account.limits)) as log:
        log.keep_in(file)
        return list(log.endpoints())


def _status(text: str) -> Status:
    if text.upper() not in _STATUSES:
        known = did_you_mean(text, _STATUSES)
        raise MagicError(f"{text} is no status of a log.{known} Known: {', '.join(_STATUSES)}.")
    return Status(text.upper())


def _since(account: Account, text: str) -> datetime:
    """The time of a duration before now, on the account's clock, or of an ISO time."""
    if text[:4].isdigit() and "-" in text:
        return read_time(text)
    try:
        return earlier(account.clock.now(), timedelta(seconds=read_duration(text)))
    except MagicError:
        raise MagicError(f"--since takes a duration such as 10m, or 2026-01-01T00:00:00Z, not {text!r}.") from None


def _follow(account: Account, query: LogQuery, seconds: float | None, **shown: Any) -> None:
    """Prints the records as they come. Ctrl-C ends it, which is no error."""
    try:
        for record in follow(account.log, query, seconds):
            lines = record_lines(record, named=query.endpoint is None, steady=account.clock.frozen, **shown)
            print("\n".join(lines), flush=True)
    except KeyboardInterrupt:
        return
