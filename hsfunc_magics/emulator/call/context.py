"""The object that main receives (contract §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..http import HeaderList, media_type
from ..limits.quota import QuotaState
from ..notes import (
    FIELDS,
    FORM,
    FORM_WITHOUT_VALUES,
    NO_BOUNDARY,
    Note,
    broken_form,
    content_type_rule,
    files_left_out,
    json_body_not_passed,
)
from ..visitors import Visitor, tracking_cookie
from .forms import MULTIPART, URLENCODED, PostedForm, group, parse_query, posted_by_form, read_form
from .request import Request, lower_headers

# Keys that production has and the reference does not list.
UNDOCUMENTED_KEYS = ("method", "endpoint", "secrets")
_MOST_FILES = 5
_LONGEST_NAME = 80


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
    read, kind, cookie = _read_headers(request.headers)
    headers = dict(read)
    notes: list[Note] = []
    json_body: bytes | None = None
    pairs = parse_query(request.query)
    if request.body:
        if kind == "application/json":
            if request.method in json_methods:
                json_body = request.body
            else:
                notes.append(json_body_not_passed(request.method))
        elif kind in (URLENCODED, MULTIPART):
            form = read_form(kind, headers["content-type"], request.body)
            notes += _form_notes(form, by_form=posted_by_form(request.method, headers))
            pairs += form.pairs
        else:
            notes.append(content_type_rule(kind))
    context: dict[str, Any] = {"accountId": account_id}
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


@lru_cache(maxsize=64)
def _read_headers(headers: HeaderList) -> tuple[Mapping[str, str], str, str | None]:
    """As `lower_headers`, with the media type and the tracking cookie: a client sends the same ones again and again."""
    read = lower_headers(headers)
    return read, media_type(read.get("content-type")), tracking_cookie(read.get("cookie", ""))


def _form_notes(form: PostedForm, *, by_form: bool) -> list[Note]:
    """What of a form reaches the function, and what does not."""
    notes: list[Note] = []
    if form.problem:
        notes.append(NO_BOUNDARY if form.problem == "no boundary" else broken_form(len(form.pairs)))
    elif by_form:
        notes.append(FORM if form.pairs else FORM_WITHOUT_VALUES)
    elif form.pairs:
        notes.append(FIELDS)
    if form.files:
        told = [
            f"{_short(name) or 'without a name'} (field {_short(field)}, {size:,} bytes)"
            for field, name, size in form.files[:_MOST_FILES]
        ]
        notes.append(files_left_out(told, len(form.files) - len(told)))
    return notes


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
