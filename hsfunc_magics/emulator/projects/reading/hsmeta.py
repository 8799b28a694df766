"""Reads and judges the hsmeta files of a project, one by one and together (contract §12)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...json_text.positions import JsonPath
from ...serverless_json.manifest import read_methods
from ...serverless_json.problems import Problem, error, json_path, lies_in, show, warning
from ...serverless_json.shapes import find_problems
from ...text import did_you_mean
from ..project import ProjectFunction
from .endpoints import Taken, endpoint_problems, plain_path, secret_problems
from .entry_files import Entry, find_entry, lies_below
from .formats.hsmeta import APP, COMPONENT, ENDING, FUNCTION, FUNCTION_COMPONENT, PLACES
from .json_file import JsonFile, read_json_file, skipped
from .platform_versions import PlatformVersion

# The uid that HubSpot's parser gives the functions' package.json.
_PARSERS_OWN = "hubspot-serverless-package-uid"
_VARIABLE = re.compile(r"\$\{.*?\}")
_ENTRYPOINT = ("config", "entrypoint")
_ENDPOINT = ("config", "endpoint")
_SECRETS = ("config", "secretKeys")


@dataclass
class Components:
    """What the hsmeta files say: functions that have no error, apps, and the files that declare functions at all.

    `entries` are the entry files that files among the functions name, also those with an error; `unread` are files
    there whose entries are not known, or not there, and `unread_apps` those among the apps that cannot be read.
    """

    functions: dict[str, ProjectFunction] = field(default_factory=dict[str, ProjectFunction])
    entries: set[str] = field(default_factory=set[str])
    apps: list[JsonFile] = field(default_factory=list[JsonFile])
    declared_in: list[str] = field(default_factory=list[str])
    unread: list[str] = field(default_factory=list[str])
    unread_apps: list[str] = field(default_factory=list[str])
    problems: list[Problem] = field(default_factory=list[Problem])


def read_components(files: Mapping[str, str | bytes], src: str, version: PlatformVersion) -> Components:
    """Every hsmeta file below the source folder, in the order of their names."""
    found, taken = Components(), Taken()
    for name in sorted(name for name in files if name.endswith(ENDING) and lies_below(name, src)):
        file, unreadable = read_json_file(name, files[name], COMPONENT.mend)
        place = posixpath.relpath(posixpath.dirname(name) or ".", src or ".")
        if place not in PLACES.values():
            found.problems.append(_out_of_place(name, src, file))
        elif file is None:
            found.problems += unreadable
            found.unread += [name] if place == PLACES[FUNCTION] else []
            found.unread_apps += [name] if place == PLACES[APP] else []
        else:
            _Reading(files, src, version, taken, found).read(file, place)
    return found


@dataclass(frozen=True)
class _Reading:
    """`files` of the project, its source folder, and what has been found of it so far."""

    files: Mapping[str, str | bytes]
    src: str
    version: PlatformVersion
    taken: Taken
    found: Components

    def read(self, file: JsonFile, place: str) -> None:
        data, type_, uid = file.data, file.data.get("type"), file.data.get("uid")
        is_function = type_ == FUNCTION
        told = [*find_problems(FUNCTION_COMPONENT if is_function else COMPONENT, data)]
        told += _of_the_type(type_, place, self.src)
        told += self._of_permissions(data)
        if isinstance(uid, str) and uid:
            told += self.taken.uid_problems(uid, file.name)
            if uid == _PARSERS_OWN:
                told.append(error("uid", f"{show(uid)} is the uid of package.json in HubSpot's parser.", "Change it."))
        config = data.get("config")
        entry = self._entry(config) if isinstance(config, Mapping) else Entry(None)
        if place == PLACES[FUNCTION]:
            if entry.file is None or entry.missing:
                self.found.unread.append(file.name)
            else:
                self.found.entries.add(entry.file)
            self.found.declared_in += [file.name] if is_function else []
        if is_function:
            told += [entry.problem] if entry.problem is not None else []
            told += self._of_the_config(config, file) if isinstance(config, Mapping) else ()
        elif type_ == APP and place == PLACES[APP]:
            self.found.apps.append(file)
        variables = list(_variables(data))
        told = [one for one in told if not any(lies_in(one, variable.path) for variable in variables)]
        self.found.problems += file.problems([*told, *(variables if is_function else ())])
        fatal = [one for one in told if one.severity == "error" and not (entry.missing and one is entry.problem)]
        if is_function and entry.file is not None and not fatal and not variables:
            function = _function(data, entry.file, file.name)
            self.found.functions[function.uid] = function

    def _of_permissions(self, data: Mapping[str, Any]) -> Iterator[Problem]:
        if "permissions" in data and not self.version.has_permissions:
            yield error("permissions", f"{self.version.text} does not have it yet.", "It is there from 2026.09 on.")

    def _entry(self, config: Mapping[str, Any]) -> Entry:
        named = config.get("entrypoint")
        if not isinstance(named, str) or not named.startswith("/"):
            return Entry(None)  # told by the format
        return find_entry(named, self.src, self.src, self.files, json_path(*_ENTRYPOINT))

    def _of_the_config(self, config: Mapping[str, Any], file: JsonFile) -> Iterator[Problem]:
        yield from secret_problems(config.get("secretKeys"), _SECRETS, reserved=True)
        endpoint = config.get("endpoint")
        if "endpoint" not in config:
            mend = "For one that is called by its uid alone let it be; some uploads are refused without it."
            yield warning("config", "has no endpoint.", mend)
        elif isinstance(endpoint, Mapping):
            yield from endpoint_problems(endpoint, _ENDPOINT, "methods")
            if isinstance(endpoint.get("path"), str):
                yield from self.taken.path_problems(
                    plain_path(endpoint["path"]), file.name, json_path(*_ENDPOINT, "path")
                )


def _function(data: Mapping[str, Any], file: str, declared_in: str) -> ProjectFunction:
    """The function of a file that has no error of its format."""
    config = data["config"]
    endpoint = config.get("endpoint")
    return ProjectFunction(
        uid=data["uid"],
        file=file,
        path=plain_path(endpoint["path"]) if endpoint is not None else None,
        methods=read_methods(endpoint["methods"]) if endpoint is not None else (),
        secrets=tuple(dict.fromkeys(config.get("secretKeys") or ())),
        declared_in=declared_in,
    )


def _of_the_type(type_: Any, place: str, src: str) -> Iterator[Problem]:
    if not isinstance(type_, str):
        return
    if type_ in PLACES:
        if place != PLACES[type_]:
            where = posixpath.join(src, PLACES[type_])
            told = f"{show(type_)} does not belong into {posixpath.join(src, place)}, and HubSpot refuses it there."
            yield error("type", told, f"Move the file to {where}.")
        return
    told = f"{show(type_)} is no type of component that is known."
    if place == PLACES[FUNCTION]:
        yield error("type", told, f'Write "{FUNCTION}".')
    else:
        yield warning("type", told, f"HubSpot refuses a type that it does not know.{did_you_mean(type_, PLACES)}")


def _out_of_place(name: str, src: str, file: JsonFile | None) -> Problem:
    type_ = file.data.get("type") if file is not None else None
    place = PLACES.get(type_) if isinstance(type_, str) else None
    where = f"{posixpath.join(src, place)}" if place else f"the folder of its type, such as {src}/{PLACES[FUNCTION]}"
    return skipped(name, "HubSpot's parser skips it without a word, for it lies where no component does.", where)


def _variables(value: Any, steps: JsonPath = ()) -> Iterator[Problem]:
    """Values of uid and config that a profile fills in when a project is uploaded."""
    if isinstance(value, str):
        if steps[0] in ("uid", "config") and _VARIABLE.search(value):
            mend = "A function with one is left out here: write the value to run it."
            yield warning(json_path(*steps), "has a variable of a profile, which is filled in at upload.", mend)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _variables(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _variables(inner, (*steps, index))
