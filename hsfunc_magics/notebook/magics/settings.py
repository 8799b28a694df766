"""`%config HsfuncMagics`: a setting takes effect, or is refused and the one from before stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...emulator.clock import Clock
from ...emulator.errors import FunctionError, RuntimeUnavailable
from ...emulator.limits.limits import Limits
from ...emulator.logs.log import ExecutionLog
from ...emulator.secrets.keyring_store import KeyringStore
from ...emulator.serverless_json.manifest import DEFAULT_RUNTIME, runtime_major
from ...emulator.text import did_you_mean
from ...runtime.node.node import NodeNotFoundError, find_node, require_answers
from .errors import MagicError, render_as_message

if TYPE_CHECKING:
    from ...emulator.account import Account

# How each is written in `Settings`.
_FOLLOWED: dict[str, Callable[[Any], Any]] = {
    "secret_delay_seconds": float,
    "keyring": bool,
    "allow_deprecated_runtime": bool,
    "runtime": lambda value: value or None,
    "nodes": tuple,
    "fence": bool,
    "network": bool,
    "outgoing": str,
    "log_file": lambda value: value or None,
    "bundle_cache": lambda value: value or None,
}


class SettingRefused(BaseException):
    """A setting was not taken, and the one from before stays.

    No `Exception`: `%config` writes one of those to stderr and goes on, so that "Run All", nbval and papermill would
    take the cell for a success, and run the next ones with another setting than the notebook says.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        render_as_message(self)


def refuse_unknown(names: Iterable[str], known: Iterable[str]) -> None:
    """Raises `SettingRefused` where a setting is not one of those that there are."""
    settings = sorted(known)
    for name in names:
        if name not in settings:
            raise SettingRefused(
                f"HsfuncMagics has no setting {name!r}.{did_you_mean(name, settings)} %config HsfuncMagics lists them."
            )


def refusal(problem: Exception, stays: Mapping[str, Any]) -> SettingRefused:
    """What is raised of a problem with settings, which stay as they are."""
    kept = ", ".join(f"HsfuncMagics.{name} stays {value!r}" for name, value in stays.items())
    return SettingRefused(f"{str(problem).rstrip('.')}. {kept}.")


def put_in_force(name: str, value: Any, account: Account | None, *, account_id: int, nodes: list[str]) -> None:
    """Lets the account follow a setting; where there is no account yet, checks that it could. Raises `HsfuncError`."""
    if account is None:
        _check(name, value, account_id, nodes)
    elif name in _FOLLOWED:
        account.settings = replace(account.settings, **{name: _FOLLOWED[name](value)})
    else:
        raise MagicError(
            f"HsfuncMagics.{name} takes effect when the account is made, and the account is there: restart the kernel"
            f" and set it before the first function, or in a configuration file (c.HsfuncMagics.{name} = …)."
        )


def _check(name: str, value: Any, account_id: int, nodes: list[str]) -> None:
    if name == "keyring" and value:
        KeyringStore(account_id).load()
    elif name == "log_file" and value:
        with closing(ExecutionLog(account_id, Clock(), Limits)) as log:
            log.keep_in(value)
    elif name == "runtime" and value:
        major = runtime_major(value)
        if major is None:
            raise FunctionError(f"{value!r} is not a runtime: name one such as {DEFAULT_RUNTIME}.")
        _asked(lambda: find_node(major, nodes))
    elif name == "nodes" and value:
        _asked(lambda: require_answers(value))
    elif name == "account_id" and value < 1:
        raise MagicError(f"HsfuncMagics.account_id is a number from 1, not {value}.")


def _asked(node: Callable[[], object]) -> None:
    try:
        node()
    except NodeNotFoundError as problem:
        raise RuntimeUnavailable(str(problem)) from None
