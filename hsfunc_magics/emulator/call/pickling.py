"""The parts of an execution as they leave their process, pickled: without the values of secrets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..http import HeaderList
from ..secrets.masking import Masker
from .request import Request
from .response import Reply


def masked_request(request: Request, maskers: Sequence[Masker]) -> Request:
    return replace(
        request,
        host=masked_text(request.host, maskers),
        path=masked_text(request.path, maskers),
        query=masked_text(request.query, maskers),
        headers=_headers(request.headers, maskers),
        body=masked_bytes(request.body, maskers),
    )


def masked_reply(reply: Reply, maskers: Sequence[Masker]) -> Reply:
    return replace(reply, headers=_headers(reply.headers, maskers), body=masked_bytes(reply.body, maskers))


def masked_context(context: dict[str, Any] | None, maskers: Iterable[Masker]) -> dict[str, Any] | None:
    if context is None:
        return None
    masked: Any = {**context, "secrets": dict.fromkeys(context.get("secrets", {}), "•••")}
    for masker in maskers:
        masked = masker.mask_deep(masked)
    found: dict[str, Any] = masked
    return found


def _headers(headers: HeaderList, maskers: Sequence[Masker]) -> HeaderList:
    return tuple((masked_text(name, maskers), masked_text(value, maskers)) for name, value in headers)


def masked_text(text: str, maskers: Iterable[Masker]) -> str:
    for masker in maskers:
        text = masker.mask(text)
    return text


def masked_bytes(content: bytes, maskers: Iterable[Masker]) -> bytes:
    for masker in maskers:
        content = masker.mask_bytes(content)
    return content
