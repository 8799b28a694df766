"""`%hs edit` and `%hs try`: the editor of a folder and the form for requests, as widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from IPython.core.getipython import get_ipython

from ...emulator.account import Account
from ...emulator.errors import RequestError
from ...emulator.functions.folder import DEFAULT_FOLDER
from ...emulator.http import SERVERLESS_PREFIX, UID_PREFIX
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from ..request_form.draft import BodyKind, RequestDraft
from ..widgets import require_widgets

if TYPE_CHECKING:
    from ..folder_editor.widget import Editor
    from ..project_editor.widget import ProjectEditor
    from ..request_form.widget import RequestForm


EDIT_PARSER = MagicParser(
    "%hs edit",
    "[FOLDER | --project [NAME]]",
    "Opens the editor of a .functions folder: its endpoints, a form, and serverless.json beside it. Of a developer\n"
    "project it has the JSON files: hsmeta, hsproject.json, package.json, judged together as they are typed.\n"
    "Cells and editor follow each other; changes are shown before they are applied.",
    "%hs edit app",
)
EDIT_PARSER.add_argument(
    "folder", metavar="FOLDER", nargs="?", help="its name (the only one, or app, where none is given)"
)
EDIT_PARSER.add_argument("--project", metavar="NAME", nargs="?", const="", help="a project (the only one)")


def edit(account: Account, words: list[str]) -> Editor | ProjectEditor:
    """The editor, to be displayed. Raises `HsfuncError`."""
    options = EDIT_PARSER.read_words(words)
    if options.project is not None and options.folder is not None:
        raise MagicError("Which of the two? %hs edit FOLDER or %hs edit --project NAME.")
    require_widgets("%hs edit")
    project = _project(account, options.folder, options.project)
    if project is not None:
        from ..project_editor.widget import open_project_editor

        return open_project_editor(account, project)
    folder = options.folder.removesuffix(".functions") if options.folder is not None else _only_folder(account)
    from ..folder_editor.widget import open_editor

    return open_editor(account, folder)


def _project(account: Account, folder: str | None, named: str | None) -> str | None:
    """The project that is meant; None where it is a folder."""
    account.watched_projects.refresh()
    names = list(account.projects)
    if named is None:
        if folder is None:
            return names[0] if len(names) == 1 and not account.functions.folders else None
        return folder if folder in names and folder not in account.functions.folders else None
    if named:
        return named
    if len(names) == 1:
        return names[0]
    if not names:
        raise MagicError(
            "The account has no project yet: %hs import reads one, %%hsfunction NAME --project begins one."
        )
    raise MagicError(f"Which project? %hs edit --project {' or %hs edit --project '.join(sorted(names))}.")


def _only_folder(account: Account) -> str:
    names = list(account.functions.folders)
    if DEFAULT_FOLDER in names or not names:
        return DEFAULT_FOLDER
    if len(names) > 1:
        raise MagicError(f"Which folder? %hs edit {' or %hs edit '.join(sorted(names))}.")
    return names[0]


TRY_PARSER = MagicParser(
    "%hs try",
    "[ENDPOINT[?query]] [--method METHOD]",
    "Opens the request form: method, path, query, headers, body, visitor and origin; Send shows the response.\n"
    "It copies a request as %hscall, curl, fetch or Python, and keeps the requests of the session.",
    "%hs try events/update --method POST",
)
TRY_PARSER.add_argument(
    "target", metavar="ENDPOINT", nargs="?", help="an endpoint, path, URL or uid:NAME (default: the first)"
)
TRY_PARSER.add_argument("-X", "--method", metavar="METHOD", help="the method (default: the endpoint's first)")

_WRITING = ("POST", "PUT", "PATCH")
# By the cell that opened them: run again, it takes its old form away.
_OPEN: WeakValueDictionary[str, RequestForm] = WeakValueDictionary()


def try_(account: Account, words: list[str]) -> RequestForm:
    """Opens the form. An endpoint that is not there yet is told in the form. Raises `MagicError`."""
    from ..magics.hscall import known_method

    options = TRY_PARSER.read_words(words)
    method = known_method(options.method) if options.method is not None else None
    draft = first_draft(account, options.target, method)
    require_widgets("%hs try", "%hscall sends the same requests without them.")
    from ..request_form.widget import RequestForm

    request_form = RequestForm(account, draft)
    cell = _cell()
    if cell is not None:
        before = _OPEN.get(cell)
        if before is not None:
            before.close()
        _OPEN[cell] = request_form
    return request_form


def first_draft(account: Account, target: str | None, method: str | None) -> RequestDraft:
    """What the form begins with: the endpoint's first method, and JSON where one writes."""
    known = [*account.functions, *(one.called for one in account.projects.functions.values())]
    path = target if target is not None else next(iter(known), "")
    if path.startswith(UID_PREFIX):
        return RequestDraft("POST", path, body=BodyKind.JSON, text="{}")
    if method is None:
        method = _first_method(account, path)
    if method in _WRITING:
        return RequestDraft(method, path, body=BodyKind.JSON, text="{}")
    return RequestDraft(method, path)


def _first_method(account: Account, path: str) -> str:
    try:
        request = account.request(path)
    except RequestError:
        return "GET"
    name = request.endpoint
    if request.path.startswith(SERVERLESS_PREFIX):
        function = account.projects.endpoints.get(name or "")
        return function.methods[0] if function is not None else "GET"
    return account.functions[name].methods[0] if name is not None and name in account.functions else "GET"


def _cell() -> str | None:
    """The id of the cell that runs, where the notebook tells it."""
    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId") if isinstance(parent, dict) else None
    return cell if isinstance(cell, str) else None
