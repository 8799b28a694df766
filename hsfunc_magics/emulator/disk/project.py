"""What lies around a folder on disk: its package.json, a build of the project's own, the developer project it is of."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from ..serverless_json.lint import NO_FILE
from ..serverless_json.problems import Problem, warning
from ..serverless_json.projects import PROJECT_FILE
from ..sources.package_needs import NO_NEEDS, PACKAGE_JSON, PACKAGE_LOCK, PackageNeeds, read_needs

# Further up there is something else: a home directory may have a package.json of nobody's.
_MOST_ABOVE = 4
_ROOTS = (".git", "hubspot.config.yml", "hubspot.config.yaml")
_WEBPACK = tuple(f"webpack.config.{ending}" for ending in ("js", "cjs", "mjs", "ts"))


@dataclass(frozen=True, slots=True)
class Project:
    """`needs` of the nearest package.json; `paths` are those that tell later whether anything has changed.

    `webpack` is the config of a build that is not run here.
    """

    needs: PackageNeeds
    paths: tuple[str, ...]
    webpack: Path | None

    def problem(self, folder: Path) -> Problem | None:
        """What is to be said where a folder of the project is bundled."""
        if self.webpack is None:
            return None
        told = "is the build of a webpack project, which is not run here: the files are bundled as they lie."
        mend = "Where it makes other ones, run it, and name the folder that it writes."
        return warning(os.path.relpath(self.webpack, folder), told, mend)

    def with_build(self, problems: list[Problem], folder: Path) -> list[Problem]:
        """The problems of a folder; files that are not there may come of the build."""
        if self.webpack is None:
            return problems
        shown = os.path.relpath(self.webpack, folder)
        more = f"{shown} may make it: that build is not run here. Run it, and name the folder that it writes."
        return [
            replace(problem, mend=f"{problem.mend} {more}") if problem.message.startswith(NO_FILE) else problem
            for problem in problems
        ]


def find_project(folder: Path) -> Project:
    """The project that a folder belongs to."""
    webpack: Path | None = None
    for place in _above(folder):
        webpack = webpack or next((place / name for name in _WEBPACK if (place / name).is_file()), None)
        text = _read(place / PACKAGE_JSON)
        if text is not None:
            lock = _read(place / PACKAGE_LOCK) or _read(place / "npm-shrinkwrap.json") or ""
            needs = read_needs(text, lock, place)
            return Project(needs, (str(place / PACKAGE_JSON), str(place / PACKAGE_LOCK)), webpack)
    return Project(NO_NEEDS, (str(folder / PACKAGE_JSON),), webpack)


def developer_project(folder: Path) -> Path | None:
    """The nearest directory above a folder that is a developer project's."""
    return next((place for place in folder.parents if (place / PROJECT_FILE).is_file()), None)


def _above(folder: Path) -> list[Path]:
    """The folder and those above it, as far as its project may reach."""
    places = [folder]
    for place in folder.parents[:_MOST_ABOVE]:
        if any((places[-1] / name).exists() for name in _ROOTS) or place in (Path.home(), Path(place.anchor)):
            break
        if place.stat().st_mode & stat.S_IWOTH:
            break  # such as /tmp: its package.json may be anybody's
        places.append(place)
    return places


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
