"""`%hs function`: list and create with the options of HubSpot's CLI; delete, restore and rename."""

from __future__ import annotations

import json
import shlex

from ...emulator.account import Account
from ...emulator.functions.deletion import Deletion
from ...emulator.functions.folder import DEFAULT_FOLDER
from ...emulator.functions.function_list import FunctionList, as_json, list_functions
from ...emulator.functions.registration import Registration
from ...emulator.http import SERVERLESS_PREFIX, UID_PREFIX
from ...emulator.projects.editing.listing import listed_functions
from ...emulator.projects.editing.registration import ProjectDeletion
from ...emulator.projects.project import ProjectFunction
from ...emulator.serverless_json.manifest import METHODS, normal_file
from ...emulator.sources.template import template
from ...emulator.text import did_you_mean
from ..magics.errors import MagicError
from ..magics.parser import MagicParser

FUNCTION_LIST_PARSER = MagicParser(
    "%hs function list",
    "[--times] [--json]",
    "Lists the endpoints: route, method, secrets' names, when they were created and updated; functions of projects\n"
    "too, by path or uid, each with its platform.\n"
    "Times change from run to run: they stand in the output's metadata, and in the table where the\n"
    "account's clock was frozen or --times asks for them.",
    "%hs function list",
)
FUNCTION_LIST_PARSER.add_argument("--times", action="store_true", help="show the times in any case")
FUNCTION_LIST_PARSER.add_argument("--json", action="store_true", help="print JSON")


def function_list(account: Account, words: list[str]) -> FunctionList | str:
    """The list. Raises `HsfuncError`."""
    options = FUNCTION_LIST_PARSER.read_words(words)
    account.watched_folders.refresh()
    account.watched_projects.refresh()
    more = listed_functions(account.projects, account.change_times)
    functions = list_functions(account.functions, account.change_times, more, with_times=options.times)
    if options.json:
        return json.dumps(as_json(functions), indent=2, ensure_ascii=False)
    return functions if functions.rows else "The account has no functions yet."


FUNCTION_CREATE_PARSER = MagicParser(
    "%hs function create",
    "[NAME] [--functions-folder F] [--filename F] [--endpoint-method M] [--endpoint-path P]",
    "Registers a new function from a template that runs. %hs show NAME shows it, %hs export writes it to disk.\n"
    "It is one of the design manager; %%hsfunction NAME --project begins one of a developer project.",
    "%hs function create events --endpoint-method POST",
)
FUNCTION_CREATE_PARSER.add_argument(
    "name", metavar="NAME", nargs="?", help="of the file and the endpoint, where no option says other"
)
FUNCTION_CREATE_PARSER.add_argument("--functions-folder", metavar="F", help=f"its .functions folder ({DEFAULT_FOLDER})")
FUNCTION_CREATE_PARSER.add_argument("--filename", metavar="F", help="its file; .js is added where it is missing")
FUNCTION_CREATE_PARSER.add_argument("--endpoint-method", metavar="M", default="GET", help="its method (GET)")
FUNCTION_CREATE_PARSER.add_argument("--endpoint-path", metavar="P", help="its path after /_hcms/api/")


def function_create(account: Account, words: list[str]) -> Registration:
    """What was registered. Raises `HsfuncError`; nothing that is there is replaced."""
    options = FUNCTION_CREATE_PARSER.read_words(words)
    account.watched_folders.refresh()
    endpoint = (options.endpoint_path or options.name or _stem(options.filename)).strip("/")
    if not endpoint:
        raise MagicError("What is it called? %hs function create NAME, or --endpoint-path and --filename.")
    method = options.endpoint_method.upper()
    if method not in METHODS:
        known = did_you_mean(method, METHODS)
        raise MagicError(f"--endpoint-method is one of {', '.join(METHODS)}, not {method}.{known}")
    folder = (options.functions_folder or DEFAULT_FOLDER).removesuffix(".functions")
    file = options.filename or options.name
    if file is not None:
        file = normal_file(f"{_stem(file)}.js")
    held = account.functions.folders.get(folder)
    if endpoint in account.functions:
        raise MagicError(f"The endpoint {endpoint} is there already: choose another --endpoint-path.")
    if held is not None and file in held.files:
        raise MagicError(f"The file {held.path(file)} is there already: choose another --filename.")
    return account.functions.add(endpoint, template(endpoint, method), file=file, method=method, folder=folder)


FUNCTION_DELETE_PARSER = MagicParser(
    "%hs function delete",
    "ENDPOINT",
    "Takes an endpoint out of its serverless.json, which keeps every other byte, and its file where no other\n"
    "endpoint uses it. %hs function restore ENDPOINT brings both back. In Python: account.functions.delete(…).\n"
    "Of a project (/hs/serverless/NAME, uid:NAME) its hsmeta file goes: account.projects.delete(…).",
    "%hs function delete events/update",
)
FUNCTION_DELETE_PARSER.add_argument("endpoint", metavar="ENDPOINT", help="its path after /_hcms/api/")


def function_delete(account: Account, words: list[str]) -> Deletion | ProjectDeletion:
    """What was deleted. Raises `HsfuncError`."""
    options = FUNCTION_DELETE_PARSER.read_words(words)
    account.watched_folders.refresh()
    account.watched_projects.refresh()
    function = of_project(account, options.endpoint)
    if function is not None:
        return account.projects.delete(function.uid)
    return account.functions.delete(options.endpoint)


FUNCTION_RESTORE_PARSER = MagicParser(
    "%hs function restore",
    "[ENDPOINT]",
    "Brings back an endpoint that was deleted, where it stood, with its files.",
    "%hs function restore events/update",
)
FUNCTION_RESTORE_PARSER.add_argument(
    "endpoint", metavar="ENDPOINT", nargs="?", help="one that was deleted (the last one where none is named)"
)


def function_restore(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    options = FUNCTION_RESTORE_PARSER.read_words(words)
    if options.endpoint is None and not account.functions.deletions and account.projects.deletions:
        return restored(account, account.projects.deletions[0].function.called)
    deletions = account.functions.deletions
    if options.endpoint is None and not deletions:
        raise MagicError("No endpoint was deleted.")
    return restored(account, options.endpoint or deletions[0].endpoint.name)


def of_project(account: Account, called: str) -> ProjectFunction | None:
    """The function of a project that is called so; None for an endpoint of the design manager.

    Raises `MagicError` where it is one of a project by its prefix, and there is none of that name.
    """
    if not called.startswith((SERVERLESS_PREFIX, UID_PREFIX)):
        return None
    functions = account.projects.functions
    found = next((one for one in functions.values() if called in (one.called, f"{UID_PREFIX}{one.uid}")), None)
    if found is None:
        known = did_you_mean(called, [one.called for one in functions.values()])
        raise MagicError(f"No project has {called}.{known} %hs function list shows what there is.")
    return found


def restored(account: Account, endpoint: str) -> str:
    """Brings it back; what is to be said. Raises `HsfuncError`."""
    if endpoint.startswith((SERVERLESS_PREFIX, UID_PREFIX)):
        deletions = account.projects.deletions
        gone = next((one for one in deletions if one.function.called == endpoint), None)
        if gone is None:
            known = did_you_mean(endpoint, [one.function.called for one in deletions])
            raise MagicError(f"No function {endpoint} of a project was deleted.{known}")
        account.projects.restore(gone)
        return f"{endpoint} is back in the project {gone.project.name}."
    account.functions.restore(endpoint)
    return f"{endpoint} is back: {account.url(endpoint)}"


FUNCTION_RENAME_PARSER = MagicParser(
    "%hs function rename",
    "ENDPOINT NAME",
    "Gives an endpoint another name, where it stands in serverless.json; its file keeps its own.\n"
    "In Python: account.functions.rename(…).",
    "%hs function rename events/update events/change",
)
FUNCTION_RENAME_PARSER.add_argument("endpoint", metavar="ENDPOINT", help="its path after /_hcms/api/")
FUNCTION_RENAME_PARSER.add_argument("name", metavar="NAME", help="its new one")


def function_rename(account: Account, words: list[str]) -> str:
    """What is to be printed. Raises `HsfuncError`."""
    options = FUNCTION_RENAME_PARSER.read_words(words)
    account.watched_folders.refresh()
    account.watched_projects.refresh()
    told = renamed(account, options.endpoint, options.name)
    undo = shlex.join([name_as(options.endpoint, options.name), options.endpoint])
    return f"{told}\nUndo: %hs function rename {undo}"


def name_as(endpoint: str, name: str) -> str:
    """A name as what it renames is written: with the prefix of a project's function, where that has one."""
    for prefix in (SERVERLESS_PREFIX, UID_PREFIX):
        if endpoint.startswith(prefix):
            return f"{prefix}{name.removeprefix(prefix).removeprefix('/')}"
    return name


def renamed(account: Account, endpoint: str, name: str) -> str:
    """Renames it; what is to be said. Raises `HsfuncError`."""
    function = of_project(account, endpoint)
    if function is not None:
        account.projects.rename(function.uid, name)
        uid = function.uid if function.path is not None else name.removeprefix(UID_PREFIX)
        told = f"{function.called} is {account.projects.functions[uid].called} now."
        forced = " HubSpot's CLI uploads such a change with --force only." if function.path is not None else ""
        return f"{told}{forced}"
    account.functions.rename(endpoint, name)
    return f"{endpoint} is {name} now: {account.url(name)}"


def _stem(file: str | None) -> str:
    return (file or "").removesuffix(".js")
