"""Tests of projects as they are read and judged; the projects that they start with."""

from __future__ import annotations

import json
from typing import Any

from hsfunc_magics.emulator.projects.project import Project
from hsfunc_magics.emulator.projects.reading.read import read_project

MAIN = "exports.main = async () => 1;"
PLACE = "src/app/functions"
HSMETA = f"{PLACE}/a-hsmeta.json"


def hsmeta(uid: str = "a", **config: Any) -> dict[str, Any]:
    """The hsmeta file of a function that lies in `<uid>.js` and serves GET at `<uid>`; `None` takes a key away."""
    whole = {
        "entrypoint": f"/app/functions/{uid}.js",
        "endpoint": {"path": uid, "methods": ["GET"]},
        "secretKeys": [],
        **config,
    }
    kept = {key: value for key, value in whole.items() if value is not None}
    return {"uid": uid, "type": "app-function", "config": kept}


def app(**config: Any) -> dict[str, Any]:
    whole = {"name": "App", "distribution": "private", "auth": {"type": "static", "requiredScopes": []}, **config}
    return {"uid": "app", "type": "app", "config": whole}


def files() -> dict[str, str | bytes]:
    """A project with nothing wrong, whose function `a` lies in `a.js`."""
    return with_(
        {},
        {
            "hsproject.json": {"name": "p", "srcDir": "src", "platformVersion": "2026.09"},
            "src/app/app-hsmeta.json": app(),
            HSMETA: hsmeta(),
            f"{PLACE}/a.js": MAIN,
            f"{PLACE}/package.json": {"dependencies": {}},
        },
    )


def legacy(version: str = "2025.1", manifest: Any = None) -> dict[str, str | bytes]:
    """A project as it was before 2026.03, whose function `a` lies in `a.js`."""
    return with_(
        {},
        {
            "hsproject.json": {"name": "p", "srcDir": "src", "platformVersion": version},
            "src/app/app.json": {"name": "App"},
            "src/app/app.functions/serverless.json": manifest or {"appFunctions": {"a": {"file": "a.js"}}},
            "src/app/app.functions/a.js": MAIN,
        },
    )


def with_(before: dict[str, str | bytes], changes: dict[str, Any]) -> dict[str, str | bytes]:
    """The files with others in them, JSON written two spaces deep; `None` takes a file away."""
    after = dict(before)
    for name, content in changes.items():
        if content is None:
            after.pop(name)
        else:
            after[name] = content if isinstance(content, str | bytes) else json.dumps(content, indent=2)
    return after


def told(given: dict[str, str | bytes]) -> list[str]:
    """`error src/app/app-hsmeta.json:1:1: …` for each problem of a project."""
    return [f"{problem.severity} {problem}" for problem in read_project(given)[1]]


def read(given: dict[str, str | bytes]) -> Project:
    project, problems = read_project(given)
    assert project is not None, problems
    return project
