"""What a panel asks for: each request is done at once, and answered by what is to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ...emulator.secrets.masked_errors import hide_values

Request = dict[str, Any]
Answer = dict[str, Any]


def answer(account: Account | None, request: Request) -> Answer | None:
    """`told` and, where it can be undone, `undo`, a request; `refused` where it cannot be done. None: it asks nothing.

    Requests are `{"restart": True}`, `{"delete": ENDPOINT}`, `{"restore": ENDPOINT}`, `{"rename": [ENDPOINT, NAME]}`,
    `{"reset": {"secrets": BOOL}}` and `{"undoReset": True}`.
    """
    for name, act in _ACTS.items():
        if request.get(name):
            if account is None:
                return {"refused": "There is no account yet: nothing has been registered."}
            try:
                return act(account, request[name])
            except HsfuncError as problem:
                hide_values(problem, account.secrets)
                return {"refused": str(problem)}
            except (TypeError, ValueError, AttributeError):
                return {"refused": "The panel asks in words of another version: reload the page."}
    return None


def _restart(account: Account, _: Any) -> Answer:
    from ..commands.runtime import RESTARTED

    account.restart()
    return {"told": RESTARTED}


def _delete(account: Account, endpoint: Any) -> Answer:
    from ..commands.functions import of_project
    from ..views.registration import deletion_lines, project_deletion_lines

    function = of_project(account, str(endpoint))
    if function is not None:
        gone = account.projects.delete(function.uid)
        return {"told": " ".join(project_deletion_lines(gone)), "undo": {"restore": gone.function.called}}
    deletion = account.functions.delete(str(endpoint))
    return {"told": " ".join(deletion_lines(deletion)), "undo": {"restore": deletion.endpoint.name}}


def _restore(account: Account, endpoint: Any) -> Answer:
    from ..commands.functions import restored

    return {"told": restored(account, str(endpoint))}


def _rename(account: Account, names: Any) -> Answer:
    from ..commands.functions import name_as, renamed

    endpoint, name = map(str, names)
    told = renamed(account, endpoint, name)
    return {"told": told, "undo": {"rename": [name_as(endpoint, name), endpoint]}}


def _reset(account: Account, wanted: Any) -> Answer:
    from ..commands.runtime import do_reset
    from ..views.registration import UNDO_RESET, reset_lines

    taken = do_reset(account, secrets=bool(wanted.get("secrets")))
    told = " ".join([*reset_lines(taken), f"{UNDO_RESET} brings it back."])
    return {"told": told, "undo": {"undoReset": True}}


def _undo_reset(account: Account, _: Any) -> Answer:
    from ..commands.runtime import undo_reset

    return {"told": undo_reset(account), "undo": {"undoReset": True}}


_ACTS: dict[str, Callable[[Account, Any], Answer]] = {
    "restart": _restart,
    "delete": _delete,
    "restore": _restore,
    "rename": _rename,
    "reset": _reset,
    "undoReset": _undo_reset,
}
