"""`hsfunc serve`: `.functions` folders and developer projects over HTTP, as they would be on a HubSpot domain."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from ..emulator.account import Account
from ..emulator.http import PREFIX, SERVERLESS_PREFIX
from ..emulator.logs.record import LogEvent
from ..emulator.logs.text import told_lines
from ..runtime.descriptors import widen
from .account import add_account_options, open_account
from .command import Commands, add_command
from .outgoing.cassettes import told_at_the_end
from .workers.collector import calm_collector
from .workers.options import add_workers, check_workers

if TYPE_CHECKING:
    from ..web.server import Server

_CUT_OFF = 1
_NO_CONTROL = (
    "The pages to try it, the log and the quota are for this machine only: they need --host 127.0.0.1 or 0.0.0.0."
)


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "serve",
        run,
        summary="serve .functions folders and developer projects over HTTP",
        description="Serves the functions of .functions folders at /_hcms/api/ENDPOINT and those of projects at\n"
        "/hs/serverless/PATH, of each FOLDER or of all below it, side by side. Files that are changed take\n"
        "effect at the next call. Another port, for this machine only, has control pages: forms to try the\n"
        "functions, the log and the quota. Ctrl-C ends it once running executions have ended.",
        usage="[OPTIONS] FOLDER…",
        example="hsfunc serve theme/shop.functions --port 8080 --env-file .env",
    )
    add_account_options(parser, several=True)
    parser.add_argument("--log-file", metavar="FILE", help="keep the log there; hsfunc logs reads it")
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the port (default: a free one)")
    parser.add_argument(
        "--watch", action=argparse.BooleanOptionalAction, default=True, help="follow changes on disk (default)"
    )
    parser.add_argument(
        "--control-port", type=int, default=0, metavar="N", help="the port of the control pages (default: a free one)"
    )
    parser.add_argument("--no-control", dest="control", action="store_false", help="without the control pages")
    add_workers(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="do not print executions")


def run(options: argparse.Namespace) -> int:
    """Serves until a signal ends it: 0, or 1 where a second signal cut executions off."""
    check_workers(options)
    account, told = open_account(options, follow=options.watch)
    try:
        widen()
        print(told, flush=True)
        with told_at_the_end(account, options):
            return serve_account(account, options)
    finally:
        account.close()


def serve_account(account: Account, options: argparse.Namespace) -> int:
    """Serves an account until a signal ends it: 0, or 1 where a second signal cut executions off."""
    # The server's libraries are loaded for those who serve.
    from ..web.live_log import LiveLog

    server = _server(account, options)
    others = ", on every address of this machine" if server.everywhere else ""
    for prefix in _prefixes(account):
        print(f"Serving {server.url}{prefix} for account {account.account_id}{others}", flush=True)
    if server.control_url is not None:
        print(f"Try it, log and quota: {server.control_url}", flush=True)
    elif options.control:
        print(_NO_CONTROL, flush=True)
    watching = LiveLog(account, _print) if not options.quiet else None
    calm_collector()

    def stop() -> None:
        account.bundling.close()  # what npm installs is waited for no longer
        server.stop()

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        await server.run_until_stopped()
        if server.force_exit:
            account.close()

    with asyncio.Runner(loop_factory=server.loop_factory) as runner:
        runner.run(serve())
    if watching is not None:
        watching.close()
    return _CUT_OFF if server.force_exit else 0


def _server(account: Account, options: argparse.Namespace) -> Server:
    """The server with its ports bound. Raises `ServerError`."""
    if options.workers > 1:
        from .workers.home import Home

        return Home(account, options)
    from ..web.server import Server

    return Server(
        account,
        host=options.host,
        port=options.port,
        control=options.control,
        control_port=options.control_port,
    )


def _prefixes(account: Account) -> list[str]:
    """What the paths begin with that are served."""
    projects = [SERVERLESS_PREFIX] if account.projects else []
    return [*([PREFIX] if account.functions or not projects else []), *projects]


def _print(told: list[LogEvent], missed: int) -> None:
    lines = [line for execution in told for line in told_lines(execution)]
    if missed:
        lines.append(f"… {missed:,} more executions; the log has them.")
    encoding = sys.stdout.encoding
    sys.stdout.write("\n".join([*lines, ""]).encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()
