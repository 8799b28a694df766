"""`%hs serve`: the notebook's functions over HTTP, for pages, curl and webhooks."""

from __future__ import annotations

from ...emulator.account import Account
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from . import Kept

SERVE_PARSER = MagicParser(
    "%hs serve",
    "[stop | --port N] [--host ADDRESS] [--control-port N | --no-control] [-o VAR]",
    "Serves the functions of this notebook over HTTP until %hs serve stop, and shows executions as they come.\n"
    "On JupyterHub, or with jupyter-server-proxy, it tells the address for the browser, too. -o VAR keeps both:\n"
    "VAR.local is for programs beside the kernel, VAR.browser for the browser that shows this notebook.",
    "%hs serve --port 8080",
)
SERVE_PARSER.add_argument("action", nargs="?", choices=["stop"], help="end the server")
SERVE_PARSER.add_argument("--port", type=int, default=0, metavar="N", help="the port (default: a free one)")
SERVE_PARSER.add_argument(
    "--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (default: this machine)"
)
SERVE_PARSER.add_argument(
    "--control-port", type=int, default=0, metavar="N", help="the port of the control pages (default: a free one)"
)
SERVE_PARSER.add_argument("--no-control", dest="control", action="store_false", help="without the control pages")
SERVE_PARSER.add_argument("-o", metavar="VAR", dest="variable", help="keep the address in a Python variable, too")


def serve(account: Account, words: list[str]) -> str | Kept | None:
    """Starts the server and shows its output, or ends it. Raises `HsfuncError`."""
    options = SERVE_PARSER.read_words(words)
    from .. import server as serving  # the server's libraries, for those who serve

    if options.action == "stop":
        if not serving.stop(account):
            raise MagicError("No server runs: %hs serve starts one.")
        return "The server has ended."
    if options.variable is not None and not options.variable.isidentifier():
        raise MagicError(f"-o takes the name of a Python variable, not {options.variable!r}.")
    started = serving.start(
        account,
        host=options.host,
        port=options.port,
        control=options.control,
        control_port=options.control_port,
    )
    print("\n".join(started.urls()))
    started.show()
    return Kept(started.address, options.variable, shown=True) if options.variable is not None else None
