"""Names and values of a `.env` file, read as Node's dotenv and python-dotenv read it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SecretError
from ..text import did_you_mean
from .secrets import Secrets, is_name

if TYPE_CHECKING:
    from dotenv.parser import Binding


def read_dotenv(file: str, option: str, *, whole: bool = False) -> dict[str, str]:
    """Names and values, an empty text where a name has no value. `option` is where the file was named.

    With `whole` every name must be one that a secret can have. Raises `SecretError`, which tells lines, no text: it may
    be part of a value.
    """
    path = Path(file).expanduser()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SecretError(f"{option} {file}: it is not UTF-8 text.") from None
    except OSError as problem:
        known = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        told = (problem.strerror or "it cannot be read").lower()
        raise SecretError(f"{option} {file}: {told}.{did_you_mean(path.name, known)}") from None
    for binding in _bindings(text):
        if binding.error or (binding.key is not None and binding.value is None):
            raise SecretError(
                f"{option} {file}: line {binding.original.line} is not NAME=value. Nothing was taken."
                " A value of several lines stands in quotes."
            )
        if whole and binding.key is not None and not is_name(binding.key):
            raise SecretError(
                f"{option} {file}: the name in line {binding.original.line} cannot be a secret's, which has"
                " letters, digits and underscores only. Nothing was taken."
            )
    return values_of(text)


def values_of(text: str) -> dict[str, str]:
    """Names and values of a `.env` file's text. What is not NAME=value is left out."""
    return {binding.key: binding.value or "" for binding in _bindings(text) if binding.key is not None}


def follow_values(secrets: Secrets, before: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Takes new values of a `.env` file that is followed; a secret that was changed by hand since is left alone."""
    unsaid: list[str] = []  # a call is under way, and shows nothing of it
    for name, value in now.items():
        if name not in secrets:
            secrets.add(name, value, remarks=unsaid)
        elif before.get(name) != value and secrets.holds(name, before.get(name)):
            # What is changed on disk takes effect at the next call: an update would wait for HubSpot's cache.
            secrets.delete(name)
            secrets.add(name, value, remarks=unsaid)


def _bindings(text: str) -> list[Binding]:
    # Nothing is expanded: a value with a $ stays as it stands.
    from dotenv.parser import parse_stream

    return list(parse_stream(io.StringIO(text)))
