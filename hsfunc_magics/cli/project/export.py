"""`hsfunc project export`: `.functions` folders as a developer project."""

from __future__ import annotations

import argparse

from ...emulator.account import Account
from ...emulator.moving.export.export_project import plan_export_of_project, write_export
from ...emulator.moving.export.project_files import PLATFORM_VERSIONS
from ...emulator.secrets.dotenv_file import read_dotenv
from ...emulator.settings import Settings
from ..account import add_secrets
from ..command import Commands, add_command


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "export",
        run,
        summary="write a developer project that does what .functions folders do",
        description="Writes a developer project of .functions folders, which stay as they are: each function runs its\n"
        "old file through an adapter that returns what was given to sendResponse. --rewrite has main return\n"
        "it itself where that is certain to be the same, and says why not where it is not. MOVING.md in\n"
        "DEST says what to do next. Functions of old projects (appFunctions) move, too.",
        example="hsfunc project export theme/shop.functions shop-project",
    )
    parser.add_argument(
        "folders", metavar="FOLDER", nargs="+", help="a .functions folder, or one with such folders in it"
    )
    parser.add_argument("dest", metavar="DEST", help="where to; it must not be there yet")
    parser.add_argument("--rewrite", action="store_true", help="have main return its response where that is certain")
    parser.add_argument("--name", metavar="NAME", help="the project's name (default: that of DEST)")
    parser.add_argument(
        "--platform",
        metavar="VERSION",
        default=PLATFORM_VERSIONS[0],
        help="the platform version (default: %(default)s)",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--force", action="store_true", help="replace files of DEST that differ; others there stay")
    add_secrets(parser)


def run(options: argparse.Namespace) -> int:
    """Writes the project, whole or not at all. Raises `HsfuncError`."""
    account = Account(settings=Settings(keyring=options.keyring))
    options.secrets = account.secrets  # what is told of an error hides their values
    try:
        if options.env_file is not None:
            account.secrets.add_all(read_dotenv(options.env_file, "--env-file", whole=True), remarks=[])
        plan = plan_export_of_project(
            account,
            options.folders,
            options.dest,
            rewriting=options.rewrite,
            name=options.name,
            platform=options.platform,
        )
        if not options.dry_run:
            write_export(plan, overwrite=options.force)
        print(account.secrets.masker.mask(str(plan)))
    finally:
        account.close()
    if options.dry_run:
        print("Nothing was written (--dry-run).")
    return 0
