"""`%hs fetch`: a folder of the account to disk, with the words of HubSpot's CLI."""

from __future__ import annotations

from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.export import plan_export, write_plan
from ...emulator.disk.read import EXTENSION
from ...emulator.errors import FolderError, did_you_mean
from ..magics.parser import MagicParser

PARSER = MagicParser(
    "%hs fetch",
    "SRC [DEST] [--overwrite]",
    "Writes a .functions folder of the account to disk, as hs cms fetch does: files that are there are\n"
    "skipped, unless --overwrite is given. DEST is the folder itself; without it, one of SRC's name here.\n"
    "SRC / stands for all folders; DEST then holds them.",
    "%hs fetch shop.functions theme/shop.functions",
)
PARSER.add_argument("src", metavar="SRC", help="in the account, such as shop.functions")
PARSER.add_argument("dest", metavar="DEST", nargs="?", help="on disk")
PARSER.add_argument("--overwrite", action="store_true", help="overwrite files that are there and differ")


def run(account: Account, words: list[str]) -> str:
    """What was written, and what was skipped. Raises `HsfuncError`; the disk is then as it was."""
    options = PARSER.read_words(words)
    account.following.refresh()
    folders = account.functions.folders
    name = options.src.strip("/").rpartition("/")[2]
    if name in ("", "@root"):
        chosen = [(folder, f"{options.dest or '.'}/{folder.title}".removeprefix("./")) for folder in folders.values()]
    elif name.removesuffix(EXTENSION) in folders:
        folder = folders[name.removesuffix(EXTENSION)]
        chosen = [(folder, folder.title if options.dest in (None, ".", "./") else options.dest)]
    else:
        known = did_you_mean(name, [folder.title for folder in folders.values()])
        raise FolderError(f"There is no folder {name} in the account.{known} %hs tree shows what there is.")
    plans = [plan_export(folder, Path(shown).expanduser(), shown, account.secrets) for folder, shown in chosen]
    told: list[str] = []
    for plan in plans:
        write_plan(plan, overwrite=options.overwrite)
        told.append(str(plan))
        if plan.changed and not options.overwrite:
            told.append(f"  skipped, as they are there and differ (--overwrite): {', '.join(plan.changed)}")
    return "\n".join(told) or "The account has no folder yet."
