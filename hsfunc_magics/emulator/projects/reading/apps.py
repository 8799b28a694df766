"""The app that the functions of a project belong to, as far as functions need it (contract §12)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...serverless_json.problems import Problem, error, show, warning
from ...text import did_you_mean
from .formats.hsmeta import APP, ENDING, PLACES
from .json_file import JsonFile

_NEEDED = {
    ("auth", "type"): ("static", ("static", "oauth", "none")),
    ("distribution",): ("private", ("private", "marketplace")),
}


def app_problems(apps: Sequence[JsonFile], files: Sequence[str], src: str) -> Iterator[Problem]:
    """What is wrong with the apps of a project that has functions."""
    if not apps:
        name = posixpath.join(src, PLACES[APP], f"{APP}{ENDING}")
        beside = [file for file in files if posixpath.dirname(file) == posixpath.dirname(name)]
        near = did_you_mean(name, beside)
        told = error("", "is missing: functions belong to an app.", f'Add it, with "type": "{APP}".{near}')
        yield replace(told, file=name, blocks=False)
    for app in apps[1:]:
        yield from app.problems([error("type", f"{apps[0].name} is an app, too: a project has one.", "Remove one.")])
    for app in apps:
        yield from app.problems(_of_its_config(app.data.get("config")))


def _of_its_config(config: Any) -> Iterator[Problem]:
    if not isinstance(config, dict):
        return
    for steps, (needed, known) in _NEEDED.items():
        path = ".".join(("config", *steps))
        value: Any = config
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            told = f"is missing: functions need an app whose {path} is {needed}."
            yield warning(path, told, f'Write "{needed}".')
        elif not isinstance(value, str) or value.lower() != needed:
            near = did_you_mean(value, known) if isinstance(value, str) and value not in known else ""
            told = f"is {show(value)}: functions need an app whose {path} is {needed}."
            yield warning(path, told, f'Write "{needed}".{near}')
