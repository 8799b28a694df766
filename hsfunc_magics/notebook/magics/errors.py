"""Errors of magics: real notebook errors of one to three lines, without a Python traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ...emulator.errors import HsfuncError

if TYPE_CHECKING:
    from ...emulator.account import Account

_F = TypeVar("_F", bound=Callable[..., Any])

_STOPPED = "KeyboardInterrupt: stopped. What was running has ended; everything else is as it was."


class MagicError(HsfuncError):
    """A magic was not typed as it can be understood."""


def plain_errors(magic: _F) -> _F:
    """Lets an error of ours, and Ctrl-C, reach the notebook as its message alone.

    A `UsageError` would only write to stderr: nbval and papermill then take the cell for a success.
    """

    @functools.wraps(magic)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return magic(*args, **kwargs)
        except HsfuncError as error:
            account: Account | None = getattr(args[0], "known_account", None)
            if account is not None:
                from ...emulator.secrets.masked_errors import hide_values

                hide_values(error, account.secrets)
            render_as_message(error)
            raise
        except KeyboardInterrupt as interrupt:
            _render_as(interrupt, [_STOPPED])
            raise

    return wrapped  # type: ignore[return-value]  # functools.wraps keeps the signature, mypy does not know


def render_as_message(error: BaseException) -> None:
    """Lets an error reach the notebook without a traceback."""
    _render_as(error, [f"{type(error).__name__}: {error}"])


def _render_as(error: BaseException, lines: list[str]) -> None:
    # IPython asks the exception itself for its traceback's lines.
    error._render_traceback_ = lambda: lines  # type: ignore[attr-defined]
