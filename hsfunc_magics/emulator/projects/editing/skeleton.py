"""The files of a project that has no function yet: hsproject.json, its app, and the functions' package.json."""

from __future__ import annotations

import posixpath
from typing import Any

from ...json_text.read_write import read_json, write_json
from ...sources.javascript import SourceFile
from ...sources.package_needs import PACKAGE_JSON
from ..project import PROJECT_FILE, Project
from ..reading.formats.hsmeta import APP, ENDING, FUNCTION, PLACES
from ..reading.platform_versions import NEWEST

_SOURCES = "src"


def new_project(name: str) -> Project:
    """A project without functions, on the newest platform version that is known."""
    app: dict[str, Any] = {
        "uid": "app",
        "type": APP,
        "config": {
            "name": name,
            "description": name,
            "distribution": "private",
            "auth": {
                "type": "static",
                "requiredScopes": ["crm.objects.contacts.read"],
                "optionalScopes": [],
                "conditionallyRequiredScopes": [],
            },
            "permittedUrls": {"fetch": [], "iframe": [], "img": []},
            "support": {},
        },
    }
    package_json = posixpath.join(_SOURCES, PLACES[FUNCTION], PACKAGE_JSON)
    files = {
        PROJECT_FILE: json_file({"name": name, "srcDir": _SOURCES, "platformVersion": NEWEST}),
        posixpath.join(_SOURCES, PLACES[APP], f"{APP}{ENDING}"): json_file(app),
        package_json: json_file({"dependencies": {}}),
    }
    return Project(name, NEWEST, {}, files, package_json=package_json)


def json_file(data: Any) -> SourceFile:
    """The file that says this."""
    return SourceFile(f"{write_json(data)}\n")


def source_folder(project: Project) -> str:
    """The folder of a project's sources; empty where that is the project's own."""
    named = posixpath.normpath(read_json(project.files[PROJECT_FILE].text.removeprefix("\ufeff")).get("srcDir", "."))
    return "" if named == "." else named
