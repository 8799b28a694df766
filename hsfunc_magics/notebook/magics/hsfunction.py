"""`%%hsfunction`: a cell becomes a function."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from ...emulator.functions.bundle import DEFAULT_TOOL
from ...emulator.functions.registration import Registration
from ...emulator.projects.registry import DEFAULT_PROJECT
from .errors import MagicError
from .parser import MagicParser, assignments
from .progress import Activity
from .python_values import Variables, in_variable

if TYPE_CHECKING:
    from ...emulator.account import Account
    from ...emulator.projects.editing.registration import ProjectRegistration

PARSER = MagicParser(
    "%%hsfunction",
    "ENDPOINT [--file F.js] [--method GET,POST] [--env K=V]… [--secret NAME]… [--folder NAME]"
    " [--force] [--npm NAME@VERSION]… [--with esbuild|webpack] [--minify]"
    " | NAME --project [PROJECT] [--path P | --no-endpoint] [--file F.js] [--method GET,POST] [--secret NAME]…"
    " [--force] [--npm NAME@VERSION]…",
    "Registers the JavaScript of the cell as a function: a whole module, or the body of main.\n"
    "As a line (%hsfunction) it points another endpoint at a file that is there.\n"
    "With --project it is one of a developer project: main gets context alone, and what it returns is the response.\n"
    "It is called at /hs/serverless/NAME, or by its uid.",
    "%%hsfunction events/update --method POST --secret API_KEY",
)
PARSER.add_argument(
    "endpoint", metavar="ENDPOINT", help="its path after /_hcms/api/; with --project its uid, and its path"
)
PARSER.add_argument("--file", metavar="F.js", help="its file in the folder; several endpoints may share one")
PARSER.add_argument(
    "--method", metavar="GET,POST", action="append", help="the methods it serves (GET where none is named)"
)
PARSER.add_argument("--env", metavar="K=V", action="append", help="an environment variable; {name} is a Python value")
PARSER.add_argument("--secret", metavar="NAME", action="append", help="a secret that the function sees")
PARSER.add_argument("--folder", metavar="NAME", help="the .functions folder (app where none is named)")
PARSER.add_argument("--force", action="store_true", help="replace a file that something else has written")
PARSER.add_argument(
    "--npm", metavar="NAME@VERSION", action="append", help="bundle this package of npm with the function (lodash@4)"
)
PARSER.add_argument("--with", metavar="BUNDLER", dest="bundler", help="what bundles: esbuild (default), or webpack")
PARSER.add_argument("--minify", action="store_true", help="make the bundle small")
PARSER.add_argument(
    "--project",
    metavar="PROJECT",
    nargs="?",
    const="",
    help=f"a function of this developer project, which is made where it is not there ({DEFAULT_PROJECT})",
)
PARSER.add_argument("--path", metavar="P", help="with --project: its path after /hs/serverless/, where NAME is not it")
PARSER.add_argument(
    "--no-endpoint", dest="has_endpoint", action="store_false", help="with --project: it is called by its uid alone"
)


def register(account: Account, line: str, cell: str | None, variables: Variables) -> Registration | ProjectRegistration:
    """Does what the magic says; `variables` are the notebook's.

    Raises `HsfuncError`; the version that was registered before then stays.
    """
    options = PARSER.read(line)
    if options.project is not None:
        return _in_project(account, options, cell)
    for option, given in (("--path", options.path is not None), ("--no-endpoint", not options.has_endpoint)):
        if given:
            raise MagicError(f"{option} goes with --project: it is about functions of developer projects.")
    if cell is None and options.file is None:
        raise MagicError("%hsfunction without a cell points an endpoint at a file: name it with --file F.js.")
    if cell is not None and not cell.strip():
        raise MagicError(
            "The cell is empty: write the function below the first line, such as sendResponse({ body: 'hello' });"
        )
    arguments: dict[str, Any] = {
        "file": options.file,
        "method": ",".join(options.method).split(",") if options.method is not None else None,
        "environment": {
            name: in_variable(value, variables) for name, value in assignments(options.env, "--env").items()
        },
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


# What only the design manager has, and what there is in its place.
_NOT_OF_PROJECTS = {
    "env": "a project has no environment variables: write constants into the code, or secrets",
    "folder": "--project names the project",
    "bundler": "esbuild bundles projects",
    "minify": "a project is bundled for running only, and uploaded as it lies",
}


def _in_project(account: Account, options: Namespace, cell: str | None) -> ProjectRegistration:
    for name, why in _NOT_OF_PROJECTS.items():
        if getattr(options, name):
            option = {"bundler": "with"}.get(name, name)
            raise MagicError(f"--{option} does not go with --project: {why}.")
    if cell is None and options.file is None:
        raise MagicError("%hsfunction --project without a cell points a function at a file: name it with --file F.js.")
    if cell is not None and not cell.strip():
        raise MagicError(
            "The cell is empty: write the function below the first line, such as return { body: 'hello' };"
        )
    account.projects.overwriting = "--force"
    with Activity() as activity:
        account.bundling.on_progress = activity.show
        try:
            return account.projects.add(
                options.endpoint,
                cell,
                project=options.project or None,
                path=options.path,
                endpoint=options.has_endpoint,
                file=options.file,
                method=",".join(options.method).split(",") if options.method is not None else None,
                secrets=options.secret or (),
                npm=options.npm or (),
                overwrite=options.force,
            )
        finally:
            account.bundling.on_progress = None
