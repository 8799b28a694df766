"""What a function of this account can reach: its environment variables and secrets, as far as they are known now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...emulator.account import Account
from ...emulator.errors import HsfuncError
from ...emulator.functions.folder import DEFAULT_FOLDER
from ...emulator.projects.registry import DEFAULT_PROJECT
from ..magics.hsfunction import PARSER
from ..magics.parser import split_line
from .line_words import words

_NOT_IN_UIDS = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Scope:
    """Names in the order in which they are declared: the magic line's first, then what is registered.

    `project`: the cell is a function of a developer project, `by_uid` one without an endpoint. `present` are keys of
    its context that switches say are there, `packages` those that its package.json names.
    """

    environment: tuple[str, ...]
    secrets: tuple[str, ...]
    project: bool = False
    by_uid: bool = False
    present: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


def scope_of(account: Account, line: str) -> Scope:
    """The names that the function of a magic line sees."""
    texts = [word.text for word in words(line)]
    endpoint = _endpoint(line, texts)
    if any(text == "--project" or text.startswith("--project=") for text in texts):
        return _of_project(account, endpoint, texts)
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


def _of_project(account: Account, name: str, texts: list[str]) -> Scope:
    projects, uid = account.projects, _NOT_IN_UIDS.sub("_", name)
    named = next((text for text in _values(texts, "--project") if not text.startswith("-")), "")
    holders = [named, *(one for one in projects if uid in projects[one].functions), DEFAULT_PROJECT]
    holder = next((one for one in holders if one in projects), None)
    project = projects[holder] if holder is not None else None
    registered = project.functions.get(uid) if project is not None else None
    packages = [spec[:1] + spec[1:].partition("@")[0] for spec in _values(texts, "--npm")]
    return Scope(
        environment=(),
        secrets=_once([*_values(texts, "--secret"), *(registered.secrets if registered is not None else ())]),
        project=True,
        by_uid="--no-endpoint" in texts,
        present=tuple(key for key in ("contact", "limits") if account.switches.says(key, "present")),
        packages=_once([*packages, *(project.needs.dependencies if project is not None else ())]),
    )


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
