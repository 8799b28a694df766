"""The object that main receives (contract §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..http import media_type
from ..limits.quota import QuotaState
from ..notes import Note, content_type_rule, json_body_not_passed
from ..visitors import Visitor, tracking_cookie
from .forms import MULTIPART, URLENCODED, form_note, group, parse_form, parse_query
from .request import Request, lower_headers

# Keys that production has and the reference does not list.
UNDOCUMENTED_KEYS = ("method", "endpoint", "secrets")


def build_context(
    request: Request,
    *,
    account_id: int,
    endpoint: str,
    secrets: Mapping[str, str],
    quota: QuotaState,
    recognise: Callable[[str], Visitor | None],
    json_methods: frozenset[str],
) -> tuple[dict[str, Any], bytes | None, list[Note]]:
    """`context` without its body, the bytes to parse as `context.body` (None: no such key), and notes.

    `recognise` tells whom a tracking cookie's value stands for.
    The body's JSON is parsed once, by the Node that runs the function.
    """
    headers = lower_headers(request.headers)
    kind = media_type(headers.get("content-type"))
    notes: list[Note] = []
    json_body: bytes | None = None
    pairs = parse_query(request.query)
    if request.body:
        if kind == "application/json":
            if request.method in json_methods:
                json_body = request.body
            else:
                notes.append(json_body_not_passed(request.method))
        else:
            notes.append(content_type_rule(kind))
            if kind in (URLENCODED, MULTIPART):
                notes.append(form_note(request.method, headers))
                pairs += parse_form(kind, headers["content-type"], request.body)
    context: dict[str, Any] = {"accountId": account_id}
    cookie = tracking_cookie(headers.get("cookie", ""))
    visitor = (request.visitor or recognise(cookie)) if cookie is not None else None
    if visitor is not None:
        context["contact"] = visitor.as_contact()
    context["headers"] = headers
    context["params"] = group(pairs)
    context["limits"] = quota.as_context()
    context["method"] = request.method
    context["endpoint"] = endpoint
    context["secrets"] = dict(secrets)
    return context, json_body, notes
