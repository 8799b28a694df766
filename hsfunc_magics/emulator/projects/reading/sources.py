"""What the sources of a project would meet when its functions are built and loaded, read without that (contract §12).

Plain CommonJS is left to Node, which compiles it for those who ask.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from ...packages.build_problems import not_named
from ...serverless_json.problems import Problem, error, warning
from ...sources.javascript import is_module, package_of
from ...sources.reads import Read
from ...sources.typescript import syntax_fault
from ...text import did_you_mean
from ..project import Project
from ..requests import asked_for, file_of, is_built, is_relative, reached


def source_problems(project: Project) -> Iterator[Problem]:
    """What is wrong with the entry files of a project, and with the files that they ask for."""
    entries = dict.fromkeys(one.file for one in project.functions.values() if one.file in project.files)
    for file in entries:
        text = project.files[file].text
        if not text.strip():
            yield _of(file, error("", "the file is empty: it exports no main.", ""))
        elif not is_module(text) and syntax_fault(file, text) is None:
            told = "nothing is put on exports or module.exports: a function is exports.main = async (context) => …"
            yield _of(file, warning("", told, ""))
    for file in sorted(reached(entries, project.files)):
        if posixpath.splitext(file)[1] == ".json":
            continue
        text = project.files[file].text
        fault = syntax_fault(file, text) if is_built(file, text) else None
        if fault is not None:
            yield _of(file, warning("", "looks like a syntax error.", "Correct it there or before."), *fault)
        for read in asked_for(text):
            problem = _unmet_file(read, file, project) if is_relative(read.name) else _unmet_package(read, project)
            if problem is not None:
                yield _of(file, problem, read.line, read.column)


def _unmet_file(read: Read, file: str, project: Project) -> Problem | None:
    if file_of(read.name, file, project.files) is not None:
        return None
    near = did_you_mean(posixpath.normpath(posixpath.join(posixpath.dirname(file), read.name)), project.files)
    return _as_bad_as(read, f"Cannot find module '{read.name}': the project has no such file.", near.strip())


def _unmet_package(read: Read, project: Project) -> Problem | None:
    name = package_of(read.name)
    if name is None or name in project.needs.dependencies:
        return None
    if name in project.needs.development:
        told = f"{name} stands under devDependencies in {project.package_json}: whether it is there is not known."
        return warning("", told, "Move it to dependencies.")
    return _as_bad_as(read, not_named(name, project.package_json, project.needs.dependencies), "")


def _as_bad_as(read: Read, told: str, mend: str) -> Problem:
    return error("", told, mend) if read.certain else warning("", told, mend)


def _of(file: str, problem: Problem, line: int = 0, column: int = 0) -> Problem:
    return replace(problem, file=file, line=line, column=column, blocks=False)
