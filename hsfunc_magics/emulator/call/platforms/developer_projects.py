"""The platform of developer projects: `/hs/serverless/`, calls by uid, what `main` returns (contract §12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ....runtime.outcome import Failure, Outcome, Sent
from ...account_state import AccountState
from ...citations import chosen
from ...functions.deployments import Deployment
from ...http import PROJECTS
from ...limits.limits import Limits
from ...limits.quota import QuotaState
from ...notes import Note, refusal
from ...projects.deployments import ProjectDeployment
from ...projects.project import SERVERLESS_PREFIX, Project
from ...projects.switch_notes import switch_note
from ...projects.switches import Switches
from ...text import did_you_mean
from ...visitors import tracking_cookie
from ..project_context import endpoint_context, uid_context
from ..rejections import PREFLIGHT, Rejection, other_portal
from ..request import Request
from ..response import PlatformResponse, platform_response, read_sent

_UNKNOWN = chosen("an unknown endpoint, or uid, of a project is 404")
_COOKIE = chosen("Set-Cookie beside the headers of a returned value")
# What HubSpot's own local runtime has for platform 2023.1 to 2025.1.
_LEGACY_SECONDS = 15.0
_FIRST_AFTER = 2026
_DEFAULT = Limits()
_LEAST_SECONDS, _LEAST_LOG = 10.0, 4096


class DeveloperProjects:
    """The functions of an account's projects."""

    title = PROJECTS

    def __init__(self, state: AccountState, refresh: Callable[[], list[Note]]) -> None:
        self._state = state
        self.refresh = refresh

    def route(self, request: Request) -> Deployment | Rejection:
        """The function of the request's uid or path, where it serves the method; OPTIONS is as the switch says."""
        projects = self._state.projects
        if request.invocation is not None:
            uid = request.invocation.uid
            return projects.function(uid) or _not_found(
                f"There is no function {uid}.{did_you_mean(uid, projects.functions)}"
            )
        path = request.endpoint or ""
        deployment = projects.endpoint(path)
        if deployment is None:
            return self._unknown(path)
        if request.method == "OPTIONS":
            if deployment.switches.says("cors", "function"):
                return deployment
            return replace(PREFLIGHT, note=next(iter(switch_note(deployment.switches, "cors")), PREFLIGHT.note))
        methods = deployment.function.methods
        if ("GET" if request.method == "HEAD" else request.method) not in methods:
            allowed = ", ".join(methods)
            return _not_found(
                f"The endpoint {SERVERLESS_PREFIX}{path} does not serve {request.method}; its methods: {allowed}."
            )
        return deployment

    def admits(self, request: Request, deployment: Deployment) -> Rejection | None:
        """Not where it names another account, as far as the switch has that looked at."""
        switches = _of(deployment).switches
        wrong = other_portal(request, self._state.account_id) if switches.says("portalid", "checked") else None
        unsure = switch_note(switches, "portalid")
        if wrong is None or not unsure:
            return wrong
        return replace(wrong, note=replace(unsure[0], text=f"{wrong.note.text} {unsure[0].text}"))

    def limits(self, request: Request, deployment: Deployment) -> Limits:
        """The account's; where they are HubSpot's, with what the switches, or its own local runtime, say."""
        project, switches = _of(deployment).project, _of(deployment).switches
        limits = self._state.limits
        by_uid = request.invocation is not None and is_legacy(project)
        seconds = _LEGACY_SECONDS if by_uid else float(switches["seconds"])
        if limits.execution_seconds == _DEFAULT.execution_seconds != seconds:
            limits = replace(limits, execution_seconds=seconds)
        kept = int(switches["log_bytes"])
        if limits.log_bytes == _DEFAULT.log_bytes != kept:
            limits = replace(limits, log_bytes=kept)
        return limits

    def context(
        self, request: Request, deployment: Deployment, quota: QuotaState
    ) -> tuple[dict[str, Any], bytes | None, list[Note]]:
        """What an endpoint gets, or what a UI extension's call gives."""
        own = _of(deployment)
        if request.invocation is not None:
            return uid_context(request.invocation, own, known=is_legacy(own.project))
        state = self._state
        cookie = tracking_cookie(request.header("cookie") or "")
        visitor = (request.visitor or state.visitors.recognise(cookie)) if cookie is not None else None
        return endpoint_context(request, own, account_id=state.account_id, visitor=visitor, quota=quota)

    def response(self, sent: Sent, deployment: Deployment, limits: Limits) -> tuple[PlatformResponse, list[Note]]:
        """The value that `main` returned, or that `sendResponse` was given. Raises `InvalidResponseError`."""
        own, described = _of(deployment), sent.described
        notes: list[Note] = []
        if "multiValueHeaders" in described:
            notes += switch_note(own.switches, "multi_value_headers")
            if own.switches.says("multi_value_headers", "dropped"):
                described = {key: value for key, value in described.items() if key != "multiValueHeaders"}
        lines = described.get("headers")
        if isinstance(lines, list) and any(isinstance(line[1], list) and len(line[1]) > 1 for line in lines):
            notes += switch_note(own.switches, "header_arrays")
            if own.switches.says("header_arrays", "joined"):
                described = {**described, "headers": [[name, _joined(values)] for name, values in lines]}
        if "setCookie" in described:
            told = (
                "Set-Cookie stands beside headers, which is documented for the design manager alone: it was not sent."
            )
            notes.append(Note(f"{told} Put it into headers.", _COOKIE))
            described = {key: value for key, value in described.items() if key != "setCookie"}
        if described.get("kind") == "bytes" or described.get("bytes") is True:
            notes += switch_note(own.switches, "binary")
        value = "the returned value" if own.program.convention == "return" else "the value of sendResponse"
        reply, more = read_sent(described, sent.body, limits, value)
        notes += more
        if 300 <= reply.status < 400 and any(name.lower() == "location" for name, _ in reply.headers):
            notes += switch_note(own.switches, "redirects")
            if own.switches.says("redirects", "dropped"):
                headers = tuple(line for line in reply.headers if line[0].lower() != "location")
                reply = replace(reply, status=200, headers=headers)
        return reply, notes

    def failed_status(self, failure: Failure, deployment: Deployment) -> int:
        """That of the switch for what throws, that of the settings for a timeout, 500 for all else."""
        if failure.kind == "timeout":
            return self._state.settings.timeout_status
        return int(_of(deployment).switches["throw_status"]) if failure.kind == "error" else 500

    def remarks(self, outcome: Outcome, deployment: Deployment) -> list[Note]:
        """The switches on which depends how the execution has ended."""
        switches = _of(deployment).switches
        failure = outcome.failure
        notes = _of_failure(failure, switches, answered=outcome.sent is not None) if failure is not None else []
        if (failure is not None and failure.kind == "timeout") or outcome.seconds > _LEAST_SECONDS:
            notes += switch_note(switches, "seconds")
        written = sum(len(line.text) + 1 for line in outcome.console) if outcome.console else 0
        if outcome.truncated or written > _LEAST_LOG:
            notes += switch_note(switches, "log_bytes")
        return notes

    def _unknown(self, path: str) -> Rejection:
        projects = self._state.projects
        told = f"No project has the endpoint {SERVERLESS_PREFIX}{path}.{did_you_mean(path, projects.endpoints)}"
        if path in projects.functions:
            told += f" The function {path} has no endpoint of that path: call it by its uid."
        elif path in self._state.functions:
            told += f" The design manager has an endpoint {path}."
        return _not_found(told)


def is_legacy(project: Project) -> bool:
    """Whether it is of platform 2023.1 to 2025.2."""
    year = project.platform_version.partition(".")[0]
    return year.isdecimal() and int(year) < _FIRST_AFTER


def _of(deployment: Deployment) -> ProjectDeployment:
    assert isinstance(deployment, ProjectDeployment)
    return deployment


def _joined(values: Any) -> Any:
    """The line of several values; those that no header can have are told of as they stand."""
    if not isinstance(values, list) or any(isinstance(value, dict) for value in values):
        return values
    return ", ".join(
        str(value).lower() if isinstance(value, bool) else str(value) for value in values if value is not None
    )


def _not_found(text: str) -> Rejection:
    return Rejection(platform_response(404, "Not found"), refusal(text, _UNKNOWN))


def _of_failure(failure: Failure, switches: Switches, *, answered: bool) -> list[Note]:
    if failure.kind != "error":
        return []
    notes = [] if answered else switch_note(switches, "throw_status")
    # What a newer Node has, an older one does not know by its name, or cannot read.
    of_node = failure.type in ("SyntaxError", "ReferenceError") or failure.message.endswith("is not a function")
    if of_node and not failure.message.startswith("sendResponse "):
        notes += switch_note(switches, "node")
    return notes
