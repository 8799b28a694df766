"""Folders as projects: names, files that require each other, packages, environment and secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics import Account
from hsfunc_magics.emulator.errors import FolderError
from hsfunc_magics.emulator.moving.export.old_functions import OldFolder, OldFunction
from hsfunc_magics.emulator.moving.export.plan import plan_project
from hsfunc_magics.emulator.moving.sources.requires import find_requires
from hsfunc_magics.emulator.projects.reading.read import read_project
from hsfunc_magics.emulator.sources.javascript import SourceFile

from ...disk.test_export import tree
from ...disk.test_read import make
from .conftest import Exported, functions_of, plan, run

REPLY = "exports.main = (context, sendResponse) => sendResponse({ body: %s });\n"
TOKEN = "pat-na1-01234567-89ab-cdef-0123-456789abcdef"


def folder(path: Path, endpoints: dict[str, Any], files: dict[str, str], **more: Any) -> str:
    """A folder on disk; its path."""
    made = make(path, {"serverless.json": json.dumps({"endpoints": endpoints, **more}), **files})
    return str(made)


def read(project: Path) -> list[str]:
    """What our own rules have to say of a project."""
    found, problems = read_project({**tree(project)}, project)
    assert found is not None
    return [str(problem) for problem in problems]


def written(project: Path, file: str) -> str:
    return (project / "src" / "app" / "functions" / file).read_text()


def dependencies(project: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(written(project, "package.json"))["dependencies"]
    return found


def test_a_project_has_what_hubspot_wants(account: Account, export: Exported) -> None:
    source = REPLY % "1"
    account.functions.add("events", source, method=["GET", "POST"], secrets=["KEY"], environment={"MODE": "test"})
    project = export(name="My project", platform="2026.03")
    assert json.loads((project / "hsproject.json").read_text()) == {
        "name": "My project",
        "srcDir": "src",
        "platformVersion": "2026.03",
    }
    app = json.loads((project / "src/app/app-hsmeta.json").read_text())
    assert (app["uid"], app["type"], app["config"]["distribution"]) == ("My_project_app", "app", "private")
    assert app["config"]["auth"]["type"] == "static"
    assert functions_of(project) == {
        "events": {
            "entrypoint": "/app/functions/events-entry.js",
            "endpoint": {"path": "events", "methods": ["GET", "POST"]},
            "secretKeys": ["KEY"],
        }
    }
    assert written(project, "events.js") == source
    assert "process.env.MODE = 'test';" in written(project, "events-entry.js")
    assert read(project) == []


def test_files_of_several_folders_lie_flat_and_find_each_other(
    account: Account, export: Exported, tmp_path: Path
) -> None:
    helper = "exports.name = () => require('../lib/deep/names')[%s];"
    files = {
        "event/create.js": f"const h = require('../lib');\n{REPLY % 'h.name()'}",
        "lib/index.js": "module.exports = require(`./help.js`);",
        "lib/help.js": helper % "0",
        "lib/deep/names.json": '["shop"]',
        "event-create.js": REPLY % "'other'",
        "unused.js": "",
    }
    one = folder(
        tmp_path / "shop.functions",
        {"event/create": {"file": "event/create.js"}, "event_create": {"file": "event-create.js"}},
        files,
    )
    two = folder(
        tmp_path / "club.functions", {"members": {"file": "event-create.js"}}, {"event-create.js": REPLY % "'club'"}
    )
    project = export(one, two)
    assert {uid: run(project, uid, {}).body for uid in functions_of(project)} == {
        "event_create": b"other",
        "event_create_2": b"shop",
        "members": b"club",
    }
    assert functions_of(project)["event_create_2"]["endpoint"]["path"] == "event/create"
    assert not (project / "src/app/functions/unused.js").exists()
    assert read(project) == []
    told = (project / "MOVING.md").read_text()
    assert "no function needs unused.js: left out" in told
    assert "shop.functions/event/create.js: what it requires in line 1 has its new name" in told


def test_two_endpoints_of_one_file_have_an_entry_each(account: Account, export: Exported) -> None:
    account.functions.add("a", REPLY % "process.env.MODE + context.endpoint", environment={"MODE": "1"})
    account.functions.add("b", file="a.js", environment={"MODE": "2"})
    project = export()
    assert [run(project, uid, {}).body for uid in ("a", "b")] == [b"1a", b"2b"]


def test_a_path_belongs_to_one_function(account: Account, tmp_path: Path) -> None:
    given = [
        folder(tmp_path / f"{name}.functions", {"events": {"file": "f.js"}}, {"f.js": REPLY % "1"}) for name in "ab"
    ]
    with pytest.raises(FolderError, match=r"events of .*a\.functions and events of .*b\.functions would both answer"):
        plan(account, tmp_path / "project", *given)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("require('./gone');", "f.js:1 requires ./gone, which is not there"),
        ("\nrequire('../outside.js');", "f.js:2 requires ../outside.js, which is not there"),
    ],
)
def test_a_file_that_is_not_there_is_named(account: Account, tmp_path: Path, source: str, told: str) -> None:
    given = folder(tmp_path / "a.functions", {"f": {"file": "f.js"}}, {"f.js": f"{source} {REPLY % 1}"})
    (tmp_path / "outside.js").write_text("")
    with pytest.raises(FolderError) as refused:
        plan(account, tmp_path / "project", given)
    assert told in str(refused.value) and "Nothing was written" in str(refused.value)


_PARTS = st.text(st.sampled_from("aA-_.ü"), min_size=1, max_size=4).filter(lambda part: part.strip("."))
_FILES = st.lists(_PARTS, min_size=1, max_size=3).map(lambda parts: f"{'/'.join(parts)}.js")
_FOLDERS = st.lists(st.dictionaries(_FILES, st.integers(0, 5), min_size=1, max_size=5), min_size=1, max_size=3)


@given(_FOLDERS, st.booleans())
@example([{"a-b.js": 0, "a/b.js": 0}, {"a-b.js": 0, "a-entry.js": 0, "design-manager.js": 0}], True)
def test_whatever_the_names_each_function_keeps_its_files(folders: list[dict[str, int]], rewriting: bool) -> None:
    old = [_requiring(number, named) for number, named in enumerate(folders)]
    made = plan_project(old, "p", "2026.09", lambda _: False, rewriting=rewriting)
    texts = {name.removeprefix("src/app/functions/"): data.decode() for name, data in made.contents.items()}
    assert len({name.lower() for name in texts}) == len(texts)
    assert len({one.uid.lower() for one in made.functions}) == sum(map(len, folders))
    for one in made.functions:
        assert one.file in (one.entry, *_required(texts[one.entry]))
        (required,) = [file for file in _required(texts[one.file]) if not file.startswith("design-manager")]
        number, file = one.old.name.split("/", 1)
        named = folders[int(number)]
        assert f"// {number}/{file}\n" in texts[one.file]
        assert f"// {number}/{list(named)[named[file] % len(named)]}\n" in texts[required]


def _requiring(number: int, named: dict[str, int]) -> OldFolder:
    """A folder whose files say who they are, and require one of each other."""
    names = list(named)
    files, functions = dict[str, SourceFile](), list[OldFunction]()
    for file, other in named.items():
        target = f"{'../' * file.count('/') or './'}{names[other % len(names)]}"
        files[file] = SourceFile(f"require('{target}');\n// {number}/{file}\n{REPLY % 'context.params'}")
        environment = {"N": "1"} if other else {}
        functions.append(OldFunction(f"{number}/{file}", file, f"{number}/{file}", ("GET",), environment, ()))
    return OldFolder("shop.functions", f"{number}/shop.functions", tuple(functions), files)


def _required(source: str) -> list[str]:
    return [(one.request or "").removeprefix("./") for one in find_requires(source)]


def test_half_a_character_is_told(account: Account, tmp_path: Path) -> None:
    account.functions.add("f", f"// \ud800\n{REPLY % 1}")
    with pytest.raises(FolderError, match="half a character"):
        plan(account, tmp_path / "project")


def test_packages_that_are_required_are_dependencies_at_the_ranges_of_the_reference(
    account: Account, export: Exported, tmp_path: Path
) -> None:
    given = folder(
        tmp_path / "a.functions",
        {"f": {"file": "f.js"}},
        {
            "f.js": f"require('./lib'); require('node:fs'); require('fs/promises');\n{REPLY % 1}",
            "lib.js": "require('axios'); require('@hubspot/api-client/lib/x'); require('form-data');"
            " require('left-pad'); import('moment'); require('here');",
            "package.json": json.dumps(
                {
                    "dependencies": {
                        "axios": "^1.6.0",
                        "moment": "^2.0.0",
                        "dayjs": "1.x",
                        "here": "file:../here",
                        "request": "*",
                    }
                }
            ),
        },
    )
    project = export(given)
    found = dependencies(project)
    assert found.pop("form-data").startswith("^")
    assert found == {
        "@hubspot/api-client": "^1.0.0-beta",
        "axios": "^0.19.2",
        "moment": "^2.0.0",
        "dayjs": "1.x",
        "left-pad": "*",
    }
    told = (project / "MOVING.md").read_text()
    assert "axios: package.json says ^1.6.0, and the design manager runs ^0.19.2" in told
    assert "left-pad: no package.json names it (a.functions/lib.js:1)" in told
    assert "here: package.json has it as file: of this machine" in told and str(tmp_path) not in told


def test_a_project_without_packages_has_a_package_json_all_the_same(account: Account, export: Exported) -> None:
    account.functions.add("f", REPLY % "1")
    assert dependencies(export()) == {}


def test_secrets_and_environment_do_not_meet(account: Account, export: Exported, tmp_path: Path) -> None:
    account.secrets.add("KNOWN", "a-value-that-is-known")
    given = folder(
        tmp_path / "a.functions",
        {"f": {"file": "f.js", "secrets": ["OWN", "BOTH"], "environment": {"BOTH": "plain"}}},
        {"f.js": REPLY % "[process.env.BOTH, process.env.API_TOKEN, context.secrets]"},
        secrets=["ALL", "PRIVATE_APP_ACCESS_TOKEN"],
        environment={"API_TOKEN": TOKEN, "COPY": "has a-value-that-is-known in it", "a b": "c"},
    )
    project = export(given)
    assert functions_of(project)["f"]["secretKeys"] == ["ALL", "OWN", "API_TOKEN", "COPY"]
    assert json.loads(run(project, "f", {}, API_TOKEN="set", OWN="1").body) == [
        "plain",
        "set",
        {"OWN": "1", "API_TOKEN": "set"},
    ]
    told = (project / "MOVING.md").read_text()
    assert "hs secret add API_TOKEN\n" in told and "hs secret add PRIVATE" not in told
    assert "PRIVATE_APP_ACCESS_TOKEN is left out of secretKeys" in told
    assert "BOTH is a secret and an environment variable" in told
    every = b"".join(tree(project).values())
    assert TOKEN.encode() not in every and b"a-value-that-is-known" not in every
    assert read(project) == []


def test_one_variable_that_becomes_a_secret_has_one_value(account: Account, tmp_path: Path) -> None:
    endpoints = {name: {"file": "f.js", "environment": {"API_TOKEN": f"{TOKEN}{name}"}} for name in ("one", "two")}
    given = folder(tmp_path / "a.functions", endpoints, {"f.js": REPLY % "1"})
    with pytest.raises(FolderError, match="API_TOKEN looks like a secret's value, and one and two have two") as refused:
        plan(account, tmp_path / "project", given)
    assert TOKEN not in str(refused.value)


def test_a_secret_in_a_source_is_not_written(account: Account, tmp_path: Path) -> None:
    account.secrets.add("KEY", "a-value-that-is-known")
    account.functions.add("f", REPLY % "'a-value-that-is-known'")
    with pytest.raises(FolderError, match="line 1: the value of KEY"):
        plan(account, tmp_path / "project")


def test_rewritten_files_run_themselves_and_others_say_why(account: Account, export: Exported) -> None:
    account.functions.add("a", REPLY % "{ name: context.params.name }")
    account.functions.add("b", "exports.main = (c, s) => {\n  setTimeout(() => s({ body: 1 }));\n};")
    account.functions.add("c", REPLY % "process.env.MODE", environment={"MODE": "x"})
    project = export(rewriting=True)
    entries = {uid: config["entrypoint"].rpartition("/")[2] for uid, config in functions_of(project).items()}
    assert entries == {"a": "a.js", "b": "b-entry.js", "c": "c-entry.js"}
    assert "sendResponse" not in written(project, "a.js") + written(project, "c.js")
    assert json.loads(run(project, "a", {"params": {"name": "Ann"}}).body) == {"name": ["Ann"]}
    assert [run(project, uid, {}).body for uid in "bc"] == [b"1", b"x"]
    told = (project / "MOVING.md").read_text()
    assert "Not rewritten: app.functions/b.js:2: s is used in a nested function." in told


def test_functions_of_old_projects_move_too(account: Account, export: Exported, tmp_path: Path) -> None:
    make(tmp_path / "old", {"hsproject.json": '{"name": "o", "srcDir": "src", "platformVersion": "2023.2"}'})
    place = tmp_path / "old" / "src" / "app" / "app.functions"
    functions = {
        "my card/é": {"file": "card.js", "secrets": ["KEY"]},
        "hook": {"file": "hook.js", "endpoint": {"path": "/a/hook", "method": ["POST"]}},
    }
    sources = {
        "card.js": "exports.main = async (context) => context.parameters.text;",
        "hook.js": "exports.main = async () => ({ statusCode: 200, body: {} });",
        "package.json": '{"dependencies": {"dayjs": "1.x"}}',
    }
    make(place, {"serverless.json": json.dumps({"appFunctions": functions}), **sources})
    project = export(str(tmp_path / "old"))
    assert functions_of(project) == {
        "my_card__": {"entrypoint": "/app/functions/card.js", "secretKeys": ["KEY"]},
        "hook": {
            "entrypoint": "/app/functions/hook.js",
            "endpoint": {"path": "a/hook", "methods": ["POST"]},
            "secretKeys": [],
        },
    }
    assert written(project, "card.js") == sources["card.js"]
    assert dependencies(project) == {"dayjs": "1.x"}
    assert not (project / "src/app/functions/design-manager.js").exists()


def test_those_of_2023_1_give_the_very_value(account: Account, export: Exported, tmp_path: Path) -> None:
    sources = {"f.js": "exports.main = (context, sendResponse) => sendResponse([context.a]);"}
    place = make(
        tmp_path / "app.functions", {"serverless.json": '{"appFunctions": {"f": {"file": "f.js"}}}', **sources}
    )
    project = export(str(place))
    assert run(project, "f", {"a": 7}).value == [7]
