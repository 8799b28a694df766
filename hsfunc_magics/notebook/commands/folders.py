"""`%hs tree`, `%hs show`, `%hs import`, `%hs open`, `%hs close`: the account's folders, and those on disk."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path

from ...emulator.account import Account
from ...emulator.disk.load import Imported, import_folders
from ...emulator.functions.tree import FoundFile, Tree, build_tree, find_file
from ...emulator.projects.editing.tree import build_project_tree, file_names, find_project_file
from ...emulator.projects.forms import forms_at
from ...emulator.projects.load import ImportedProjects, check_projects, import_projects
from ...emulator.projects.project import PROJECT_FILE
from ...emulator.projects.switches_file import SWITCHES_FILE, load_switches
from ...emulator.secrets.ways import BY_MAGIC
from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME
from ...emulator.serverless_json.runtime import OF_A_MAGIC
from ...emulator.sources.package_needs import command_door
from ..magics.parser import MagicParser
from ..magics.progress import Activity

SWITCHES_HELP = f"how a project's platform is taken to be, instead of {SWITCHES_FILE} in it or here"
_WHAT = "a .functions folder, a project, or a folder with such in it"
RUNTIME_HELP = f"run on this Node, whatever serverless.json says: {DEFAULT_RUNTIME}"

TREE_PARSER = MagicParser(
    "%hs tree",
    "",
    "Shows every .functions folder and every project: files, endpoints and functions, secrets by name.",
    "%hs tree",
)


def tree(account: Account, words: list[str]) -> Tree | str:
    """The tree, or a text where there is nothing. Raises `HsfuncError`."""
    TREE_PARSER.read_words(words)
    account.watched_folders.refresh()
    found = build_tree(account.functions, account.secrets)
    if account.projects:
        account.watched_projects.refresh()
        found = Tree((*found.folders, *build_project_tree(account.projects, account.secrets)))
    return found if found.folders else "The account has no folder yet: %%hsfunction or %hs import makes one."


SHOW_PARSER = MagicParser(
    "%hs show",
    "FILE",
    "Shows a file as it is exported. An endpoint stands for its source, also where a bundle of that runs, and so does\n"
    "what a project's function is called by: /hs/serverless/NAME or uid:NAME.",
    "%hs show app.functions/events.js",
)
SHOW_PARSER.add_argument("file", metavar="FILE", help="a file, DIR.functions/FILE, serverless.json, or an endpoint")


def show(account: Account, words: list[str]) -> FoundFile:
    """The file. Raises `HsfuncError`."""
    wanted = SHOW_PARSER.read_words(words).file
    account.watched_folders.refresh()
    account.watched_projects.refresh()
    # A name that both forms have is the design manager's: that of a project has its prefix.
    found = find_project_file(account.projects, wanted) if wanted not in account.functions else None
    return found or find_file(account.functions, wanted, file_names(account.projects))


IMPORT_PARSER = MagicParser(
    "%hs import",
    "DIR [--bundle] [--runtime NAME] [--switches FILE]",
    "Reads a .functions folder from disk, a developer project (a folder with hsproject.json), or all of both below a\n"
    "folder. Folders are read together or not at all, and so are projects.\n"
    "Values in its .env become secrets where they are declared. Nothing on disk is changed.\n"
    "With --bundle each endpoint runs a bundle of its file with the packages that it requires, in the versions\n"
    "of package.json and its lock; TypeScript and ES modules are bundled, too.",
    "%hs import theme/shop.functions",
)
IMPORT_PARSER.add_argument("directory", metavar="DIR", help=_WHAT)
IMPORT_PARSER.add_argument("--bundle", action="store_true", help="bundle each endpoint with its packages")
IMPORT_PARSER.add_argument("--runtime", metavar="NAME", help=RUNTIME_HELP)
IMPORT_PARSER.add_argument("--switches", metavar="FILE", help=SWITCHES_HELP)


def import_(account: Account, words: list[str]) -> str:
    """What was imported. Raises `HsfuncError`; the account is then as it was."""
    options = IMPORT_PARSER.read_words(words)
    before = account.switches
    told = _set_switches(account, options.switches, options.directory)
    try:
        imported = _import(account, options.directory, "import", bundle=options.bundle, runtime=options.runtime)
    except BaseException:
        account.switches = before
        raise
    return "\n".join([imported, *told])


def _set_switches(account: Account, given: str | None, directory: str) -> list[str]:
    """Of a project those of the file that is named, or lies in it or here; what is to be told of it."""
    if given is None and not (Path(directory).expanduser() / PROJECT_FILE).is_file():
        return []
    loaded = load_switches(given, directory)
    if loaded is None or loaded.switches == account.switches:
        return []
    if given is None and account.switches.chosen:
        return [f"{loaded.path} was not read, for switches of this account are set: --switches FILE reads it."]
    account.switches = loaded.switches
    return [str(loaded)]


def _import(account: Account, directory: str, command: str, *, bundle: bool, runtime: str | None) -> str:
    return _read(account, directory, command, bundle=bundle, runtime=runtime, watch=False)[0]


def _read(
    account: Account, directory: str, command: str, *, bundle: bool, runtime: str | None, watch: bool
) -> tuple[str, list[str]]:
    """Folders and projects of a place; what is to be told of them, and what they are called.

    Where the projects are refused, the folders before them stay as they were.
    """
    forms = forms_at(directory)
    name, *more = command.split()
    door = command_door(shlex.join(["%hs", name, directory, *more, "--bundle"]), OF_A_MAGIC, BY_MAGIC)
    told: list[Imported | ImportedProjects] = []
    names: list[str] = []
    with Activity() as activity:
        account.bundling.on_progress = activity.show
        try:
            if forms.projects and forms.folders:
                check_projects(account, forms.projects, directory)
            if forms.folders:
                read = account.watched_folders.open if watch else partial(import_folders, account)
                bundling = account.bundling.folders(activity.show) if bundle else None
                folders = read(directory, paths=forms.folders, runtime=runtime, bundling=bundling, door=door)
                told.append(folders)
                names += [one.folder.title for one in folders.folders]
            if forms.projects:
                read_projects = account.watched_projects.open if watch else partial(import_projects, account)
                projects = read_projects(directory, paths=forms.projects)
                told.append(projects)
                names += [f"the project {one.project.name}" for one in projects.projects]
        finally:
            account.bundling.on_progress = None
    lines = list(map(str, told))
    if forms.projects and not forms.folders:
        lines += [_NOT_FOR_PROJECTS[name] for name, given in (("bundle", bundle), ("runtime", runtime)) if given]
    return "\n".join(lines), names


_NOT_FOR_PROJECTS = {
    "bundle": "--bundle changes nothing: projects are bundled by themselves, with what their package.json names.",
    "runtime": "--runtime changes nothing: the Node of projects is the switch node (%hs project switches).",
}


OPEN_PARSER = MagicParser(
    "%hs open",
    "DIR [--watch] [--bundle] [--runtime NAME]",
    "Reads a .functions folder or a developer project from disk, or all below a folder. With --watch it follows the\n"
    "disk: what is changed there takes effect at the next call. A change with an error does not, and the call says\n"
    "why; the version before stays in force. Cells cannot change what follows the disk.\n"
    "With --bundle each endpoint runs a bundle of its file, as with %hs import; what changes is bundled anew.",
    "%hs open theme/shop.functions --watch",
)
OPEN_PARSER.add_argument("directory", metavar="DIR", help=_WHAT)
OPEN_PARSER.add_argument("--watch", action="store_true", help="follow the disk until %%hs close")
OPEN_PARSER.add_argument("--bundle", action="store_true", help="bundle each endpoint with its packages")
OPEN_PARSER.add_argument("--runtime", metavar="NAME", help=RUNTIME_HELP)


def open_(account: Account, words: list[str]) -> str:
    """What was read. Raises `HsfuncError`; the account is then as it was."""
    options = OPEN_PARSER.read_words(words)
    if not options.watch:
        return _import(account, options.directory, "open", bundle=options.bundle, runtime=options.runtime)
    told, names = _read(
        account, options.directory, "open --watch", bundle=options.bundle, runtime=options.runtime, watch=True
    )
    return f"{told}\n{', '.join(names)} now follows {options.directory} on disk."


CLOSE_PARSER = MagicParser(
    "%hs close",
    "NAME",
    "Ends what %hs open --watch began. The folder, or the project, stays in the account as it is.",
    "%hs close shop.functions",
)
CLOSE_PARSER.add_argument("folder", metavar="NAME", help="NAME.functions, or the name of a project")


def close(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    name = CLOSE_PARSER.read_words(words).folder
    if name in account.projects.watched and name not in account.functions.watched:
        account.watched_projects.close(name)
        return f"The project {name} no longer follows the disk; it stays as it is."
    if not account.functions.watched and account.projects.watched:
        account.watched_projects.close(name)  # its error has the nearest name
    account.watched_folders.close(name)
    return f"{name.removesuffix('.functions')}.functions no longer follows the disk; it stays as it is."
