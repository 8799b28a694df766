"""What registering a function writes into a project: its file, its hsmeta, what package.json names (contract §12)."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...errors import FunctionError
from ...json_text.edit import rewritten
from ...json_text.read_write import read_json
from ...serverless_json.manifest import DEFAULT_METHOD, read_methods
from ...serverless_json.problems import Problem, warning
from ...sources.javascript import PROJECT_BODY_PREFIX, SourceFile, file_from_cell, sends_response
from ...sources.package_needs import PACKAGE_JSON
from ...text import did_you_mean
from ..project import SERVERLESS_PREFIX, Project
from ..reading.formats.hsmeta import ENDING, FUNCTION, MOST_UID
from ..reading.platform_versions import read_version
from .changes import with_files
from .skeleton import json_file, source_folder

_SENDS = "calls sendResponse, which a function of a developer project does not get."
_NOT_IN_UIDS = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The project with the function, and what is to be told of it; `file` is its entry file."""

    project: Project
    uid: str
    file: str
    wrapped: bool
    warnings: tuple[Problem, ...]


def uid_of(name: str) -> str:
    """The uid of a function that is named like an endpoint: characters that none can have are `_`."""
    return _NOT_IN_UIDS.sub("_", plain_name(name)).strip("_")[:MOST_UID]


def plain_name(name: str) -> str:
    """The name without what the path of every endpoint begins with."""
    return name.removeprefix(SERVERLESS_PREFIX).removeprefix("/")


def propose(
    before: Project,
    name: str,
    source: str | None,
    *,
    path: str | None,
    endpoint: bool,
    file: str | None,
    method: str | Iterable[str] | None,
    secrets: Iterable[str],
    packages: Mapping[str, str],
    overwrite: bool,
    again: str,
) -> Proposal:
    """The arguments of `Projects.add` as a project; `again` is how it is asked to overwrite.

    Raises `FunctionError` and `ManifestError`.
    """
    _check_form(before)
    uid = uid_of(name)
    if not uid:
        raise FunctionError(f"{name!r} makes no uid: a name has letters, digits, periods, hyphens or underscores.")
    if not endpoint and path is not None:
        raise FunctionError("A function without an endpoint has no path: leave one of the two out.")
    held = before.functions.get(uid)
    folder = posixpath.dirname(before.package_json)
    if file is not None:
        entry = posixpath.join(folder, file.removeprefix("./"))
    else:
        entry = held.file if held is not None else posixpath.join(folder, f"{uid}.js")
    files = dict(before.files)
    written: SourceFile | None = None
    if source is not None:
        if not source.strip():
            raise FunctionError(f"The source of {uid} is empty: write a module, or the body of main.")
        written = file_from_cell(source, PROJECT_BODY_PREFIX)
        if not overwrite:
            _check_writer(before, uid, entry, written, again)
        files[entry] = written
    elif entry not in files:
        raise FunctionError(
            f"There is no file {entry} in the project {before.name}: give its source.{did_you_mean(entry, files)}"
        )
    config: dict[str, Any] = {"entrypoint": f"/{posixpath.relpath(entry, source_folder(before) or '.')}"}
    if endpoint:
        wanted = plain_name(path if path is not None else name)
        config["endpoint"] = {
            "path": wanted,
            "methods": list(read_methods(DEFAULT_METHOD if method is None else method)),
        }
    elif method is not None:
        raise FunctionError("A function without an endpoint has no methods: it is called by its uid.")
    names = list(dict.fromkeys(secrets))
    if names:
        config["secretKeys"] = names
    declared_in = held.declared_in if held is not None else posixpath.join(folder, f"{uid}{ENDING}")
    files[declared_in] = json_file({"uid": uid, "type": FUNCTION, "config": config})
    if packages:
        files[before.package_json] = _with_packages(files.get(before.package_json), packages)
    after = with_files(before, files)
    concerned = {declared_in, entry, before.package_json}
    told = [one for one in after.problems if one.file in concerned and one.severity == "warning"]
    if written is not None and sends_response(written.text):
        told.insert(0, replace(warning("", _SENDS, 'Return it: return { statusCode: 200, body: "…" };'), file=entry))
    return Proposal(after.project, uid, entry, written is not None and written.first_column > 0, tuple(told))


def _check_form(project: Project) -> None:
    if read_version(project.platform_version).form != "hsmeta":
        raise FunctionError(
            f"The project {project.name} is of platform {project.platform_version}, whose functions no cell adds: they"
            " stand in the serverless.json of its folder. Change the files there, or choose another project."
        )


def _check_writer(project: Project, uid: str, file: str, written: SourceFile, again: str) -> None:
    """Raises `FunctionError` where the source of something else would be lost."""
    there = project.files.get(file)
    if there is None or there.text == written.text:
        return
    users = [other for other, one in project.functions.items() if one.file == file]
    if uid in users:
        return
    whose = f"the file of {' and '.join(users)}" if users else "a file"
    raise FunctionError(
        f"{file} is {whose} in the project {project.name}, with another source. To put this one in its place: {again}."
        " Otherwise name another file."
    )


def _with_packages(file: SourceFile | None, packages: Mapping[str, str]) -> SourceFile:
    """The package.json that names these packages, too."""
    if file is None:
        return json_file({"dependencies": dict(packages)})
    try:
        data = read_json(file.text.removeprefix("\ufeff"))
        named = data.setdefault("dependencies", {})
        named |= packages
    except (ValueError, AttributeError, TypeError) as problem:
        raise FunctionError(f"{PACKAGE_JSON} cannot be changed: {_reason(problem)}. Fix it first.") from None
    return SourceFile(rewritten(file.text, data))


def _reason(problem: Exception) -> str:
    return str(problem) if isinstance(problem, json.JSONDecodeError) else "it has no object of dependencies"
