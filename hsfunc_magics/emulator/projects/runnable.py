"""The entry files of a project, ready to run: as they lie where Node can, else bundled (contract §12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..packages.folder_bundling import BundledEntries, BundleOrder, FolderBundling
from ..serverless_json.problems import Problem, error, warning
from ..sources.javascript import SourceFile
from .project import Project
from .requests import asked_for, is_built, is_relative, runs_as_it_lies
from .switches import Switches

_AS_IT_LIES = "is not bundled, and runs as it lies."


def runnable(
    project: Project, bundling: FolderBundling, switches: Switches
) -> tuple[Mapping[str, SourceFile], list[Problem]]:
    """The file that runs for each function, by uid, and what is to be said of them.

    A function whose entry file is not among the project's files is not in it; one whose file cannot be bundled runs as
    it lies, and an error that does not block says why. Neither npm nor esbuild is asked where no entry file needs them.
    What a bundle was made from has the paths of the project (`src/app/functions/a.ts`): its positions lead back there.

    Raises `BundleError` where bundling cannot be tried at all, as without a network at the first time.
    """
    files = {one.file: project.files[one.file] for one in project.functions.values() if one.file in project.files}
    alone = switches["relative_require"] == "fails"
    problems: list[Problem] = []
    entries: list[str] = []
    for file, source in files.items():
        if runs_as_it_lies(file, source.text):
            continue
        needed = [read for read in asked_for(source.text) if is_relative(read.name)]
        if alone and needed and not is_built(file, source.text):
            told = f"Cannot find module {needed[0].name!r}, as the switch relative_require=fails has it."
            problems.append(_of(file, error("", told, "Put the code into the entry file."), needed[0].line))
        else:
            entries.append(file)
    if entries:
        made = bundling.entries(_order(project, entries, int(switches["node"])))
        files |= made.files
        problems += _problems(made, project)
    return {uid: files[one.file] for uid, one in project.functions.items() if one.file in files}, problems


def _order(project: Project, entries: list[str], major: int) -> BundleOrder:
    return BundleOrder(project.files, entries, project.needs, major, preloaded=False, package_json=project.package_json)


def _problems(made: BundledEntries, project: Project) -> list[Problem]:
    found = [_of(file, error("", _AS_IT_LIES, reason)) for file, reason in made.failed.items()]
    for name in project.needs.development.keys() - project.needs.dependencies.keys():
        users = [file for file, used in made.packages.items() if any(one.rpartition(" ")[0] == name for one in used)]
        if users:
            told = f"{users[0]} requires {name}, which stands under devDependencies: whether it is there is not known."
            problem = warning(f"devDependencies.{name}", told, "Move it to dependencies.")
            found.append(_of(project.package_json, problem))
    return found


def _of(file: str, problem: Problem, line: int = 0) -> Problem:
    return replace(problem, file=file, line=line, blocks=False)
