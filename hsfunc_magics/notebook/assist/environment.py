"""What a function of this account can reach: its environment variables and secrets, as far as they are known now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ...emulator.functions.folder import DEFAULT_FOLDER
from ..magics.hsfunction import PARSER
from ..magics.parser import split_line
from .line_words import words


@dataclass(frozen=True, slots=True)
class Scope:
    """Names in the order in which they are declared: the magic line's first, then what is registered."""

    environment: tuple[str, ...]
    secrets: tuple[str, ...]


def scope_of(account: Account, line: str) -> Scope:
    """The names that the function of a magic line sees."""
    texts = [word.text for word in words(line)]
    endpoint = _endpoint(line, texts)
    environment = [text.partition("=")[0] for text in _values(texts, "--env")]
    secrets = list(_values(texts, "--secret"))
    if endpoint in account.functions:
        registered = account.functions[endpoint]
        environment += registered.environment
        secrets += registered.secrets
    else:
        name = next(iter(_values(texts, "--folder")), DEFAULT_FOLDER).removesuffix(".functions")
        folder = account.functions.folders.get(name)
        if folder is not None:
            environment += folder.manifest.data.get("environment") or {}
            secrets += folder.manifest.data.get("secrets") or []
    return Scope(_once(environment), _once(secrets))


def _endpoint(line: str, texts: list[str]) -> str:
    try:
        return str(PARSER.read_words(split_line(line)).endpoint)
    except HsfuncError:  # the line is still being written
        return next((text for text in texts if not text.startswith("-")), "")


def _values(texts: list[str], option: str) -> Iterable[str]:
    for index, text in enumerate(texts):
        if text.startswith(f"{option}="):
            yield text.removeprefix(f"{option}=")
        elif index and texts[index - 1] == option:
            yield text


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
