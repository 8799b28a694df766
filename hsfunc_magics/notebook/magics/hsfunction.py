"""`%%hsfunction`: a cell becomes a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...emulator.functions.bundle import DEFAULT_TOOL
from ...emulator.functions.registration import Registration
from .errors import MagicError
from .parser import MagicParser, assignments
from .progress import Activity

if TYPE_CHECKING:
    from ...emulator.account import Account

PARSER = MagicParser(
    "%%hsfunction",
    "ENDPOINT [--file F.js] [--method GET,POST] [--env K=V]… [--secret NAME]… [--folder NAME]"
    " [--force] [--npm NAME@VERSION]… [--with esbuild|webpack] [--minify]",
    "Registers the JavaScript of the cell as a function: a whole module, or the body of main.\n"
    "As a line (%hsfunction) it points another endpoint at a file that is there.",
    "%%hsfunction events/update --method POST --secret API_KEY",
)
PARSER.add_argument("endpoint", metavar="ENDPOINT", help="its path after /_hcms/api/")
PARSER.add_argument("--file", metavar="F.js", help="its file in the folder; several endpoints may share one")
PARSER.add_argument("--method", metavar="GET,POST", help="the methods it serves (GET where none is named)")
PARSER.add_argument("--env", metavar="K=V", action="append", help="an environment variable of the endpoint")
PARSER.add_argument("--secret", metavar="NAME", action="append", help="a secret that the function sees")
PARSER.add_argument("--folder", metavar="NAME", help="the .functions folder (app where none is named)")
PARSER.add_argument("--force", action="store_true", help="replace a file that another endpoint's cell has written")
PARSER.add_argument(
    "--npm", metavar="NAME@VERSION", action="append", help="bundle this package of npm with the function (lodash@4)"
)
PARSER.add_argument("--with", metavar="BUNDLER", dest="bundler", help="what bundles: esbuild (default), or webpack")
PARSER.add_argument("--minify", action="store_true", help="make the bundle small")


def register(account: Account, line: str, cell: str | None) -> Registration:
    """Does what the magic says. Raises `HsfuncError`; the version that was registered before then stays."""
    options = PARSER.read(line)
    if cell is None and options.file is None:
        raise MagicError("%hsfunction without a cell points an endpoint at a file: name it with --file F.js.")
    if cell is not None and not cell.strip():
        raise MagicError(
            "The cell is empty: write the function below the first line, such as sendResponse({ body: 'hello' });"
        )
    arguments: dict[str, Any] = {
        "file": options.file,
        "method": options.method.split(",") if options.method is not None else None,
        "environment": assignments(options.env, "--env"),
        "secrets": options.secret or (),
        "folder": options.folder,
        "overwrite": options.force,
    }
    if options.npm is None:
        if options.minify or options.bundler is not None:
            raise MagicError("--with and --minify go with --npm NAME@VERSION; a file that is there: %hs bundle FILE.")
        return account.functions.add(options.endpoint, cell, **arguments)
    with Activity() as activity:
        return account.bundling.add(
            options.endpoint,
            cell,
            npm=options.npm,
            bundler=options.bundler or DEFAULT_TOOL,
            minify=options.minify,
            on_progress=activity.show,
            **arguments,
        )
