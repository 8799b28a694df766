"""A developer project and its functions, changed only as a whole (contract §12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .. import http
from ..display import counted
from ..serverless_json import projects as manifest
from ..sources.javascript import SourceFile
from ..sources.package_needs import NO_NEEDS, PACKAGE_JSON, PackageNeeds

PROJECT_FILE = manifest.PROJECT_FILE
SERVERLESS_PREFIX = http.SERVERLESS_PREFIX
"""What the path of an endpoint begins with."""
HSMETA = "-hsmeta.json"
"""What the name of a file ends with that declares a component, from platform 2025.2 on."""

ADAPTER_HEAD = "'use strict';\n// Lets functions of the design manager run in a developer project:"
"""How the file begins that an export adds: what it reads says nothing of the functions that it runs."""

Convention = Literal["return", "sendResponse"]
"""How a function responds: with what `main` returns, or by `sendResponse`, as platform 2023.1 does."""


@dataclass(frozen=True, slots=True)
class ProjectFunction:
    """A function of a project. `file` is its entry file, `declared_in` where it is declared, as paths in the project.

    `path` is its endpoint's, without a slash at its beginning; None where it has none, and is called by its uid alone.
    """

    uid: str
    file: str
    path: str | None
    methods: tuple[str, ...]
    secrets: tuple[str, ...]
    declared_in: str
    convention: Convention = "return"

    @property
    def called(self) -> str:
        """What it is called by: `/hs/serverless/events`, or `uid:greet` where it has no endpoint."""
        return f"{SERVERLESS_PREFIX}{self.path}" if self.path is not None else f"{http.UID_PREFIX}{self.uid}"


@dataclass(frozen=True, repr=False)
class Project:
    """A project's functions and the files that they are made of. Immutable.

    `files` by their paths in the project, with `/`; `functions` by uid. `needs` is what the package.json of the
    functions names, which lies at `package_json`. `place` is where the project lies on disk; None for one of cells.
    """

    name: str
    platform_version: str
    functions: Mapping[str, ProjectFunction]
    files: Mapping[str, SourceFile] = field(repr=False)
    needs: PackageNeeds = field(default=NO_NEEDS, compare=False)
    place: Path | None = None
    package_json: str = f"src/app/functions/{PACKAGE_JSON}"

    def __repr__(self) -> str:
        return f"<Project {self.name} {self.platform_version}: {counted(len(self.functions), 'function')}>"

    def endpoints(self) -> dict[str, ProjectFunction]:
        """The functions that have an endpoint, by its path."""
        return {one.path: one for one in self.functions.values() if one.path is not None}
