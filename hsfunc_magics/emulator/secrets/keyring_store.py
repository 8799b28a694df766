"""Secrets in the operating system's keyring, where the user asks for it (contract §8)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from types import ModuleType

from ..errors import SecretError

# No secret can have it: names have no spaces.
_INDEX = "names of secrets"
_MEMORY = "To keep secrets in memory only: %config HsfuncMagics.keyring = False, or Settings(keyring=False)."


class KeyringStore:
    """One account's secrets under a service name of their own, and an entry that lists their names.

    The keyring package is imported when it is first asked. A backend is somebody else's code and may raise anything.
    """

    def __init__(self, account_id: int) -> None:
        self._service = f"hsfunc_magics account {account_id}"

    def load(self) -> dict[str, str]:
        """The secrets by name. Raises `SecretError`."""
        keyring = _keyring()
        try:
            values = {name: keyring.get_password(self._service, name) for name in self._names(keyring)}
        except Exception as problem:  # noqa: BLE001 - see the class
            raise _error("read", problem) from None
        # An entry that was removed in the system's own program is no secret any more.
        return {name: value for name, value in values.items() if value is not None}

    def change(self, values: Mapping[str, str | None]) -> None:
        """Keeps each value; None removes it. Raises `SecretError`, and then what was there is there."""
        keyring = _keyring()
        before: dict[str, str | None] = {}
        try:
            names = self._names(keyring)
            for name, value in values.items():
                before[name] = keyring.get_password(self._service, name)
                self._put(keyring, name, value)
            # Another notebook may have added names since this one looked.
            kept = {*names, *values} - {name for name, value in values.items() if value is None}
            if kept != set(names):
                keyring.set_password(self._service, _INDEX, json.dumps(sorted(kept)))
        except Exception as problem:  # noqa: BLE001 - see the class
            for name, value in before.items():
                self._put_back(keyring, name, value)
            raise _error("changed", problem) from None

    def _names(self, keyring: ModuleType) -> list[str]:
        listed = json.loads(keyring.get_password(self._service, _INDEX) or "[]")
        return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []

    def _put(self, keyring: ModuleType, name: str, value: str | None) -> None:
        if value is not None:
            keyring.set_password(self._service, name, value)
        elif keyring.get_password(self._service, name) is not None:
            keyring.delete_password(self._service, name)

    def _put_back(self, keyring: ModuleType, name: str, value: str | None) -> None:
        # It failed just now; the error that tells so is on its way.
        with contextlib.suppress(Exception):
            self._put(keyring, name, value)


def _keyring() -> ModuleType:
    try:
        import keyring
    except ImportError:
        raise SecretError(
            "Secrets are to be kept in the system's keyring, and the package keyring is not installed:"
            f" pip install 'hsfunc-magics[keyring]'. {_MEMORY}"
        ) from None
    return keyring


def _error(what: str, problem: Exception) -> SecretError:
    """Names the kind of failure only: a backend's message might hold what it was given."""
    from keyring.errors import NoKeyringError

    if isinstance(problem, NoKeyringError):
        return SecretError(f"This system has no keyring that can be used: nothing was {what}. {_MEMORY}")
    return SecretError(
        f"The system's keyring cannot be used ({type(problem).__name__}): nothing was {what}. Is it locked? {_MEMORY}"
    )
