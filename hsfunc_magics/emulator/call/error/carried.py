"""Properties, causes and inner errors of an error, for the person who wrote the function."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from ....runtime.outcome import Carried, Thrown
from ...secrets.masking import MASK
from .info import ErrorInfo

# What a client was given to sign in with may come back in an answer, and is no secret of the account.
_SIGNED_IN = re.compile(
    r"(\b(?:Bearer|Basic)\s+|\b(?:hapikey|api_?key|\w*token|client_secret|password)=)[\w.~+/=%-]{4,}", re.IGNORECASE
)


class Located(NamedTuple):
    """A stack with the cell's own lines and columns, and the first place in the function; 0 where there is none."""

    stack: str
    file: str
    line: int
    column: int


def with_carried(error: ErrorInfo, carried: Carried, locate: Callable[[str], Located]) -> ErrorInfo:
    """The error with what it carries. `locate` leads a stack to the cell."""
    if carried == Carried():
        return error
    return replace(
        error,
        properties=_without_credentials(carried.properties),
        cause=_inner(carried.cause, locate) if carried.cause is not None else None,
        errors=tuple(_inner(thrown, locate) for thrown in carried.errors),
        more=carried.more,
    )


def _inner(thrown: Thrown, locate: Callable[[str], Located]) -> ErrorInfo:
    stack, file, line, column = locate(thrown.stack)
    error = ErrorInfo(thrown.type, thrown.message, stack, "", file, line, column)
    return with_carried(error, thrown.carried, locate)


def _without_credentials(value: Any) -> Any:
    if isinstance(value, str):
        return _SIGNED_IN.sub(rf"\1{MASK}", value)
    if isinstance(value, dict):
        return {name: _without_credentials(inner) for name, inner in value.items()}
    return [_without_credentials(inner) for inner in value] if isinstance(value, list) else value
