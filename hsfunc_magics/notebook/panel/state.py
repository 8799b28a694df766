"""What the panel shows, as JSON in parts: each is told again when it may have changed. Never a secret's value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ...emulator.functions.folder import Folder
from ...emulator.limits.quota import full
from ...emulator.projects.project import HSMETA, PROJECT_FILE, ProjectFunction
from ...emulator.serverless_json.manifest import MANIFEST_NAME, Endpoint
from ..addresses import address_of
from ..executions import Recent
from ..views.execution.parts import fit

_MOST_FILES = 300
_MOST_WARNINGS = 50


def state(account: Account, recent: Recent, parts: Iterable[str]) -> dict[str, Any]:
    """The parts of the state, now."""
    return {part: fit(PARTS[part](account, recent)) for part in parts}


def _account(account: Account, _: Recent) -> dict[str, Any]:
    return {"id": account.account_id}


def _folders(account: Account, _: Recent) -> list[dict[str, Any]]:
    known = set(_names(account))
    return [_folder(account, folder, known) for folder in account.functions.folders.values()]


def _folder(account: Account, folder: Folder, known: set[str]) -> dict[str, Any]:
    served: dict[str, list[Endpoint]] = {}
    for endpoint in folder.endpoints().values():
        served.setdefault(endpoint.file, []).append(endpoint)
    # Those that serve endpoints first: of a folder with many files the others are left out.
    files = sorted(
        {MANIFEST_NAME, *folder.files, *served}, key=lambda name: (name not in served, name != MANIFEST_NAME, name)
    )
    problems = folder.problems(account.functions.rules_beside(folder.name))
    return {
        "name": folder.name,
        "title": folder.title,
        "runtime": folder.runtime,
        "follows": account.functions.watched.get(folder.name),
        "files": [
            {"name": name, "endpoints": [_endpoint(endpoint, known) for endpoint in served.get(name, ())]}
            for name in sorted(files[:_MOST_FILES])
        ],
        "omitted": max(0, len(files) - _MOST_FILES),
        "warnings": [str(problem) for problem in problems[:_MOST_WARNINGS]],
    }


def _endpoint(endpoint: Endpoint, known: set[str]) -> dict[str, Any]:
    return {
        "name": endpoint.name,
        "methods": list(endpoint.methods),
        "secrets": [{"name": name, "missing": name not in known} for name in endpoint.secrets],
    }


def _projects(account: Account, _: Recent) -> list[dict[str, Any]]:
    known = set(_names(account))
    return [_project(account, name, known) for name in account.projects]


def _project(account: Account, name: str, known: set[str]) -> dict[str, Any]:
    loaded = account.projects.loaded(name)
    project = loaded.project
    served: dict[str, list[ProjectFunction]] = {}
    for function in project.functions.values():
        served.setdefault(function.file, []).append(function)
    files = sorted({*project.files, *served}, key=lambda file: (file not in served, file != PROJECT_FILE, file))
    return {
        "name": name,
        "platform": f"project {project.platform_version}",
        "follows": account.projects.watched.get(name),
        "files": [
            {"name": file, "functions": [_function(one, known) for one in served.get(file, ())]}
            for file in sorted(files[:_MOST_FILES])
        ],
        "omitted": max(0, len(files) - _MOST_FILES),
        "warnings": [str(problem) for problem in loaded.problems[:_MOST_WARNINGS]],
    }


def _function(function: ProjectFunction, known: set[str]) -> dict[str, Any]:
    """`uid` is what it is called by where it has no endpoint, and null otherwise."""
    return {
        "name": function.called,
        "uid": function.uid if function.path is None else None,
        "methods": list(function.methods),
        "secrets": [{"name": name, "missing": name not in known} for name in function.secrets],
        "changeable": function.declared_in.endswith(HSMETA),
    }


def _deleted(account: Account, _: Recent) -> list[dict[str, str]]:
    """What can be restored, the latest first of either form."""
    own = [{"name": one.endpoint.name, "folder": one.folder.title} for one in account.functions.deletions]
    of_projects = [
        {"name": one.function.called, "folder": f"the project {one.project.name}"} for one in account.projects.deletions
    ]
    return [*own, *of_projects]


def _secrets(account: Account, _: Recent) -> list[str]:
    return _names(account)


def _names(account: Account) -> list[str]:
    try:
        return sorted(account.secrets)
    except HsfuncError:  # a keyring that is locked: whoever asks for secrets is told
        return []


def _visitor(account: Account, _: Recent) -> dict[str, Any]:
    visitor = account.visitors.current
    return {
        "name": account.visitors.current_name,
        "vid": visitor.vid if visitor is not None else None,
        "loggedIn": visitor is not None and visitor.is_logged_in,
    }


def _quota(account: Account, _: Recent) -> dict[str, Any]:
    now, most = account.quota_state, full(account.limits)
    return {
        "timeRemaining": now.time_remaining,
        "timeLimit": most.time_remaining,
        "executionsRemaining": now.executions_remaining,
        "executionsLimit": most.executions_remaining,
        "endpoints": len(account.functions) + len(account.projects.endpoints),
        "endpointsLimit": account.limits.endpoints,
        "secrets": len(_names(account)),
        "secretsLimit": account.limits.secrets,
    }


def _limits(account: Account, _: Recent) -> list[dict[str, Any]]:
    """Those that are not HubSpot's."""
    return [
        {"name": row.limit.name, "value": row.limit.value, "unit": row.limit.unit, "original": row.original}
        for row in account.limit_usage().rows
        if row.original is not None
    ]


def _server(account: Account, _: Recent) -> dict[str, Any] | None:
    """Where `%hs serve` serves: `url` for the browser with the panel, `control` on the kernel's machine."""
    address = address_of(account)
    if address is None:
        return None
    return {"url": address.browser, "control": address.control_url}


def _executions(_: Account, recent: Recent) -> list[dict[str, Any]]:
    return recent.rows()


PARTS: dict[str, Callable[[Account, Recent], Any]] = {
    "account": _account,
    "folders": _folders,
    "projects": _projects,
    "deleted": _deleted,
    "secrets": _secrets,
    "visitor": _visitor,
    "quota": _quota,
    "limits": _limits,
    "server": _server,
    "executions": _executions,
}
