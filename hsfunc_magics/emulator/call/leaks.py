"""Finds and masks secret values where they must not be: console, error, response body and headers (contract §8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..secrets.masking import Masker

if TYPE_CHECKING:
    from .error.info import ErrorInfo
    from .execution import ConsoleLine
    from .response import PlatformResponse


def find_leaks(declared: Masker, reply: PlatformResponse) -> tuple[str, ...]:
    """The places of the response where a value was seen: body, header.

    The function's `declared` secrets are looked for: it goes out as it is, and may be large. What the log keeps is
    masked for all of the account's, and flagged where that changes it.
    """
    body = declared.found_in(reply.body)
    header = any(declared.found_in(value) or declared.found_in(name) for name, value in reply.headers)
    return (*(("body",) if body else ()), *(("header",) if header else ()))


def mask_console(masker: Masker, console: Sequence[ConsoleLine], *, truncated: bool) -> tuple[ConsoleLine, ...]:
    """The lines without the values, and without the beginning of one where the console was cut."""
    masked = masker.mask_lines([line.text for line in console], cut=truncated)
    return tuple(
        line if text == line.text else replace(line, text=text) for line, text in zip(console, masked, strict=True)
    )


def mask_error(masker: Masker, error: ErrorInfo) -> ErrorInfo:
    """The error without the values: whatever shortens one of its texts leaves a `…`."""
    return replace(
        error,
        type=masker.mask(error.type),
        message=masker.mask(error.message),
        own_stack=masker.mask(error.own_stack),
        hint=masker.mask(error.hint),
        source_line=masker.mask(error.source_line),
        before=tuple(map(masker.mask, error.before)),
        after=tuple(map(masker.mask, error.after)),
        properties=masker.mask_deep(error.properties),
        cause=mask_error(masker, error.cause) if error.cause is not None else None,
        errors=tuple(mask_error(masker, inner) for inner in error.errors),
    )


def tells_secret(before: ErrorInfo, masked: ErrorInfo) -> bool:
    """Whether what the error says was changed by its masking; its source is not what the function said."""
    return _said(before) != _said(masked)


def _said(error: ErrorInfo) -> tuple[object, ...]:
    own = (error.type, error.message, error.own_stack, error.hint, error.properties)
    return (*own, error.cause and _said(error.cause), *map(_said, error.errors))
