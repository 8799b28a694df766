"""Errors without the values of secrets: what somebody has typed at the wrong place is not repeated (contract §8)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from ..errors import HsfuncError, ManifestError, SecretError
from .secrets import Secrets

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _WithSecrets(Protocol):
    _secrets: Secrets


_S = TypeVar("_S", bound=_WithSecrets)


def hide_values(error: HsfuncError, secrets: Secrets) -> None:
    """Masks the error's texts where they stand."""
    with suppress(SecretError):  # a keyring that fails: nobody knows a value of it
        masker = secrets.masker
        error.args = tuple(masker.mask(text) if isinstance(text, str) else text for text in error.args)
        if isinstance(error, ManifestError):
            error.problems = [
                replace(
                    problem,
                    path=masker.mask(problem.path),
                    message=masker.mask(problem.message),
                    mend=masker.mask(problem.mend),
                )
                for problem in error.problems
            ]


def hiding_values(method: Callable[Concatenate[_S, _P], _R]) -> Callable[Concatenate[_S, _P], _R]:
    """The same for all errors of a method whose object has the account's secrets as `_secrets`."""

    @functools.wraps(method)
    def wrapper(self: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return method(self, *args, **kwargs)
        except HsfuncError as error:
            hide_values(error, self._secrets)
            raise

    return wrapper
