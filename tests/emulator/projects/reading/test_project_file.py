"""hsproject.json and its platform version: what keeps a project from being read, and what is only told."""

from __future__ import annotations

from typing import Any

import pytest

from hsfunc_magics.emulator.projects.reading.read import read_project

from . import files, read, told, with_

GOOD = {"name": "p", "srcDir": "src", "platformVersion": "2026.09"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "hsproject.json: is missing. Start with"),
        ({**GOOD, "name": " "}, "hsproject.json:2:3: name: is empty."),
        ({**GOOD, "srcDir": "sorce"}, "there is no folder sorce with a file in it. Add it, or correct the name."),
        ({**GOOD, "srcDir": "../src"}, 'srcDir: "../src" lies outside the project.'),
        ({**GOOD, "srcDir": "/etc"}, 'srcDir: "/etc" lies outside the project.'),
        ({**GOOD, "srcDir": 1}, "srcDir: must be a string, not a number."),
        ({"name": "p", "platformVersion": "2026.09"}, 'srcDir: is missing. Add "srcDir": "src".'),
        ({"name": "p", "srcDir": "src"}, 'platformVersion: is missing. Add "platformVersion": "2026.09".'),
        ({**GOOD, "platformVersion": 2026.09}, "platformVersion: must be a string, not a number."),
        ("{", "hsproject.json:1:2: not JSON"),
        ("[]", "must be an object, not an array."),
        (b"\xff", "is not UTF-8"),
        ({**GOOD, "platformVersion": "2025.2"}, "a-hsmeta.json: 2025.2 has no functions: they are neither built nor"),
    ],
)
def test_a_project_is_refused_whole(content: Any, problem: str) -> None:
    given = with_(files(), {"hsproject.json": content})
    project, problems = read_project(given)
    assert project is None and problems[0].severity == "error"
    assert problem in "\n".join(told(given))


@pytest.mark.parametrize(
    ("version", "problem"),
    [
        ("2026.9", '"2026.9" is no platform version that is known here. Use "2026.09". Did you mean 2026.09'),
        ("2026.03-beta", ""),
        ("2027.03", '"2027.03" is newer than 2026.09, which is known here.'),
        ("unstable", '"unstable" is newer than 2026.09'),
        ("next", '"next" is no platform version that is known here.'),
    ],
)
def test_a_version_that_is_not_known_is_taken_for_the_newest(version: str, problem: str) -> None:
    given = with_(files(), {"hsproject.json": {**GOOD, "platformVersion": version}})
    assert "\n".join(told(given)).count("\n") == 0 and problem in "\n".join(told(given))
    assert list(read(given).functions) == ["a"]
    assert read(given).platform_version == version


def test_a_mistyped_key_and_a_project_without_functions_are_told() -> None:
    given = with_({}, {"hsproject.json": {**GOOD, "srcdir": "src"}, "src/readme.md": ""})
    assert [one.partition(": ")[2] for one in told(given)] == [
        "the project has no functions. Those of 2026.09 stand in src/app/functions.",
        "srcdir: is no known key of hsproject.json. Known keys: name, srcDir, platformVersion. Did you mean srcDir?",
    ]


def test_the_sources_may_be_the_project_itself() -> None:
    given = {name.removeprefix("src/"): content for name, content in files().items()}
    given = with_(given, {"hsproject.json": {**GOOD, "srcDir": "."}})
    assert told(given) == []
    assert read(given).functions["a"].file == "app/functions/a.js"
