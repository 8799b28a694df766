"""The object that main of a project's function receives, by its endpoint or by its uid (contract §12)."""

from __future__ import annotations

from typing import Any

from ..citations import chosen, production
from ..http import media_type
from ..limits.quota import QuotaState
from ..notes import Note
from ..projects.deployments import ProjectDeployment
from ..projects.headers import arrives
from ..projects.project import ADAPTER_HEAD
from ..projects.switch_notes import switch_note
from ..projects.switches import Switches
from ..visitors import Visitor
from .forms import MULTIPART, URLENCODED, group, parse_query
from .request import Invocation, Request, lower_headers

# What clients send by themselves: it is told of only where the function reads it.
_ORDINARY = frozenset(
    {
        "content-length",
        "content-type",
        "dnt",
        "if-modified-since",
        "if-none-match",
        "origin",
        "pragma",
        "priority",
        "referer",
        "te",
    }
)
_GATEWAY = production("live projects: the gateway drops custom request headers")
_BODY = production("live projects: JSON bodies arrive parsed, the raw text does not")
_UNSURE = chosen("the context of a function that is called by its uid, on 2026.03 and later")


def endpoint_context(
    request: Request,
    deployment: ProjectDeployment,
    *,
    account_id: int,
    visitor: Visitor | None,
    quota: QuotaState,
) -> tuple[dict[str, Any], bytes | None, list[Note]]:
    """`context` without its body, the bytes to parse as `context.body` (None: no such key), and notes."""
    switches, notes = deployment.switches, list[Note]()
    sent = lower_headers(request.headers)
    headers = {name: value for name, value in sent.items() if arrives(name)}
    notes += _dropped([name for name in sent if name not in headers], deployment)
    pairs = parse_query(request.query)
    if pairs:
        notes += switch_note(switches, "params")
    if any(name == "portalid" for name, _ in pairs):
        notes += switch_note(switches, "portalid")
    if request.method == "OPTIONS":
        notes += switch_note(switches, "cors")
    context: dict[str, Any] = {"accountId": account_id, "headers": headers, "method": request.method}
    context["params"] = _params(pairs, switches)
    if switches.says("contact", "present") and visitor is not None:
        context["contact"] = visitor.as_contact()
    if switches.says("limits", "present"):
        context["limits"] = quota.as_context()
    kind = media_type(sent.get("content-type"))
    if not request.body or kind == "application/json":
        return context, request.body or None, notes
    return context, None, [*notes, _no_body(kind)]


def uid_context(
    invocation: Invocation, deployment: ProjectDeployment, *, known: bool
) -> tuple[dict[str, Any], bytes | None, list[Note]]:
    """What a UI extension's call gives. `known`: the platform version is one of HubSpot's own local runtime."""
    context: dict[str, Any] = {"propertiesToSend": dict(invocation.properties)}
    if invocation.parameters is not None:
        context["parameters"] = invocation.parameters
    context["secrets"] = dict(deployment.secrets)
    if known:
        return context, None, []
    told = (
        f"What a function that is called by its uid gets on {deployment.project.platform_version} is not known on"
        " HubSpot; here: what it gets on 2025.1 and earlier."
    )
    return context, None, [Note(told, _UNSURE)]


def _params(pairs: list[tuple[str, str]], switches: Switches) -> dict[str, Any]:
    if switches.says("params", "scalars"):
        return dict(pairs)
    grouped: dict[str, Any] = group(pairs)
    if switches.says("params", "arrays"):
        return grouped
    return {name: values if len(values) > 1 else values[0] for name, values in grouped.items()}


def _dropped(names: list[str], deployment: ProjectDeployment) -> list[Note]:
    """A note on headers that do not arrive; on those that every client sends where the source reads them."""
    read = "\n".join(text for text in deployment.file.own_texts if not text.startswith(ADAPTER_HEAD))
    told = [name for name in names if not (name in _ORDINARY or name.startswith("sec-")) or name in read]
    if not told:
        return []
    named = f"The header {told[0]} was" if len(told) == 1 else f"The headers {', '.join(told)} were"
    return [
        Note(
            f"{named} dropped: of a request's headers the reference's common ones and x-hubspot-… reach a project's"
            " function. Send the value in the query or in the body.",
            _GATEWAY,
        )
    ]


def _no_body(kind: str) -> Note:
    sent = f"as {kind}" if kind else "without a content type"
    if kind in (URLENCODED, MULTIPART):
        told = "whether a form's fields reach a project's function is not known on HubSpot; here they do not"
        return Note(f"The body was sent {sent}: {told}. Send JSON.", chosen("forms and projects"))
    return Note(f"The body was sent {sent}: a project's function gets JSON alone, so context.body is absent.", _BODY)
