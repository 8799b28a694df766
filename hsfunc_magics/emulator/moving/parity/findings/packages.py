"""The packages that a function requires: preloaded in the design manager, named by package.json in a project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .....runtime.node.builtins import is_builtin
from .....runtime.preloaded import preloaded
from ....sources.javascript import package_of
from ....sources.package_needs import PACKAGE_JSON
from ....sources.reads import Read, find_reads
from ..finding import Finding, Verdict, Weight
from .subject import Subject

# A range of one version or of those that are compatible with it; whatever else it is may be a later major.
_RANGE = re.compile(r"[~^=v]*\s*(\d+)(?:\.(\d+|x|\*))?(?:\.(?:\d+|x|\*))?(?:[-+][\w.-]*)?")
_DEPRECATED = "request"


def package_findings(subject: Subject) -> Iterator[Finding]:
    """Of each package that the endpoint's file requires: the first place where it does."""
    for name, read in _required(subject.source).items():
        range_ = subject.project.needs.range_of(name)
        place = (subject.file, read.line, read.column)
        used = any(name in _required(file.text) for file in subject.scripts.values())
        if range_ is None:
            if used:
                told = f"{name} is required, and {PACKAGE_JSON} of the project does not name it."
                yield Finding("packages", Weight.WARNING, told, *place, Verdict.DIFFERENT)
            continue
        package = preloaded(name)
        if package is not None and _series(package.version) != _series(range_):
            told = f"{name} is preloaded as {package.version}, and {range_} in the project: a later major breaks code."
            yield Finding("packages", Weight.WARNING, told, *place, Verdict.DOCUMENTED)
        if name == _DEPRECATED:
            yield Finding("packages", Weight.NOTE, f"{name} is deprecated: no longer maintained since 2020.", *place)


def _required(source: str) -> dict[str, Read]:
    found: dict[str, Read] = {}
    for read in find_reads(source).packages:
        name = package_of(read.name)
        if name is not None and not is_builtin(read.name):
            found.setdefault(name, read)
    return found


def _series(range_: str) -> tuple[str, str] | None:
    """What must be the same for code to go on working: the major, and below 1.0 the minor; None where it is open."""
    found = _RANGE.fullmatch(range_.strip())
    if found is None:
        return None
    return (found[1], "") if found[1] != "0" else (found[1], found[2] or "")
