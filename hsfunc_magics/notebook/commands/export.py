"""`%hs export`, `%hs fetch`, `%hs upload`: folders between the account and the disk, in the words of HubSpot's CLI."""

from __future__ import annotations

import shlex
from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.export import Plan, plan_export, write_plan
from ...emulator.disk.load import import_folders
from ...emulator.disk.read import EXTENSION, find_folders
from ...emulator.errors import FolderError
from ...emulator.functions.folder import Folder
from ...emulator.projects.editing.export import left_out, plan_project_export
from ...emulator.projects.project import PROJECT_FILE, Project
from ...emulator.secrets.ways import BY_MAGIC
from ...emulator.serverless_json.runtime import OF_A_MAGIC
from ...emulator.sources.package_needs import command_door
from ...emulator.text import did_you_mean
from ..magics.parser import MagicParser
from .folders import RUNTIME_HELP

EXPORT_PARSER = MagicParser(
    "%hs export",
    "DIR.functions [--folder NAME] [--force] [--dry-run] | DIR --project [NAME] [--force] [--dry-run]",
    "Writes a folder of the account, or a developer project as it lies, to disk, as HubSpot's CLI uploads it.\n"
    "Files that are there and differ are not overwritten without --force; other files there stay in any case.\n"
    "Secrets' values are never written.",
    "%hs export theme/shop.functions",
)
EXPORT_PARSER.add_argument(
    "directory", metavar="DIR.functions", help="where to; .functions is added where it is missing"
)
EXPORT_PARSER.add_argument(
    "--folder", metavar="NAME", help="which folder (the one of the directory's name, or the only one)"
)
EXPORT_PARSER.add_argument(
    "--project",
    metavar="NAME",
    nargs="?",
    const="",
    help="a project (the one of the directory's name, or the only one)",
)
EXPORT_PARSER.add_argument("--force", action="store_true", help="overwrite files that differ")
EXPORT_PARSER.add_argument("--dry-run", action="store_true", help="only say what would change")


def export(account: Account, words: list[str]) -> str:
    """What was written. Raises `HsfuncError`; the disk is then as it was."""
    options = EXPORT_PARSER.read_words(words)
    shown = options.directory.rstrip("/") or "/"
    if options.project is not None and options.folder is not None:
        raise FolderError("--folder and --project name two things: export one after the other.")
    if options.project is not None or _means_project(account, options.folder, shown):
        project = chosen_project(account, options.project or None, Path(shown).name)
        target = Path(shown).expanduser()
        plan, more = plan_project_export(project, target, shown, account.secrets), left_out(project, target)
    else:
        if not shown.endswith(EXTENSION):
            shown += EXTENSION
        target = Path(shown).expanduser()
        account.watched_folders.refresh()
        folder = chosen_folder(account, options.folder, target.name)
        plan, more = plan_export(folder, target, shown, account.secrets), ""
    if options.dry_run:
        return f"{plan}\nNothing was written (--dry-run).{_hint(plan, options.force)}"
    if plan.changed and not options.force:
        raise FolderError(
            f"{shown} has files that differ: {', '.join(plan.changed)}. Nothing was written.\n"
            "--dry-run shows all that would change, --force overwrites them."
        )
    write_plan(plan, overwrite=options.force)
    told = str(plan) if plan.new or plan.changed else f"{plan}\nNothing had to be written."
    return f"{told}\n{more}" if more else told


def _means_project(account: Account, folder: str | None, directory: str) -> bool:
    """Whether only a project can be meant where neither is named."""
    name = Path(directory).name
    if folder is not None or directory.endswith(EXTENSION) or name in account.functions.folders:
        return False
    return name in account.projects or (not account.functions.folders and len(account.projects) > 0)


def chosen_project(account: Account, name: str | None, directory: str) -> Project:
    """The project that is meant: by its name, by the directory's, or the only one. Raises `FolderError`."""
    account.watched_projects.refresh()
    projects = account.projects
    wanted = name if name is not None else directory
    if wanted in projects:
        return projects[wanted]
    if name is None and len(projects) == 1:
        return projects[next(iter(projects))]
    if not projects:
        raise FolderError(
            "The account has no project yet: %hs import reads one, %%hsfunction NAME --project begins one."
        )
    known = did_you_mean(wanted, projects)
    raise FolderError(f"There is no project {wanted}.{known} Say which with --project NAME: {', '.join(projects)}.")


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


FETCH_PARSER = MagicParser(
    "%hs fetch",
    "SRC [DEST] [--overwrite]",
    "Writes a .functions folder of the account to disk, as hs cms fetch does: files that are there are\n"
    "skipped, unless --overwrite is given. DEST is the folder itself; without it, one of SRC's name here.\n"
    "SRC / stands for all folders; DEST then holds them.",
    "%hs fetch shop.functions theme/shop.functions",
)
FETCH_PARSER.add_argument("src", metavar="SRC", help="in the account, such as shop.functions")
FETCH_PARSER.add_argument("dest", metavar="DEST", nargs="?", help="on disk")
FETCH_PARSER.add_argument("--overwrite", action="store_true", help="overwrite files that are there and differ")


def fetch(account: Account, words: list[str]) -> str:
    """What was written, and what was skipped. Raises `HsfuncError`; the disk is then as it was."""
    options = FETCH_PARSER.read_words(words)
    account.watched_folders.refresh()
    folders = account.functions.folders
    name = options.src.strip("/").rpartition("/")[2]
    if name in ("", "@root"):
        chosen = [(folder, f"{options.dest or '.'}/{folder.title}".removeprefix("./")) for folder in folders.values()]
    elif name.removesuffix(EXTENSION) in folders:
        folder = folders[name.removesuffix(EXTENSION)]
        chosen = [(folder, folder.title if options.dest in (None, ".", "./") else options.dest)]
    elif name in account.projects:
        raise FolderError(
            f"{name} is a developer project, which hs cms fetch does not know: %hs export {name} writes it."
        )
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


UPLOAD_PARSER = MagicParser(
    "%hs upload",
    "SRC DEST [--runtime NAME]",
    "Puts a .functions folder on disk, or all below a folder, into the account, as hs cms upload does:\n"
    "subfolders included, without ignored files and kinds of files that HubSpot does not take.\n"
    "The account has no folders around .functions folders: of DEST the .functions folder counts.",
    "%hs upload theme/shop.functions my-theme/shop.functions",
)
UPLOAD_PARSER.add_argument("src", metavar="SRC", help="on disk")
UPLOAD_PARSER.add_argument("dest", metavar="DEST", help="in the account")
UPLOAD_PARSER.add_argument("--runtime", metavar="NAME", help=RUNTIME_HELP)


def upload(account: Account, words: list[str]) -> str:
    """What is in the account now. Raises `HsfuncError`; the account is then as it was."""
    options = UPLOAD_PARSER.read_words(words)
    door = command_door(f"%hs import {shlex.quote(options.src)} --bundle", OF_A_MAGIC, BY_MAGIC)
    if (Path(options.src).expanduser() / PROJECT_FILE).is_file():
        raise FolderError(
            f"{options.src} is a developer project, which hs cms upload does not take (hs project upload does):"
            f" %hs import {shlex.quote(options.src)} reads it."
        )
    paths = find_folders(options.src)
    remote = options.dest.strip("/").split("/")
    if Path(options.src).expanduser().resolve() in paths[0].parents:
        return str(import_folders(account, options.src, uploading=True, runtime=options.runtime, door=door))
    if not remote[-1].endswith(EXTENSION):
        better = "/".join([*filter(None, remote), paths[0].name])
        raise FolderError(
            f"HubSpot would put the files of {options.src} into {options.dest} itself, which is no {EXTENSION} folder,"
            f" so they would not run. Name it: %hs upload {options.src} {better}."
        )
    names = {paths[0]: remote[-1].removesuffix(EXTENSION)}
    told = str(import_folders(account, options.src, names=names, uploading=True, runtime=options.runtime, door=door))
    return told if len(remote) == 1 else f"{told}\nOf {options.dest} the folder {remote[-1]} counts here."
