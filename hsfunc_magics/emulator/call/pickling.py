"""An execution as it leaves its process, pickled: without the values of secrets, and without what knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from ..secrets.masking import Masker
from .execution import Execution
from .request import HeaderList, Request
from .response import Reply


def portable(execution: Execution) -> dict[str, Any]:
    """Its fields, masked for good: request, response and context, too."""
    maskers = [one.masker for one in (*execution.history, execution) if one.masker]
    masked = _masked(execution, maskers)
    return {field.name: getattr(masked, field.name) for field in fields(masked)}


def _masked(execution: Execution, maskers: Sequence[Masker]) -> Execution:
    body = execution.json_body
    return replace(
        execution,
        endpoint=_text(execution.endpoint, maskers) if execution.endpoint is not None else None,
        request=_request(execution.request, maskers),
        reply=_reply(execution.reply, maskers),
        history=tuple(_masked(earlier, maskers) for earlier in execution.history),
        sent_context=_context(execution.sent_context, maskers),
        json_body=_bytes(body, maskers) if body is not None else None,
        masker=None,
    )


def _request(request: Request, maskers: Sequence[Masker]) -> Request:
    return replace(
        request,
        host=_text(request.host, maskers),
        path=_text(request.path, maskers),
        query=_text(request.query, maskers),
        headers=_headers(request.headers, maskers),
        body=_bytes(request.body, maskers),
    )


def _reply(reply: Reply, maskers: Sequence[Masker]) -> Reply:
    return replace(reply, headers=_headers(reply.headers, maskers), body=_bytes(reply.body, maskers))


def _context(context: dict[str, Any] | None, maskers: Iterable[Masker]) -> dict[str, Any] | None:
    if context is None:
        return None
    masked: Any = {**context, "secrets": dict.fromkeys(context.get("secrets", {}), "•••")}
    for masker in maskers:
        masked = masker.mask_deep(masked)
    found: dict[str, Any] = masked
    return found


def _headers(headers: HeaderList, maskers: Sequence[Masker]) -> HeaderList:
    return tuple((_text(name, maskers), _text(value, maskers)) for name, value in headers)


def _text(text: str, maskers: Iterable[Masker]) -> str:
    for masker in maskers:
        text = masker.mask(text)
    return text


def _bytes(content: bytes, maskers: Iterable[Masker]) -> bytes:
    for masker in maskers:
        content = masker.mask_bytes(content)
    return content
