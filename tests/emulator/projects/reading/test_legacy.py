"""serverless.json with `appFunctions`: projects as they were from 2023.1 to 2025.1."""

from __future__ import annotations

from typing import Any

import pytest

from . import MAIN, files, hsmeta, legacy, read, told, with_

FILE = "src/app/app.functions/serverless.json"
SUNSET = "platformVersion: {} is sunset: HubSpot neither builds nor deploys it any more."


@pytest.mark.parametrize(
    ("version", "convention"), [("2023.1", "sendResponse"), ("2023.2", "return"), ("2025.1", "return")]
)
def test_functions_of_older_versions_and_how_they_respond(version: str, convention: str) -> None:
    manifest = {
        "appFunctions": {
            "a": {"file": "a.js", "secrets": ["KEY", "PRIVATE_APP_ACCESS_TOKEN"]},
            "b": {"file": "./lib/b.js", "endpoint": {"path": "/b/c", "method": "POST"}},
            "c": {"file": "a.js", "endpoint": {"path": "c", "method": ["GET", "PUT"]}},
        }
    }
    given = with_(legacy(version, manifest), {"src/app/app.functions/lib/b.js": MAIN})
    given["src/app/app.functions/package.json"] = '{"dependencies": {"axios": "^1.0.0"}}'
    assert len(told(given)) == 1 and SUNSET.format(version) in told(given)[0]
    project = read(given)
    assert [(one.uid, one.path, one.methods) for one in project.functions.values()] == [
        ("a", None, ()),
        ("b", "b/c", ("POST",)),
        ("c", "c", ("GET", "PUT")),
    ]
    assert project.functions["b"].file == "src/app/app.functions/lib/b.js"
    assert project.functions["a"].secrets == ("KEY", "PRIVATE_APP_ACCESS_TOKEN")
    assert {one.convention for one in project.functions.values()} == {convention}
    assert project.needs.dependencies == {"axios": "^1.0.0"}
    assert project.package_json == "src/app/app.functions/package.json"


@pytest.mark.parametrize(
    ("manifest", "problem", "left"),
    [
        ({"appFunctions": {"a": {"file": "b.js"}}}, "appFunctions.a.file: there is no file", ["a"]),
        ({"appFunctions": {"a": {"file": "../../../x.js"}, "b": {"file": "a.js"}}}, "lies outside the project", ["b"]),
        ({"appFunctions": {"a": {}, "b": {"file": "a.js"}}}, 'appFunctions.a: has no file. Add "file"', ["b"]),
        ({"appFunctions": {"a": {"file": "a.js", "entrypoint": "a"}}}, 'Before 2026.03 it is "file".', ["a"]),
        ({"appFunctions": {"a": {"file": "a.js", "endpoint": {}}}}, "appFunctions.a.endpoint: has no path.", []),
        ({"appFunctions": {"a": {"file": "a.js"}, "b": []}}, "appFunctions.b: must be an object", ["a"]),
        ({"appFunctions": []}, "appFunctions: must be an object, not an array.", []),
        ({"appFunction": {}}, "appFunction: is no known key of a project's serverless.json. Known keys:", []),
        ({"appFunctions": {"a": {"file": "a.js"}}, "runtime": "nodejs18.x"}, "has had no effect since 2023.2.", ["a"]),
        ({"appFunctions": {"a": {"file": "a.js"}}, "endpoints": {}}, "endpoints: is not read here", ["a"]),
        ({"endpoints": {}}, 'is not read: it has "endpoints" of the design manager', []),
        ("[", "1:2: not JSON at column 2", []),
    ],
)
def test_what_is_wrong_with_one_function_keeps_the_others(manifest: Any, problem: str, left: list[str]) -> None:
    given = legacy("2025.1", manifest)
    assert any(problem in one and FILE in one for one in told(given)), told(given)
    assert list(read(given).functions) == left


def test_a_path_and_a_name_belong_to_one_function() -> None:
    other = "src/app/other.functions/serverless.json"
    endpoint = {"path": "x", "method": ["GET"]}
    entry = {"file": "a.js", "endpoint": endpoint}
    given = with_(legacy("2025.1", {"appFunctions": {"a": entry, "b": entry}}), {other: {"appFunctions": {"a": entry}}})
    given["src/app/other.functions/a.js"] = MAIN
    found = "\n".join(told(given))
    assert f"appFunctions.b.endpoint.path: /hs/serverless/x is the endpoint of a ({FILE}), too" in found
    assert f'{other}:3:5: appFunctions.a: "a" is the name of one in {FILE}, too.' in found
    assert list(read(given).functions) == ["a"]


def test_each_version_says_where_its_functions_stand() -> None:
    mixed = with_(files(), {FILE: {"appFunctions": {"old": {"file": "a.js"}}}})
    (problem,) = told(mixed)
    assert "platform version 2026.09 has its functions elsewhere. Move its functions to src/app/functions" in problem
    assert list(read(mixed).functions) == ["a"]
    older = with_(legacy(), {"src/app/functions/n-hsmeta.json": hsmeta("n")})
    assert 'Hsmeta files are read from 2025.2 on: write "platformVersion": "2026.09"' in "\n".join(told(older))
    assert list(read(older).functions) == ["a"]
