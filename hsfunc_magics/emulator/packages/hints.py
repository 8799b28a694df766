"""What packages have to do with a failure: one that is not there, or an older one than the writer thought."""

from __future__ import annotations

import re
import shlex

from ...runtime.node.builtins import is_builtin
from ...runtime.preloaded import PRELOADED_PACKAGES, preloaded, preloaded_packages
from ..functions.javascript import SourceFile, bound_package, package_of
from ..functions.reads import Read

_MISSING = re.compile(r"Cannot find (module|package) '([^'\n]{1,200})'( imported from)?")
_NOT_THERE = re.compile(r"([\w$]{1,100})[^\n]{0,300} is not a (?:function|constructor)")


def missing_module_hint(message: str, endpoint: str, file: SourceFile) -> str:
    """How to mend `Cannot find module`: the command that bundles it."""
    found = _MISSING.match(message)
    request, imported = (found[2], found[3] is not None) if found else ("", False)
    if file.origin is not None:
        return (
            "A bundle has what the function requires by a literal name. Require it so, name its package with --npm, and"
            " bundle again."
        )
    # Of what import() has not found, only packages are told by their names.
    name = package_of(request) if found is None or not imported or found[1] == "package" else None
    if name in PRELOADED_PACKAGES:
        return f"{_installed(name)} has no such file. {_newer(name, endpoint)}"
    only = f"Only Node's built-ins and the preloaded packages ({', '.join(PRELOADED_PACKAGES)}) can be required."
    if name is None:
        return f"{only} Bundle files of the folder with the function into one: %hs bundle FILE."
    return f"{only} Bundle it with the function: {_command(endpoint, name)}"


def absent_package(read: Read, endpoint: str, file: SourceFile) -> tuple[str, str] | None:
    """Of what a source requires, what is not there: how bad that is, and how to mend it; None for all that is there."""
    request, name = read.name, package_of(read.name)
    if is_builtin(request) or name in PRELOADED_PACKAGES:
        return None
    brought = [package.name for package in preloaded_packages() if any(d.name == name for d in package.dependencies)]
    if brought:
        told = f"{name} only comes along with {' and '.join(brought)}: HubSpot does not promise it."
        return "warning", f"{told} Bundle it with the function: {_command(endpoint, name or request)}"
    message = f"Cannot find module '{request}'"
    hint = missing_module_hint(message, endpoint, file)
    return "error" if read.certain else "warning", f"{message}. {hint}"


def newer_package_hint(type_: str, message: str, endpoint: str, file: SourceFile) -> str:
    """Where something of a preloaded package is called that this version may not have; empty for other errors."""
    if file.origin is not None:
        return ""
    missing = _MISSING.match(message)
    if missing is not None and missing[2] in file.text and package_of(missing[2]) in PRELOADED_PACKAGES:
        return missing_module_hint(message, endpoint, file)
    found = _NOT_THERE.match(message) if type_ == "TypeError" else None
    if found is None:
        return ""
    name = bound_package(file.text, found[1], PRELOADED_PACKAGES)
    if name is None:
        return ""
    return f"{_installed(name)}, and may not have it yet. {_newer(name, endpoint)}"


def _installed(name: str) -> str:
    package = preloaded(name)
    assert package is not None
    return f"{name} is preloaded as {package.version} (the reference's {package.range})"


def _newer(name: str, endpoint: str) -> str:
    return (
        f"A newer one can be bundled: {_command(endpoint, name)}. On HubSpot the latest supported version of a"
        " preloaded package needs a copy of the function file, and the endpoint pointed to it."
    )


def _command(endpoint: str, package: str) -> str:
    return f"%%hsfunction {shlex.quote(endpoint)} --npm {package}"
