"""`%hs try`: a form to write requests in, and to see what comes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from IPython.core.getipython import get_ipython

from ...emulator.account import Account
from ...emulator.errors import RequestError
from ..magics.parser import MagicParser
from ..request_form.draft import BodyKind, RequestDraft
from ..widgets import require_widgets

if TYPE_CHECKING:
    from ..request_form.widget import RequestConsole

PARSER = MagicParser(
    "%hs try",
    "[ENDPOINT[?query]] [--method METHOD]",
    "Opens the request console: method, path, query, headers, body, visitor and origin; Send shows the response.\n"
    "It copies a request as %hscall, curl, fetch or Python, and keeps the requests of the session.",
    "%hs try events/update --method POST",
)
PARSER.add_argument("target", metavar="ENDPOINT", nargs="?", help="an endpoint, path or URL (default: the first)")
PARSER.add_argument("-X", "--method", metavar="METHOD", help="the method (default: the endpoint's first)")

_WRITING = ("POST", "PUT", "PATCH")
# By the cell that opened them: run again, it takes its old console away.
_OPEN: WeakValueDictionary[str, RequestConsole] = WeakValueDictionary()


def run(account: Account, words: list[str]) -> RequestConsole:
    """Opens the console. An endpoint that is not there yet is told in the form. Raises `MagicError`."""
    from ..magics.hscall import known_method

    options = PARSER.read_words(words)
    method = known_method(options.method) if options.method is not None else None
    draft = first_draft(account, options.target, method)
    require_widgets("%hs try", "%hscall sends the same requests without them.")
    from ..request_form.widget import RequestConsole

    console = RequestConsole(account, draft)
    cell = _cell()
    if cell is not None:
        before = _OPEN.get(cell)
        if before is not None:
            before.close()
        _OPEN[cell] = console
    return console


def first_draft(account: Account, target: str | None, method: str | None) -> RequestDraft:
    """What the form begins with: the endpoint's first method, and JSON where one writes."""
    path = target if target is not None else next(iter(account.functions), "")
    if method is None:
        method = _first_method(account, path)
    if method in _WRITING:
        return RequestDraft(method, path, body=BodyKind.JSON, text="{}")
    return RequestDraft(method, path)


def _first_method(account: Account, path: str) -> str:
    try:
        name = account.request(path).endpoint
    except RequestError:
        return "GET"
    return account.functions[name].methods[0] if name is not None and name in account.functions else "GET"


def _cell() -> str | None:
    """The id of the cell that runs, where the notebook tells it."""
    shell: Any = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId") if isinstance(parent, dict) else None
    return cell if isinstance(cell, str) else None
