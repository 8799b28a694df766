"""`%hs export`: a folder of the account to disk, never over anything unasked."""

from __future__ import annotations

from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.export import Plan, plan_export, write_plan
from ...emulator.disk.read import EXTENSION
from ...emulator.errors import FolderError, did_you_mean
from ...emulator.functions.folder import Folder
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs export",
    "DIR.functions [--folder NAME] [--force] [--dry-run]",
    "Writes a folder of the account to disk, as HubSpot's CLI uploads it. Files that are there and\n"
    "differ are not overwritten without --force; other files there stay in any case. Secrets' values\n"
    "are never written.",
    "%hs export theme/shop.functions",
)
PARSER.add_argument("directory", metavar="DIR.functions", help="where to; .functions is added where it is missing")
PARSER.add_argument("--folder", metavar="NAME", help="which folder (the one of the directory's name, or the only one)")
PARSER.add_argument("--force", action="store_true", help="overwrite files that differ")
PARSER.add_argument("--dry-run", action="store_true", help="only say what would change")


def run(account: Account, words: list[str]) -> str:
    """What was written. Raises `HsfuncError`; the disk is then as it was."""
    options = PARSER.read_words(words)
    shown = options.directory.rstrip("/") or "/"
    if not shown.endswith(EXTENSION):
        shown += EXTENSION
    target = Path(shown).expanduser()
    account.following.refresh()
    folder = chosen_folder(account, options.folder, target.name)
    plan = plan_export(folder, target, shown, account.secrets)
    if options.dry_run:
        return f"{plan}\nNothing was written (--dry-run).{_hint(plan, options.force)}"
    if plan.changed and not options.force:
        raise FolderError(
            f"{shown} has files that differ: {', '.join(plan.changed)}. Nothing was written.\n"
            "--dry-run shows all that would change, --force overwrites them."
        )
    write_plan(plan, overwrite=options.force)
    return str(plan) if plan.new or plan.changed else f"{plan}\nNothing had to be written."


def chosen_folder(account: Account, name: str | None, directory: str) -> Folder:
    """The folder that is meant: by its name, by the directory's, or the only one. Raises `FolderError`."""
    folders = account.functions.folders
    wanted = (name if name is not None else directory).removesuffix(EXTENSION)
    if wanted in folders:
        return folders[wanted]
    if name is None and len(folders) == 1:
        return next(iter(folders.values()))
    if not folders:
        raise FolderError("The account has no folder yet: register a function with %%hsfunction first.")
    known = did_you_mean(wanted, folders)
    raise FolderError(f"There is no folder {wanted}{EXTENSION}.{known} Say which with --folder: {', '.join(folders)}.")


def _hint(plan: Plan, force: bool) -> str:
    return " Changed files need --force." if plan.changed and not force else ""
