"""The account's secrets: names for everybody, values for functions that declare them (contract §8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .errors import SecretError, did_you_mean
from .limits import Limits
from .signals import Signal

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Secrets:
    """Secret values, in memory only. Iterating gives names; a value is never part of a text.

    `changed` tells the name that was added, updated or deleted.
    """

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self._limits = limits
        self._values: dict[str, str] = {}
        self.version = 0
        self.changed: Signal[str] = Signal()

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        return f"<Secrets: {', '.join(self.names()) or 'none'}>"

    def names(self) -> list[str]:
        """The names, sorted."""
        return sorted(self._values)

    def check_new(self, name: str) -> None:
        """Raises `SecretError` where a secret of this name cannot be added, before anybody is asked for its value."""
        if not _NAME.fullmatch(name):
            raise SecretError(f"{name!r} is no name for a secret: use letters, digits and underscores.")
        if name in self._values:
            raise SecretError(f"The secret {name} is already there. Delete it first, then add it again.")
        most = self._limits().secrets
        if len(self._values) >= most:
            raise SecretError(f"An account has at most {most} secrets. Delete one before you add {name}.")

    def add(self, name: str, value: str) -> None:
        """Adds a secret. Raises `SecretError` where it is there, or is one too many."""
        self.check_new(name)
        self._set(name, value)

    def update(self, name: str, value: str) -> None:
        """Changes a secret. Raises `SecretError` where it is not there."""
        self._require(name)
        self._set(name, value)

    def delete(self, name: str) -> None:
        """Removes a secret. Raises `SecretError` where it is not there."""
        self._require(name)
        del self._values[name]
        self.version += 1
        self.changed.emit(name)

    def reveal(self, names: tuple[str, ...]) -> dict[str, str]:
        """The values of those names that are there, for a function that declares them."""
        return {name: self._values[name] for name in names if name in self._values}

    def _set(self, name: str, value: str) -> None:
        if "\0" in value:
            raise SecretError(f"The value of {name} contains a NUL character, which no environment variable can hold.")
        self._values[name] = value
        self.version += 1
        self.changed.emit(name)

    def _require(self, name: str) -> None:
        if name not in self._values:
            known = did_you_mean(name, self._values) or (
                " `secrets list` shows the names." if self._values else " There are none yet."
            )
            raise SecretError(f"There is no secret {name}.{known}")
