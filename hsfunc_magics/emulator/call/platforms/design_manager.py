"""The platform of design-manager functions: `/_hcms/api/`, serverless.json, `sendResponse` (contract §3, §5, §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....runtime.outcome import Failure, Sent
from ...account_state import AccountState
from ...functions.deployments import Deployment, FolderDeployment
from ...http import DESIGN_MANAGER, SERVERLESS_PREFIX
from ...limits.limits import Limits
from ...limits.quota import QuotaState
from ...notes import Note
from ..context import build_context
from ..rejections import PREFLIGHT, Rejection, not_found, other_portal
from ..request import Request
from ..response import PlatformResponse, read_sent


class DesignManager:
    """The functions of an account's `.functions` folders."""

    title = DESIGN_MANAGER

    def __init__(self, state: AccountState, refresh: Callable[[], list[Note]]) -> None:
        self._state = state
        self.refresh = refresh

    def route(self, request: Request) -> Deployment | Rejection:
        """The endpoint of the request's path, where it serves the method; OPTIONS is the platform's own."""
        functions = self._state.functions
        name = request.endpoint
        deployment = functions.deployment(name) if name else None
        if deployment is None or not _serves(deployment, request.method):
            endpoint = deployment.endpoint if deployment is not None else None
            rejection = not_found(request, endpoint, functions, functions.refused)
            return rejection if deployment is not None else self._elsewhere(name, rejection)
        return PREFLIGHT if request.method == "OPTIONS" else deployment

    def _elsewhere(self, name: str | None, rejection: Rejection) -> Rejection:
        """The same, with a word about a project that has an endpoint of that name."""
        projects = self._state.projects
        if name in projects.endpoints:
            there = f"A developer project has one of that name: {SERVERLESS_PREFIX}{name}."
        elif name in projects.functions:
            there = f"A developer project has a function {name}, which is called by its uid."
        else:
            return rejection
        note = rejection.note
        told = f"{note.text} {there}"
        return Rejection(rejection.reply, Note(told, note.source))

    def admits(self, request: Request, _: Deployment) -> Rejection | None:
        """Not where it names another account."""
        return other_portal(request, self._state.account_id)

    def context(
        self, request: Request, deployment: Deployment, quota: QuotaState
    ) -> tuple[dict[str, Any], bytes | None, list[Note]]:
        """The context of the reference."""
        assert isinstance(deployment, FolderDeployment)
        state = self._state
        return build_context(
            request,
            account_id=state.account_id,
            endpoint=deployment.endpoint.name,
            secrets=deployment.secrets,
            quota=quota,
            recognise=state.visitors.recognise,
            json_methods=state.settings.json_body_methods,
        )

    def response(self, sent: Sent, _: Deployment, limits: Limits) -> tuple[PlatformResponse, list[Note]]:
        """The value that was given to `sendResponse`. Raises `InvalidResponseError`."""
        return read_sent(sent.described, sent.body, limits)

    def failed_status(self, failure: Failure, _: Deployment) -> int:
        """500, and for a timeout what the settings say."""
        return self._state.settings.timeout_status if failure.kind == "timeout" else 500


def _serves(deployment: FolderDeployment, method: str) -> bool:
    return method == "OPTIONS" or ("GET" if method == "HEAD" else method) in deployment.endpoint.methods
