"""`hsfunc bundle`: a `.functions` folder that can be uploaded, its functions bundled with their packages."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from ..emulator.account import Account
from ..emulator.disk.export import Plan, plan_export, write_plan
from ..emulator.disk.load import ImportedFolder, import_folders
from ..emulator.disk.read import EXTENSION, find_folders
from ..emulator.errors import FolderError
from ..emulator.limits.limits import MEGABYTE
from ..emulator.settings import Settings
from .command import Commands, add_command
from .progress import Activity

_SMALLER = f", more than the {Settings().file_bytes / MEGABYTE:g} MB of a file that are read here: see --minify."


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "bundle",
        run,
        summary="write a folder whose functions are bundled with their packages",
        description="Writes a .functions folder that can be uploaded: each endpoint's file as a bundle with the\n"
        "packages that it requires, in the versions of package.json and its package-lock.json, and\n"
        "serverless.json as it is. TypeScript and ES modules are bundled, too; a webpack project's own build\n"
        "is not run. Where something cannot be bundled, nothing is written.",
        example="hsfunc bundle theme/shop.functions dist/shop.functions",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the .functions folder, or one with such folders in it")
    parser.add_argument("dest", metavar="DEST", help="where to; with several folders, the folder that holds them")
    parser.add_argument("--minify", action="store_true", help="make the bundles small")
    parser.add_argument("--force", action="store_true", help="overwrite files that are there and differ")


def run(options: argparse.Namespace) -> int:
    """Writes the folders, all or none. Raises `HsfuncError`."""
    paths = find_folders(options.folder)
    # What runs here is of no weight for what is written: serverless.json is kept as it is.
    account = Account(settings=Settings(allow_deprecated_runtime=True))
    options.secrets = account.secrets
    try:
        with Activity() as activity:
            bundling = account.bundling.folders(activity.show, strict=True, minify=options.minify)
            imported = import_folders(account, options.folder, bundling=bundling)
        missing = [f"{one.folder.title}: {problem}" for one in imported.folders for problem in one.missing]
        if missing:
            raise FolderError("\n".join([*missing, "Nothing was written."]))
        plans = [_plan(account, one, options, alone=len(paths) == 1) for one in imported.folders]
    finally:
        account.close()
    changed = [f"{plan.shown}/{inner}" for plan in plans for inner in plan.changed]
    if changed and not options.force:
        raise FolderError(
            f"These are there and differ: {', '.join(changed)}. Nothing was written; --force overwrites them."
        )
    for plan in plans:
        write_plan(plan, overwrite=options.force)
    for one, plan in zip(imported.folders, plans, strict=True):
        print(plan)
        for bundle in one.bundles:
            if bundle.size > Settings().file_bytes:
                print(f"  Warning: {bundle.file} has {bundle.size / MEGABYTE:.1f} MB{_SMALLER}")
        for line in [*map(str, one.bundles), *(f"Warning: {warning}" for warning in one.warnings)]:
            print(f"  {line}")
    for remark in imported.remarks:
        print(remark)
    return 0


def _plan(account: Account, imported: ImportedFolder, options: argparse.Namespace, *, alone: bool) -> Plan:
    """What is written of one folder: serverless.json and the files of its endpoints, which need no others."""
    folder = imported.folder
    shown = options.dest.rstrip("/") or "/"
    if not alone or (not shown.endswith(EXTENSION) and Path(shown).expanduser().is_dir()):
        shown = f"{shown}/{folder.title}"
    target = Path(shown).expanduser()
    if target.resolve().is_relative_to(imported.path):
        raise FolderError(
            f"{shown} lies in {imported.path.name} itself, whose sources stay as they are: name another folder."
        )
    used = dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values())
    files = {file: folder.files[file] for file in used if file in folder.files}
    return plan_export(replace(folder, files=files), target, shown, account.secrets)
