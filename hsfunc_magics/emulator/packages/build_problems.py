"""What a bundler objects to, told in the lines of the function's own files, with how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...runtime.bundling.bundler import BuildError, BuildProblem
from ..sources.javascript import SourceFile, package_of
from ..sources.package_needs import PackageNeeds
from ..sources.stack_positions import PACKAGE_FOLDER
from ..text import did_you_mean


def missing_packages(problem: BuildError, files: Mapping[str, SourceFile], needs: PackageNeeds) -> list[str]:
    """Packages that are not there yet: what the folder's own files require, and of others what package.json names."""
    found: list[str] = []
    for told in problem.problems:
        name = package_of(told.missing) if told.missing is not None else None
        if name is not None and (told.file in files or needs.range_of(name) is not None):
            found.append(name)
    return list(dict.fromkeys(found))


def lacks_packages_only(problem: BuildError, files: Mapping[str, SourceFile]) -> bool:
    """Whether nothing else is wrong."""
    return all(
        told.missing is not None and package_of(told.missing) is not None and told.file in files
        for told in problem.problems
    )


def explain(
    problem: BuildProblem, files: Mapping[str, SourceFile], wanted: Iterable[str], named: str = "with --npm"
) -> str:
    """What the bundler objects to, in the cell's lines, with how to mend it; `named`: where packages are named."""
    file = files.get(problem.file)
    column = problem.column
    if file is not None and problem.line == 1:
        column = max(1, column - file.first_column)
    shown = problem.file.removeprefix(PACKAGE_FOLDER)
    place = f"{shown}, line {problem.line}, column {column}: " if problem.line else ""
    if problem.missing is None:
        if "loader" in problem.text and ".node" in problem.text:
            return f"{place}a native part (.node) cannot be bundled. Look for a package in pure JavaScript."
        return f"{place}{problem.text}"
    name = package_of(problem.missing)
    if file is None:
        return f"{place}the package needs {problem.missing}, which npm has not installed with it. Name it {named}."
    if name is None:
        known = did_you_mean(problem.missing.removeprefix("./"), files)
        return f"{place}the folder has no file {problem.missing}.{known}"
    if name in wanted:
        return f"{place}{name} is in the bundle, but has no file {problem.missing}."
    return f"{place}{name} is not among the packages of the bundle. Name it, too: --npm {name}"


def unnamed_package(problem: BuildError, name: str, package_json: str, named: Iterable[str]) -> str:
    """How a package is to be had of which package.json says nothing, where no package is preloaded."""
    told = next(one for one in problem.problems if one.missing is not None and package_of(one.missing) == name)
    place = f"{told.file}, line {told.line}, column {told.column}: "
    return f"{place}{not_named(name, package_json, named)}"


def not_named(name: str, package_json: str, named: Iterable[str]) -> str:
    """The same, without its place."""
    told = f"{name} is not in {package_json}, and a project has no preloaded packages."
    return f"{told} Add it to the dependencies there.{did_you_mean(name, named)}"


def native_reason(name: str, version: str) -> str:
    """Why a package that needs a build for the machine is not bundled."""
    return (
        f"{name} {version} needs a native build for the machine, and a bundle is JavaScript alone. Look for a package"
        " in pure JavaScript."
    )
