"""`%hs …`: the tree of commands, after HubSpot's own command line. Their modules are loaded when they are used.

A command is a function `name(account, words)`, which gets the words after the command's own and returns a text to
print, a value to display, or None; its module also has `NAME_PARSER`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ...emulator.text import did_you_mean_word
from ..magics.errors import MagicError
from ..magics.parser import MagicParser

if TYPE_CHECKING:
    from ...emulator.account import Account


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the words that call it, `module.function` here, what it does; `aliases` are other words for it."""

    words: str
    where: str
    summary: str
    aliases: tuple[str, ...] = ()

    def parser(self) -> MagicParser:
        """The parser of its arguments."""
        module, name = self._loaded()
        found: MagicParser = getattr(module, f"{name.strip('_').upper()}_PARSER")
        return found

    def run(self, account: Account, words: list[str]) -> Any:
        """Does what the words say. Raises `HsfuncError`."""
        module, name = self._loaded()
        return getattr(module, name)(account, words)

    def _loaded(self) -> tuple[ModuleType, str]:
        module, _, name = self.where.rpartition(".")
        return import_module(f".{module}", __name__), name


@dataclass(frozen=True, slots=True)
class Kept:
    """What a command gives where a Python variable is to have it, too. `shown`: the command has shown it itself."""

    value: Any
    variable: str
    shown: bool = False


COMMANDS = (
    Command("tree", "folders.tree", "every folder and project with its files, endpoints and secrets' names"),
    Command("show", "folders.show", "a file's source, highlighted"),
    Command("import", "folders.import_", "read .functions folders and developer projects from disk"),
    Command("export", "export.export", "write a folder or a project to disk, never over anything unasked"),
    Command("open", "folders.open_", "read a folder or a project from disk, and follow it with --watch"),
    Command("close", "folders.close", "end the following of a folder"),
    Command("upload", "export.upload", "a folder on disk into the account", aliases=("cms upload",)),
    Command("fetch", "export.fetch", "a folder of the account to disk", aliases=("cms fetch",)),
    Command(
        "function list",
        "functions.function_list",
        "the endpoints with methods and secrets' names",
        aliases=("functions list", "cms function list", "cms functions list", "function ls", "cms function ls"),
    ),
    Command(
        "function create",
        "functions.function_create",
        "a new function from a template",
        aliases=("functions create", "create function", "cms function create", "cms functions create"),
    ),
    Command(
        "function delete",
        "functions.function_delete",
        "take an endpoint away, and its file where nothing else uses it",
        aliases=("functions delete",),
    ),
    Command(
        "function restore",
        "functions.function_restore",
        "bring back an endpoint that was deleted",
        aliases=("functions restore",),
    ),
    Command(
        "function rename",
        "functions.function_rename",
        "give an endpoint another name",
        aliases=("functions rename",),
    ),
    Command("secrets", "secrets.secrets", "list, add, update and delete secrets", aliases=("secret",)),
    Command("visitor", "account.visitor", "who calls: anonymous, a known contact, a member", aliases=("visitors",)),
    Command("limits", "account.limits", "every limit, where the account stands; change some for a lesson"),
    Command("clock", "account.clock", "freeze and advance the account's clock"),
    Command(
        "mocks",
        "outgoing.mocks.mocks",
        "what answers functions in place of the network; clear, remove, load",
    ),
    Command(
        "mock hubspot",
        "outgoing.hubspot.mock_hubspot",
        "a small HubSpot in memory that answers functions; show lists what it holds",
    ),
    Command("schema", "schema.schema", "the JSON Schema of serverless.json, for VS Code and JupyterLab"),
    Command(
        "logs",
        "logs.logs",
        "list what the functions have written, and how they ended",
        aliases=("log", "function logs", "functions logs", "cms function logs"),
    ),
    Command(
        "project switches",
        "project.switches.switches",
        "what is not known of the platform of projects: how it is taken to be",
    ),
    Command(
        "project callers", "project.callers.callers", "find what calls /_hcms/api/, and edit what is certain with --fix"
    ),
    Command(
        "record", "outgoing.cassettes.record", "record what functions exchange with the real network in a cassette"
    ),
    Command("replay", "outgoing.cassettes.replay", "answer functions from a cassette, without a network"),
    Command("serve", "serve.serve", "the functions over HTTP, for pages, curl and webhooks"),
    Command("edit", "widgets.edit", "the editor of a .functions folder, as a widget"),
    Command("try", "widgets.try_", "write requests in a form and see what comes of them"),
    Command("project compare", "project.compare.compare", "whether a project's functions do what the folders' do"),
    Command("project export", "project.export.export", "write a developer project that does what the folders do"),
    Command("packages", "packages.packages", "what functions find preloaded: versions, sizes, load times"),
    Command("bundle", "packages.bundle", "bundle a file with its npm packages into one"),
    Command("restart", "runtime.restart", "end the Node processes, so that the next calls start cold"),
    Command("reset", "runtime.reset", "begin anew: without functions and log, everything as at first"),
    Command("doctor", "runtime.doctor", "the Node that runs functions, and the fence around them"),
)

_MAGICS = (
    ("%%hsfunction ENDPOINT", "register the JavaScript of the cell as a function"),
    ("%hscall ENDPOINT", "call it (%%hscall: the cell is the body)"),
    ("%%hsmock [METHOD] URL", "answer what functions ask of a URL, in place of the network"),
)
# What people try first, and the commands that do it.
OTHER_WORDS = {
    "list": ("function list", "tree"),
    "ls": ("function list", "tree"),
    "endpoints": ("function list", "tree"),
    "new": ("function create",),
    "create": ("function create",),
    "add": ("function create", "secrets add"),
    "delete": ("function delete", "secrets delete"),
    "remove": ("function delete", "secrets delete"),
    "rm": ("function delete", "secrets delete"),
    "undo": ("function restore", "reset --undo"),
    "restore": ("function restore", "reset --undo"),
    "rename": ("function rename",),
    "mv": ("function rename",),
    "cat": ("show",),
    "source": ("show",),
    "load": ("import", "open"),
    "read": ("import", "open"),
    "watch": ("open --watch",),
    "save": ("export",),
    "write": ("export",),
    "deploy": ("upload",),
    "push": ("upload",),
    "download": ("fetch",),
    "pull": ("fetch",),
    "freeze": ("clock freeze",),
    "advance": ("clock advance",),
    "resume": ("clock real",),
    "real": ("clock real",),
    "time": ("clock",),
    "quota": ("limits",),
    "login": ("visitor member",),
    "contact": ("visitor",),
    "user": ("visitor",),
    "start": ("serve",),
    "server": ("serve",),
    "stop": ("serve stop", "record stop", "replay stop", "close"),
    "cassette": ("record", "replay"),
    "play": ("replay",),
    "vcr": ("record", "replay"),
    "kill": ("restart",),
    "clear": ("reset",),
    "npm": ("bundle",),
    "install": ("bundle",),
    "form": ("try",),
    "editor": ("edit",),
    "health": ("doctor",),
    "status": ("doctor", "limits"),
    "version": ("doctor",),
}
_HELP = ("-h", "--help", "help")


def run(account: Account, words: list[str]) -> Any:
    """Does what the words say: a text to print, a value to display, or None. Raises `HsfuncError`, `HelpShown`."""
    if not words or words[0] in _HELP:
        return overview()
    command, rest = _find(words)
    if command is None:
        return rest
    return command.run(account, rest)


def overview() -> str:
    """What there is, a line each."""
    rows = [*_MAGICS, *((f"%hs {command.words}", command.summary) for command in COMMANDS)]
    return "\n".join([*_aligned(rows), "Each of them explains itself with --help."])


def _find(words: list[str]) -> tuple[Command | None, Any]:
    """The command with the most words, and the rest; without a command the text that shows what a group has."""
    paths = {tuple(path.split()): command for command in COMMANDS for path in (command.words, *command.aliases)}
    depth = 0
    while depth < len(words) and any(path[: depth + 1] == tuple(words[: depth + 1]) for path in paths):
        depth += 1
    for length in range(depth, 0, -1):
        command = paths.get(tuple(words[:length]))
        if command is not None:
            return command, words[length:]
    group = tuple(words[:depth])
    within = {path: command.summary for path, command in paths.items() if path[:depth] == group}
    if depth and (depth == len(words) or words[depth] in _HELP):
        return None, "\n".join(_aligned([(f"%hs {' '.join(path)}", summary) for path, summary in within.items()]))
    title = " ".join(("%hs", *group))
    own = {tuple(command.words.split()) for command in COMMANDS}
    word = words[depth]
    if not depth and word in OTHER_WORDS:
        known = f" Did you mean {' or '.join(f'%hs {path}' for path in OTHER_WORDS[word])}?"
    else:
        near = did_you_mean_word(word, [path[depth] for path in within if path in own])
        known = near or did_you_mean_word(word, [path[depth] for path in within])
    raise MagicError(f"{title} has no command {word!r}.{known} {title} alone shows what there is.")


def _aligned(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in rows) + 3
    return [f"{name:<{width}}{summary}" for name, summary in rows]
