"""The platform of design-manager functions: `/_hcms/api/`, serverless.json, `sendResponse` (contract §3, §5, §6)."""

from __future__ import annotations

from typing import Any

from ....runtime.outcome import Sent
from ...account_state import AccountState
from ...functions.deployments import Deployment
from ...limits.limits import Limits
from ...limits.quota import QuotaState
from ...notes import Note
from ..context import build_context
from ..rejections import PREFLIGHT, Rejection, not_found
from ..request import Request
from ..response import PlatformResponse, read_sent


class DesignManager:
    """The functions of an account's `.functions` folders."""

    def __init__(self, state: AccountState) -> None:
        self._state = state

    def route(self, request: Request) -> Deployment | Rejection:
        """The endpoint of the request's path, where it serves the method; OPTIONS is the platform's own."""
        functions = self._state.functions
        name = request.endpoint
        deployment = functions.deployment(name) if name else None
        if deployment is None or not _serves(deployment, request.method):
            endpoint = deployment.endpoint if deployment is not None else None
            return not_found(request, endpoint, functions, functions.refused)
        return PREFLIGHT if request.method == "OPTIONS" else deployment

    def context(
        self, request: Request, deployment: Deployment, quota: QuotaState
    ) -> tuple[dict[str, Any], bytes | None, list[Note]]:
        """The context of the reference."""
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

    def response(self, sent: Sent, limits: Limits) -> tuple[PlatformResponse, list[Note]]:
        """The value that was given to `sendResponse`. Raises `InvalidResponseError`."""
        return read_sent(sent.described, sent.body, limits)


def _serves(deployment: Deployment, method: str) -> bool:
    return method == "OPTIONS" or ("GET" if method == "HEAD" else method) in deployment.endpoint.methods
