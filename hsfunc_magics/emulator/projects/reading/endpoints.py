"""Endpoints and secrets of functions, judged beyond their format, and paths that are taken already (contract §12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...json_text.positions import JsonPath
from ...serverless_json.manifest import METHODS
from ...serverless_json.problems import Problem, error, json_path, show, warning
from .formats.endpoint import RESERVED

_PREFIXES = ("hs/serverless/", "_hcms/api/")


def plain_path(path: str) -> str:
    """The path of an endpoint without the slash at its beginning, which makes no difference."""
    return path.removeprefix("/")


def endpoint_problems(endpoint: Mapping[str, Any], steps: JsonPath, methods_key: str) -> Iterator[Problem]:
    """What of an endpoint its format alone does not tell."""
    path = endpoint.get("path")
    if isinstance(path, str):
        for prefix in _PREFIXES:
            if plain_path(path).startswith(prefix):
                told = f"{show(path)} has {prefix} in it: it is called at /hs/serverless/{plain_path(path)}."
                yield warning(json_path(*steps, "path"), told, f"Write {show(plain_path(path).removeprefix(prefix))}.")
    methods = endpoint.get(methods_key)
    seen: set[str] = set()
    for index, method in enumerate(methods if isinstance(methods, list) else ()):
        if not isinstance(method, str):
            continue
        where = json_path(*steps, methods_key, index)
        if method.upper() in seen:
            yield warning(where, f"{method.upper()} stands there twice.", "Keep one.")
        elif method.upper() in METHODS and method not in METHODS:
            told = f"{show(method)} is not in capitals: whether HubSpot takes it so is not known."
            yield warning(where, told, f'Write "{method.upper()}".')
        seen.add(method.upper())


def secret_problems(names: Any, steps: JsonPath, *, reserved: bool) -> Iterator[Problem]:
    """What of names of secrets their format alone does not tell; the platform's own is refused where `reserved`."""
    seen: set[str] = set()
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, str):
            continue
        where = json_path(*steps, index)
        if name == RESERVED and reserved:
            yield error(where, f"HubSpot refuses {RESERVED} here: the name is reserved.", "Remove it.")
        elif name in seen:
            yield warning(where, f"{show(name)} stands there twice.", "Keep one.")
        seen.add(name)


@dataclass
class Taken:
    """What is taken in a project: uids and paths of endpoints, each with the file that has it."""

    uids: dict[str, str] = field(default_factory=dict[str, str])
    paths: dict[str, str] = field(default_factory=dict[str, str])

    def uid_problems(self, uid: str, file: str, where: str = "uid") -> Iterator[Problem]:
        """What is wrong with a uid that another component has; it is taken from now on."""
        other = self.uids.setdefault(uid, file)
        if other != file:
            yield error(where, f"{show(uid)} is the name of one in {other}, too.", "Each has its own in a project.")

    def path_problems(self, path: str, holder: str, where: str) -> Iterator[Problem]:
        """What is wrong with a path that another function has; it is taken from now on. `holder` names the function."""
        alike = next((one for one in self.paths if one != path and one.lower() == path.lower()), None)
        other = self.paths.setdefault(path, holder)
        if other != holder:
            told = f"/hs/serverless/{path} is the endpoint of {other}, too: HubSpot serves what it deploys last."
            yield error(where, told, "Give it another path.")
        elif alike is not None:
            yield warning(where, f"differs from the path {show(alike)} in letter case only.", "Rename one of the two.")
