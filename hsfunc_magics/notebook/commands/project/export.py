"""`%hs project export`: folders of the account, or on disk, as a developer project."""

from __future__ import annotations

from ....emulator.account import Account
from ....emulator.moving.export.export_project import plan_export_of_project, write_export
from ....emulator.moving.export.project_files import PLATFORM_VERSIONS
from ...magics.parser import MagicParser

EXPORT_PARSER = MagicParser(
    "%hs project export",
    "[FOLDER.functions …] DEST [--rewrite] [--name NAME] [--platform VERSION] [--force] [--dry-run]",
    "Writes a developer project of .functions folders: those that are named, of the account or on disk;\n"
    "all of the account where none is. Each function runs its old file through an adapter that returns\n"
    "what was given to sendResponse; --rewrite has main return it itself where that is certain to be the\n"
    "same. MOVING.md in DEST says what to do next. DEST must not be there yet. Secrets' values are never\n"
    "written.",
    "%hs project export shop.functions shop-project",
)
EXPORT_PARSER.add_argument(
    "folders", metavar="FOLDER.functions", nargs="*", help="folders of the account by name, or folders on disk"
)
EXPORT_PARSER.add_argument("dest", metavar="DEST", help="where to")
EXPORT_PARSER.add_argument("--rewrite", action="store_true", help="have main return its response where that is certain")
EXPORT_PARSER.add_argument("--name", metavar="NAME", help="the project's name (that of DEST)")
EXPORT_PARSER.add_argument(
    "--platform", metavar="VERSION", default=PLATFORM_VERSIONS[0], help="the platform version (%(default)s)"
)
EXPORT_PARSER.add_argument("--force", action="store_true", help="replace files of DEST that differ; others there stay")
EXPORT_PARSER.add_argument("--dry-run", action="store_true", help="only say what would be written")


def export(account: Account, words: list[str]) -> str:
    """What was written. Raises `HsfuncError`; the disk is then as it was."""
    options = EXPORT_PARSER.read_words(words)
    account.watched_folders.refresh()
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
    told = account.secrets.masker.mask(str(plan))
    return f"{told}\nNothing was written (--dry-run)." if options.dry_run else told
