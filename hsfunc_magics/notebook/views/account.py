"""An account: who it is, what it has, and where it stands among its limits."""

from __future__ import annotations

from typing import Any

from ...emulator.account import Account
from ...emulator.clock import iso
from ...emulator.display import counted, listed
from ...emulator.errors import HsfuncError
from ...emulator.projects.switches_words import summary
from .frame import code, escape, frame, table, visible

_MOST_ENDPOINTS = 30


def account_text(account: Account) -> str:
    """The account as text, a line for each thing."""
    rows = [(name, line) for name, lines in _parts(account) for line in lines]
    width = max(len(name) for name, _ in rows)
    shown: list[str] = []
    before = ""
    for name, line in rows:
        shown.append(f"  {name if name != before else '':<{width}}  {line}")
        before = name
    return visible("\n".join([f"Account {account.account_id}", *shown]))


def account_html(account: Account) -> str:
    """The account as HTML."""
    rows = [(escape(name), "<br>".join(map(escape, lines))) for name, lines in _parts(account)]
    return frame([f"<p>Account {code(str(account.account_id))}</p>", table(("Part", "What it has"), rows)])


def account_figures(account: Account) -> dict[str, Any]:
    """What changes from run to run: what is left of the minute."""
    return {"quota": account.quota_state.as_context()}


def _parts(account: Account) -> list[tuple[str, list[str]]]:
    limits = account.limits
    names = _secret_names(account)
    changed = [row.limit for row in account.limit_usage().rows if row.original is not None]
    parts = [
        ("domains", list(account.domains)),
        ("endpoints", _endpoints(account) or ["none"]),
        *([("projects", _projects(account))] if account.projects else []),
        ("secrets", [listed(names) or "none"] if names is not None else ["the keyring cannot be read"]),
        ("visitor", [_visitor(account)]),
        (
            "stands at",
            [
                f"{len(account.functions) + len(account.projects.endpoints)} of {limits.endpoints} endpoints",
                *([f"{len(names)} of {limits.secrets} secrets"] if names is not None else []),
                "the minute: %hs limits, account.quota_state",
            ],
        ),
    ]
    if changed:
        parts.append(("not HubSpot's", [f"{limit.name}: {limit.amount}" for limit in changed]))
    if account.outside.mocks is not None:
        parts.append(("mocks", [f"{counted(len(account.mocks), 'mock')} before the network: %hs mocks"]))
    if account.switches.chosen:
        parts.append(("switches", summary(account.switches).split(", ")))
    if account.clock.frozen:
        parts.append(("clock", [f"stands at {iso(account.clock.now())}"]))
    return parts


def _secret_names(account: Account) -> list[str] | None:
    try:
        return account.secrets.names()
    except HsfuncError:
        return None


def _endpoints(account: Account) -> list[str]:
    rows = [
        f"{' '.join(endpoint.methods)} {endpoint.name}  ({folder.path(endpoint.file)})"
        for folder in account.functions.folders.values()
        for endpoint in folder.endpoints().values()
    ]
    more = [f"… and {len(rows) - _MOST_ENDPOINTS} more: %hs function list"] if len(rows) > _MOST_ENDPOINTS else []
    return [*rows[:_MOST_ENDPOINTS], *more]


def _projects(account: Account) -> list[str]:
    rows = [
        f"{' '.join([*function.methods, function.called])}  ({name}, project {account.projects[name].platform_version})"
        for name in account.projects
        for function in account.projects[name].functions.values()
    ] or [f"{name}  (project {account.projects[name].platform_version}): no function" for name in account.projects]
    more = [f"… and {len(rows) - _MOST_ENDPOINTS} more: %hs function list"] if len(rows) > _MOST_ENDPOINTS else []
    return [*rows[:_MOST_ENDPOINTS], *more]


def _visitor(account: Account) -> str:
    visitor, name = account.visitors.current, account.visitors.current_name
    if visitor is None:
        return "anonymous"
    return f"{f'{name}, ' if name else ''}{visitor.kind}, vid {visitor.vid}"
