"""What packages have to do with a failure: one that is not there, or an older one than the writer thought."""

from __future__ import annotations

import re

from ...runtime.node.builtins import is_builtin
from ...runtime.preloaded import PRELOADED_PACKAGES, brought_along, preloaded
from ..functions.folder import Folder
from ..sources.javascript import SourceFile, bound_package, package_of
from ..sources.reads import Read

_MISSING = re.compile(r"Cannot find (module|package) '([^'\n]{1,200})'( imported from)?")
_NOT_THERE = re.compile(r"([\w$]{1,100})[^\n]{0,300} is not a (?:function|constructor)")


def missing_module_hint(message: str, endpoint: str, file: SourceFile, folder: Folder) -> str:
    """How to mend `Cannot find module`: what bundles it where the folder came from, in package.json's version."""
    found = _MISSING.match(message)
    request, imported = (found[2], found[3] is not None) if found else ("", False)
    if file.origin is not None:
        where = "in package.json" if folder.door.on_disk else "with --npm"
        return (
            f"A bundle has what the function requires by a literal name. Require it so, name its package {where}, and"
            " bundle again."
        )
    # Of what import() has not found, only packages are told by their names.
    name = package_of(request) if found is None or not imported or found[1] == "package" else None
    if name in PRELOADED_PACKAGES:
        return f"{_installed(name)} has no such file. {_newer(name, endpoint, file, folder)}"
    only = f"Only Node's built-ins and the preloaded packages ({', '.join(PRELOADED_PACKAGES)}) can be required."
    if name is None:
        command = folder.door.with_files(endpoint, _name(file, folder))
        return f"{only} Bundle files of the folder with the function into one: {command}"
    return f"{only} {_bundle_it(name, endpoint, file, folder)}"


def absent_package(read: Read, endpoint: str, file: SourceFile, folder: Folder) -> tuple[str, str] | None:
    """Of what a source requires, what is not there: how bad that is, and how to mend it; None for all that is there."""
    request, name = read.name, package_of(read.name)
    if is_builtin(request) or name in PRELOADED_PACKAGES:
        return None
    if name in brought_along():
        told = f"{name} only comes along with {' and '.join(brought_along()[name])}: HubSpot does not promise it."
        return "warning", f"{told} {_bundle_it(name, endpoint, file, folder)}"
    message = f"Cannot find module '{request}'"
    hint = missing_module_hint(message, endpoint, file, folder)
    return "error" if read.certain else "warning", f"{message}. {hint}"


def newer_package_hint(type_: str, message: str, endpoint: str, file: SourceFile, folder: Folder) -> str:
    """Where something of a preloaded package is called that this version may not have; empty for other errors."""
    if file.origin is not None:
        return ""
    missing = _MISSING.match(message)
    if missing is not None and missing[2] in file.text and package_of(missing[2]) in PRELOADED_PACKAGES:
        return missing_module_hint(message, endpoint, file, folder)
    found = _NOT_THERE.match(message) if type_ == "TypeError" else None
    if found is None:
        return ""
    name = bound_package(file.text, found[1], PRELOADED_PACKAGES)
    if name is None:
        return ""
    return f"{_installed(name)}, and may not have it yet. {_newer(name, endpoint, file, folder)}"


def _installed(name: str) -> str:
    package = preloaded(name)
    assert package is not None
    return f"{name} is preloaded as {package.version} (the reference's {package.range})"


def _newer(name: str, endpoint: str, file: SourceFile, folder: Folder) -> str:
    return (
        f"A newer one can be bundled: {_command(name, endpoint, file, folder)}. On HubSpot the latest supported version"
        " of a preloaded package needs a copy of the function file, and the endpoint pointed to it."
    )


def _bundle_it(name: str, endpoint: str, file: SourceFile, folder: Folder) -> str:
    command = _command(name, endpoint, file, folder)
    if not folder.door.on_disk:
        return f"Bundle it with the function: {command}"
    range_ = folder.needs.range_of(name)
    version = f"{name}@{range_}, as package.json says" if range_ is not None else f"the newest {name}"
    return f"Bundle the folder with its packages ({version}): {command}"


def _command(name: str, endpoint: str, file: SourceFile, folder: Folder) -> str:
    range_ = folder.needs.range_of(name)
    spec = f"{name}@{range_}" if range_ is not None else name
    return folder.door.with_package(spec, endpoint, _name(file, folder))


def _name(file: SourceFile, folder: Folder) -> str:
    """The name of a file of the folder."""
    return next((name for name, kept in folder.files.items() if kept is file), "FILE")
