"""hsmeta files, judged whole: every problem with its place and mend, and no function in the way of the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.projects.reading.read import read_project

from . import HSMETA, MAIN, PLACE, app, files, hsmeta, read, told, with_

ONE = f"{HSMETA}:"
OLDER = {"name": "p", "srcDir": "src", "platformVersion": "2026.03"}
KEYS = st.text(max_size=3) | st.sampled_from(
    ["uid", "type", "config", "entrypoint", "endpoint", "path", "methods", "secretKeys", "auth", "dependencies"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("app-function"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def test_a_project_with_nothing_wrong() -> None:
    project = read(files())
    assert told(files()) == []
    (function,) = project.functions.values()
    assert (function.uid, function.file, function.path, function.methods) == ("a", f"{PLACE}/a.js", "a", ("GET",))
    assert (function.declared_in, function.convention) == (HSMETA, "return")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (
            hsmeta(endpoint={"path": "a", "method": "GET", "methods": ["GET"]}),
            f'{ONE}8:7: config.endpoint.method: is no key of an endpoint, and HubSpot refuses it. Write "methods"',
        ),
        (hsmeta(endpoint={"path": "a"}), f'{ONE}6:5: config.endpoint: has no methods. Add "methods": ["GET"].'),
        (hsmeta(endpoint={"methods": ["GET"]}), "config.endpoint: has no path."),
        (hsmeta(endpoint={"path": 1, "methods": "GET"}), "config.endpoint.methods: must be an array, not a string."),
        (hsmeta(endpoint={"path": "a", "methods": []}), "config.endpoint.methods: the array is empty."),
        (
            hsmeta(endpoint={"path": "a", "methods": ["GTE"]}),
            'methods[0]: "GTE" is not a method that an endpoint can have.',
        ),
        (hsmeta(endpoint={"path": "a?b", "methods": ["GET"]}), 'config.endpoint.path: "a?b" has a ?, #, \\, space'),
        (hsmeta(endpoint={"path": "/", "methods": ["GET"]}), 'config.endpoint.path: "/" names no path.'),
        (hsmeta(endpoint={"path": "a/../b", "methods": ["GET"]}), "has a segment . or .., which no URL keeps."),
        (hsmeta(endpoint={"path": "a//b/", "methods": ["GET"]}), "has a slash too many."),
        (hsmeta(endpoint=[]), "config.endpoint: must be an object, not an array."),
        (hsmeta(entrypoint="app/functions/a.js"), '"app/functions/a.js" does not begin with a slash.'),
        (hsmeta(entrypoint="/app/functions/a.py"), "is neither JavaScript nor TypeScript."),
        (
            hsmeta(entrypoint="/../../etc/a.js"),
            '"/../../etc/a.js" lies outside the project\'s sources. Name a file below src.',
        ),
        (
            hsmeta(entrypoint="/app/functions/b.js"),
            f"there is no file {PLACE}/b.js. Add the file, or correct the name. Did you mean",
        ),
        (hsmeta(entrypoint=None), "config: has no entrypoint."),
        (
            hsmeta(secretKeys=["PRIVATE_APP_ACCESS_TOKEN"]),
            "config.secretKeys[0]: HubSpot refuses PRIVATE_APP_ACCESS_TOKEN here",
        ),
        (hsmeta(secretKeys="KEY"), "config.secretKeys: must be an array of names, not a string."),
        (hsmeta(secretKeys=["A KEY"]), '"A KEY" is no name for a secret.'),
        (hsmeta(uid="a b"), 'uid: "a b" has other characters than letters'),
        (hsmeta(uid="u" * 65), "has more than 64 characters."),
        (hsmeta(uid="hubspot-serverless-package-uid"), "is the uid of package.json in HubSpot's parser."),
        (hsmeta(uid="app"), 'uid: "app" is the name of one in src/app/app-hsmeta.json, too.'),
        (
            {**hsmeta(), "type": "app-fuction"},
            '3:3: type: "app-fuction" is no type of component that is known. Write "app-function".',
        ),
        ({**hsmeta(), "type": "card"}, '"card" does not belong into src/app/functions, and HubSpot refuses it there.'),
        (
            {**hsmeta(), "Uid": "a"},
            "Uid: is no key of an hsmeta file, and HubSpot's parser refuses it. Known keys: uid, type",
        ),
        ({"type": "app-function"}, 'uid: is missing. Add "uid": "name".'),
        ([], "must be an object, not an array."),
        ('{"uid": "a",}', "1:13: not JSON at column 13"),
        (b"\xff", "is not UTF-8 (byte 0). Save it as UTF-8."),
    ],
)
def test_an_error_is_told_with_its_place_and_takes_that_function_alone(changed: Any, problem: str) -> None:
    given_ = with_(files(), {HSMETA: changed, f"{PLACE}/z-hsmeta.json": hsmeta("z"), f"{PLACE}/z.js": MAIN})
    found = [one for one in told(given_) if one.startswith(f"error {HSMETA}")]
    assert any(problem in one for one in found), told(given_)
    functions = read(given_).functions
    assert "z" in functions
    assert not any("no function uses the file" in one for one in told(given_))
    missing = "there is no file" in problem
    assert [uid for uid in functions if uid != "z"] == (["a"] if missing else [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({HSMETA: hsmeta(endpoint=None)}, f"{HSMETA}:4:3: config: has no endpoint."),
        ({HSMETA: hsmeta(secrets=["A"])}, "config.secrets: is no known key of a function"),
        ({HSMETA: hsmeta(entrypont="/a.js")}, "Known keys: entrypoint, endpoint, secretKeys. Did you mean entrypoint"),
        ({HSMETA: hsmeta(environment={})}, "It is the design manager's; a project has none."),
        ({HSMETA: hsmeta(secretKeys=["A", "A"])}, 'config.secretKeys[1]: "A" stands there twice.'),
        ({HSMETA: hsmeta(endpoint={"path": "a", "methods": ["get"]})}, '"get" is not in capitals'),
        ({HSMETA: hsmeta(endpoint={"path": "a", "methods": ["GET", "GET"]})}, "methods[1]: GET stands there twice."),
        ({HSMETA: hsmeta(endpoint={"path": "/hs/serverless/a", "methods": ["GET"]})}, 'Write "a".'),
        ({HSMETA: '{"uid": "a", ' + str(files()[HSMETA])[1:]}, "the key stands twice in one object"),
        (
            {"src/app/app-hsmeta.json": app(distribution="privat")},
            'config.distribution is private. Write "private". Did you mean private?',
        ),
        ({"src/app/app-hsmeta.json": app(auth={"type": "oauth"})}, 'config.auth.type: is "oauth": functions need'),
        ({"src/app/app-hsmeta.json": app(auth={})}, "config.auth.type: is missing: functions need an app"),
        ({f"{PLACE}/deep/b-hsmeta.json": hsmeta("b")}, f"for it lies where no component does. Move it to {PLACE}."),
        (
            {f"{PLACE}/b.hsmeta.json": hsmeta("b")},
            "the name of an hsmeta file ends in -hsmeta.json. Rename it to b-hsmeta.json.",
        ),
        ({f"{PLACE}/b.json": hsmeta("b")}, "Rename it to b-hsmeta.json."),
        ({f"{PLACE}/b.js": MAIN}, f"{PLACE}/b.js: no function uses the file. Add"),
        ({f"{PLACE}/a.js": None, f"{PLACE}/a.ts": MAIN}, f"{PLACE}/a.ts is there, and runs in its place here."),
        (
            {"src/app/cards/c-hsmeta.json": {"uid": "c", "type": "cards", "config": {}}},
            'type: "cards" is no type of component that is known.',
        ),
    ],
)
def test_what_is_odd_is_a_warning_and_keeps_no_function(changes: dict[str, Any], problem: str) -> None:
    given_ = with_(files(), changes)
    assert len(told(given_)) == 1
    assert told(given_)[0].startswith("warning ") and problem in told(given_)[0]
    assert list(read(given_).functions) == ["a"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"src/app/app-hsmeta.json": None}, "error src/app/app-hsmeta.json: is missing: functions belong to an app."),
        (
            {"src/app/b-hsmeta.json": {**app(), "uid": "b"}},
            "src/app/b-hsmeta.json:3:3: type: src/app/app-hsmeta.json is",
        ),
        ({f"{PLACE}/package.json": None}, f"error {PLACE}/package.json: is missing"),
        ({f"{PLACE}/package.json": '{"dependencies": {"axios": 1}}'}, "1:19: dependencies.axios: must be a string"),
        ({f"{PLACE}/b-hsmeta.json": hsmeta("a")}, f'b-hsmeta.json:2:3: uid: "a" is the name of one in {HSMETA}'),
        (
            {
                f"{PLACE}/b-hsmeta.json": hsmeta("b", endpoint={"path": "/a", "methods": ["POST"]}),
                f"{PLACE}/b.js": MAIN,
            },
            f"config.endpoint.path: /hs/serverless/a is the endpoint of {HSMETA}, too",
        ),
        (
            {"hsproject.json": OLDER, HSMETA: {**hsmeta(), "permissions": {}}},
            "permissions: 2026.03 does not have it yet.",
        ),
    ],
)
def test_what_only_the_whole_project_shows(changes: dict[str, Any], problem: str) -> None:
    found = told(with_(files(), changes))
    assert problem in "\n".join(found) and found[0].startswith("error ")


def test_an_app_that_cannot_be_read_is_not_missing() -> None:
    (problem,) = told(with_(files(), {"src/app/app-hsmeta.json": "{"}))
    assert problem.startswith("error src/app/app-hsmeta.json:1:2: not JSON")


def test_a_function_may_have_a_helper_a_test_and_no_slash() -> None:
    source = "import { x } from './lib.js';\nimport type { T } from './gone';\nexport const main = async () => x;"
    given_ = with_(
        files(),
        {
            f"{PLACE}/a.js": source,
            f"{PLACE}/lib.ts": "export { x } from './deep/y';",
            f"{PLACE}/deep/y.ts": "",
            f"{PLACE}/a.test.js": MAIN,
            HSMETA: hsmeta(endpoint={"path": "/a", "methods": ["GET"]}),
        },
    )
    assert told(given_) == []
    assert list(read(given_).endpoints()) == ["a"]


def test_a_variable_of_a_profile_is_told_and_judged_no_further() -> None:
    changed = hsmeta(endpoint={"path": "${PATH} /a", "methods": ["GET"]})
    (problem,) = told(with_(files(), {HSMETA: changed}))
    assert "config.endpoint.path: has a variable of a profile, which is filled in at upload." in problem
    assert read(with_(files(), {HSMETA: changed})).functions == {}


def test_what_other_components_leave_to_a_profile_is_their_own() -> None:
    card = {"uid": "card-${ENV}", "type": "card", "config": {"name": "${NAME}"}}
    changes = {"src/app/cards/c-hsmeta.json": card, "src/app/app-hsmeta.json": app(distribution="PRIVATE")}
    assert told(with_(files(), changes)) == []


def test_what_looks_like_a_value_is_told_and_not_repeated() -> None:
    value = "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc"
    found = "\n".join(told(with_(files(), {HSMETA: hsmeta(secretKeys=[value], note=value)})))
    assert "config.note: looks like a secret's value." in found and value not in found


@given(st.dictionaries(st.sampled_from(["uid", "type", "config"]), JSON) | JSON, st.sampled_from(["2026.09", "2025.1"]))
def test_any_json_gives_problems_and_never_a_traceback(value: Any, version: str) -> None:
    given_ = with_(files(), {HSMETA: json.dumps(value), "src/app/x.functions/serverless.json": json.dumps(value)})
    given_["src/app/app-hsmeta.json"] = json.dumps(value)
    given_["hsproject.json"] = json.dumps({"name": "p", "srcDir": "src", "platformVersion": version})
    assert read_project(given_)[1]


@given(JSON)
def test_any_project_file_gives_problems_and_never_a_traceback(value: Any) -> None:
    if isinstance(value, dict):
        value |= {"platformVersion": value.get("platformVersion", "2026.03")}
    for inner in (value, {"name": "p", "srcDir": value, "platformVersion": value}, {"dependencies": value}):
        given_ = with_(files(), {"hsproject.json": json.dumps(inner), f"{PLACE}/package.json": json.dumps(inner)})
        assert read_project(given_)[1]
