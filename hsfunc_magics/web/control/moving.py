"""From the port of the functions to that of the control pages, for whoever opens them by the functions' address."""

from __future__ import annotations

from ...emulator.call.response import Reply
from ..request import Scope
from .guard import barred, name_of
from .layout import PROTECTED


def moved(scope: Scope, port: int, control_port: int) -> Reply | None:
    """None for whoever must not see them: to them there is nothing here, as at any address that functions lack."""
    if scope["method"] not in ("GET", "HEAD") or barred(scope, port) is not None:
        return None
    host = next(value.decode("latin-1") for name, value in scope["headers"] if name == b"host")
    path = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    url = f"{scope['scheme']}://{name_of(host)}:{control_port}{path}{f'?{query}' if query else ''}"
    return Reply(302, (("Location", url), *PROTECTED))
