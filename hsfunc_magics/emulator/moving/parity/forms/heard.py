"""The design manager with what a project's function would hear: whether a documented difference is all there is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ....account_state import AccountState
from ....call.forms import group, parse_query
from ....call.platforms.design_manager import DesignManager
from ....call.request import Request
from ....functions.deployments import Deployment
from ....http import media_type
from ....limits.quota import QuotaState
from ....notes import Note
from ....projects.headers import arrives

_UNLISTED = ("endpoint", "secrets")


class HeardAs(DesignManager):
    """`rows` are those of the mapping of which the function hears what a project's function does."""

    def __init__(self, state: AccountState) -> None:
        super().__init__(state, list)
        self.rows: Collection[str] = ()

    def context(
        self, request: Request, deployment: Deployment, quota: QuotaState
    ) -> tuple[dict[str, Any], bytes | None, list[Note]]:
        """The context of the reference, less what the rows take away."""
        context, json_body, notes = super().context(request, deployment, quota)
        for row in self.rows:
            if row == "headers":
                context["headers"] = {name: value for name, value in context["headers"].items() if arrives(name)}
            elif row == "body":
                is_json = media_type(request.header("content-type")) == "application/json"
                json_body = request.body if is_json and request.body else None
            elif row == "forms":
                context["params"] = group(parse_query(request.query))
            elif row == "context":
                for key in _UNLISTED:
                    context.pop(key, None)
            elif row in ("contact", "limits"):
                context.pop(row, None)
        return context, json_body, notes
