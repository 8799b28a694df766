"""A value on its way to another process: nothing that shows, logs or stores it on the way tells what it holds."""

from __future__ import annotations

import os
import pickle
from hashlib import shake_256
from typing import Any, Generic, TypeVar

_Value = TypeVar("_Value")

_SALT = 16


class Sealed(Generic[_Value]):
    """Holds a value that is not to be seen: in a repr, in the log of a scheduler, in a result that is spilled to disk.

    Pickled it has no text of the value as it is written. That keeps it from eyes and searches; it is no encryption, and
    whoever may unpickle it may read it.
    """

    __slots__ = ("value",)

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<Sealed>"

    def __reduce__(self) -> tuple[Any, ...]:
        salt = os.urandom(_SALT)
        return _opened, (salt + _mixed(pickle.dumps(self.value, protocol=5), salt),)


def _opened(data: bytes) -> Sealed[Any]:
    salt, mixed = data[:_SALT], data[_SALT:]
    return Sealed(pickle.loads(_mixed(mixed, salt)))  # noqa: S301 - it came the way that the task itself has come


def _mixed(data: bytes, salt: bytes) -> bytes:
    """The data, each bit turned or not as the salt says: twice gives it back."""
    size = len(data)
    stream = int.from_bytes(shake_256(salt).digest(size), "little")
    return (int.from_bytes(data, "little") ^ stream).to_bytes(size, "little")
