"""A function taken out of a project, put back, or called something else, where its hsmeta file says so."""

from __future__ import annotations

from dataclasses import replace

from ...errors import FunctionError
from ...http import UID_PREFIX
from ...json_text.edit import rewritten
from ...json_text.read_write import read_json
from ...sources.javascript import SourceFile
from ..project import Project, ProjectFunction
from ..reading.formats.hsmeta import ENDING
from ..requests import reached
from .changes import Changed, with_files
from .proposal import plain_name
from .registration import ProjectDeletion


def without(before: Project, uid: str) -> tuple[Changed, ProjectDeletion]:
    """The project without a function. Its entry file goes where nothing else needs it. Raises `FunctionError`."""
    function = _of_hsmeta(before, uid)
    others = [one.file for other, one in before.functions.items() if other != uid]
    needed = reached(others, before.files)
    gone = [function.declared_in]
    gone += [function.file] if function.file in before.files and function.file not in needed else []
    files = {name: file for name, file in before.files.items() if name not in gone}
    shared = (function.file,) if function.file in files else ()
    return with_files(before, files), ProjectDeletion(function, before, tuple(gone), shared)


def put_back(deletion: ProjectDeletion, now: Project | None) -> Changed:
    """The project with the function again. Raises `FunctionError` and `ManifestError`."""
    then = deletion.project
    if now is None:
        now = replace(then, functions={}, files={n: f for n, f in then.files.items() if n not in deletion.files})
    for name in deletion.files:
        if now.files.get(name, then.files[name]) != then.files[name]:
            raise FunctionError(
                f"{name} is another file by now: delete the function that uses it, then {deletion.function.called}"
                " can come back."
            )
    wanted = {name: then.files[name] for name in (*deletion.files, *deletion.shared) if name not in now.files}
    return with_files(now, {**now.files, **wanted})


def renamed(before: Project, uid: str, name: str) -> Changed:
    """The project whose endpoint has another path; a function without one gets another uid.

    Raises `FunctionError` and `ManifestError`.
    """
    function = _of_hsmeta(before, uid)
    hsmeta = before.files[function.declared_in]
    data = read_json(hsmeta.text.removeprefix("\ufeff"))
    if function.path is not None:
        data["config"]["endpoint"]["path"] = plain_name(name)
    else:
        data["uid"] = name.removeprefix(UID_PREFIX)
    return with_files(before, {**before.files, function.declared_in: SourceFile(rewritten(hsmeta.text, data))})


def _of_hsmeta(project: Project, uid: str) -> ProjectFunction:
    """The function, where an hsmeta file of its own declares it. Raises `FunctionError`."""
    function = project.functions[uid]
    if not function.declared_in.endswith(ENDING):
        raise FunctionError(
            f"{uid} stands in {function.declared_in} with the others of platform {project.platform_version}: change it"
            " there, in the project's own files."
        )
    return function
