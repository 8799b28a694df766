"""The preloaded packages: what the reference names is what lies here, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hsfunc_magics import Account, FunctionError
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.emulator.packages.preloaded import package_details, package_table
from hsfunc_magics.emulator.secrets.ways import BY_COMMAND
from hsfunc_magics.emulator.sources.package_needs import ADDED, CELL, Door, command_door
from hsfunc_magics.notebook.commands.packages import measured
from hsfunc_magics.runtime.preloaded import PACKAGES, PRELOADED_PACKAGES, brought_along, preloaded_packages


def test_the_references_set_with_its_ranges() -> None:
    assert {package.name: package.range for package in preloaded_packages()} == {
        "@hubspot/api-client": "^1.0.0-beta",
        "axios": "^0.19.2",
        "request": "^2.88.0",
        "requests": "^0.2.2",
    }
    assert tuple(package.name for package in preloaded_packages()) == PRELOADED_PACKAGES


def test_each_tells_its_version_its_size_and_what_comes_along() -> None:
    axios = package_details("axios").package
    assert axios.version == "0.19.2"
    assert [(d.name, d.version) for d in axios.dependencies] == [
        ("debug", "3.1.0"),
        ("follow-redirects", "1.5.10"),
        ("ms", "2.0.0"),
    ]
    assert axios.whole_size == axios.size + sum(d.size for d in axios.dependencies) > axios.size > 50_000
    client = package_details("@hubspot/api-client").package
    assert {"lodash", "request"} <= {d.name for d in client.dependencies}
    assert not any(d.name.startswith("@types/") for d in client.dependencies)


def test_the_deprecated_ones_are_marked() -> None:
    assert {package.name for package in preloaded_packages() if package.deprecated} == {"axios", "request"}
    brought = {d.name for d in package_details("request").package.dependencies if d.deprecated}
    assert brought == {"har-validator", "uuid"}


def test_the_rule_of_newer_versions_is_the_references() -> None:
    note = package_table().note
    assert note.source.authority is Authority.REFERENCE
    assert "copy the function file" in note.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("axois", "Did you mean axios"),
        ("lodahs", "Did you mean lodash"),
        ("dayjs", "--npm dayjs"),
    ],
)
def test_any_other_name_says_how_to_have_it(name: str, words: str) -> None:
    with pytest.raises(FunctionError, match=words):
        package_details(name)


def test_the_load_time_is_measured_in_an_instance_and_leaves_the_account_alone(account: Account) -> None:
    times = measured(account, PRELOADED_PACKAGES)
    assert set(times) == set(PRELOADED_PACKAGES)
    assert all(time > 0.5 for time in times.values()), "none of them was there already"
    assert len(account.functions) == 0


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("require('left-pad');", "%%hsfunction f --npm left-pad"),
        ("require('@scope/name/sub/file');", "%%hsfunction f --npm @scope/name"),
        ("require('./own');", "%hs bundle f.js"),
        ("await import('left-pad');", "%%hsfunction f --npm left-pad"),
        ("await import('axios/gone.js');", "axios is preloaded as 0.19.2"),
        ("await import('./own.mjs');", "%hs bundle f.js"),
        ("require('axios/gone');", "axios is preloaded as 0.19.2"),
        ("const axios = require('axios'); axios.postForm('x');", "%%hsfunction f --npm axios"),
        ("const { Client } = require('@hubspot/api-client'); new Client.Nope();", "copy of the function file"),
    ],
)
def test_a_failure_for_want_of_a_package_names_the_command(account: Account, source: str, words: str) -> None:
    account.functions.door = CELL
    account.functions.add("f", source)
    error = account.call("f").error
    assert error is not None
    assert words in error.hint


@pytest.mark.parametrize(
    "source",
    [
        "const axios = {}; axios.postForm('x');",
        "const axios = require('axios'); const x = {}; x.postForm();",
        "const axios = require('axios'); throw new Error('axios.x is not a function');",
        "const e = new Error(\"Cannot find module 'left-pad'\"); throw e;",
    ],
)
def test_other_failures_have_nothing_to_do_with_packages(account: Account, source: str) -> None:
    account.functions.add("f", source)
    error = account.call("f").error
    assert error is not None
    assert error.hint == ""


def test_a_package_that_only_comes_along_is_described_and_not_promised() -> None:
    details = package_details("form-data")
    assert details.brought_by == ("@hubspot/api-client", "request")
    assert {"combined-stream", "mime-types"} <= {dependency.name for dependency in details.package.dependencies}
    assert details.note.source.authority is Authority.PRODUCTION
    assert "HubSpot does not promise" in details.note.text and "--npm form-data" in details.note.text


def test_what_is_listed_as_coming_along_is_what_a_function_finds(account: Account) -> None:
    """The names that Python knows, and the folder that Node looks into."""
    there = {path.parent.relative_to(PACKAGES / "node_modules").as_posix() for path in _manifests()}
    assert {name for name in there if not name.startswith("@types/")} == {*PRELOADED_PACKAGES, *brought_along()}
    account.functions.add(
        "all",
        "exports.main = ({ body }, send) => send({ body: body.filter((name) => {"
        " try { require.resolve(name); } catch { return true; } return false; }) });",
        method="POST",
    )
    # These two have files to require, and nothing by their own name.
    nameless = ["dunder-proto", "math-intrinsics"]
    assert account.call("all", method="POST", json=list(brought_along())).response.json() == nameless


def _manifests() -> Iterator[Path]:
    for pattern in ("*/package.json", "@*/*/package.json"):
        yield from (PACKAGES / "node_modules").glob(pattern)


def test_an_execution_that_required_some_has_a_note_and_the_next_ones_too(account: Account) -> None:
    account.functions.door = CELL
    account.functions.add(
        "f",
        "const Form = require('form-data'), axios = require('axios'); exports.main = async ({ params }, send) => {"
        " if (params.more) await import('lodash/fp.js'); send({ body: typeof Form }); };",
    )
    for path, names in (
        ("f", "form-data only comes"),
        ("f", "form-data only comes"),
        ("f?more", "form-data and lodash"),
    ):
        (note,) = account.call(path).notes
        assert note.text.startswith(names)
        assert "%%hsfunction f --npm form-data" in note.text
        assert note.source.authority is Authority.PRODUCTION
    assert note.text.endswith("--npm form-data --npm lodash")


@pytest.mark.parametrize(
    ("door", "command"),
    [
        (ADDED, "account.bundling.add('f', …, npm=['form-data', 'qs'])"),
        (command_door("hsfunc serve --bundle shop", "", BY_COMMAND), "hsfunc serve --bundle shop"),
    ],
)
def test_the_note_names_what_bundles_where_the_function_came_from(account: Account, door: Door, command: str) -> None:
    account.functions.door = door
    account.functions.add("f", "require('form-data'); require('qs'); exports.main = (c, send) => send({});")
    (note,) = account.call("f").notes
    assert note.text.endswith(f"Bundled with the function they can: {command}")


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("require('axios')", None),
        ("require('qs')", ["qs"]),
        ("require('uuid/v4')", ["uuid"]),
        ("require('node:fs')", None),
    ],
)
def test_only_what_is_not_promised_is_noted(account: Account, code: str, answer: list[str] | None) -> None:
    account.functions.add("f", f"exports.main = (context, send) => send({{ body: typeof {code} }});")
    execution = account.call("f")
    assert execution.reply.status == 200
    assert [note.text.split(" ", 1)[0] for note in execution.notes] == (answer or [])


@pytest.mark.parametrize(
    "name",
    [
        "left-pad", "@types/node", ".bin/uuid", "@hubspot", "@hubspot/nothing", "form-data/nothing",
        "qs/../../package.json", ".package-lock.json", "#imports", "../axios", "", "@types/../../../js/main.js",
        "node_modules/axios", "file:qs",
    ],
)  # fmt: skip
def test_other_names_are_not_found(account: Account, name: str) -> None:
    account.functions.add(
        "f",
        "exports.main = async ({ body }, send) => { let required, imported;"
        " try { require(body.name); } catch (error) { required = error.code; }"
        " try { await import(body.name); } catch (error) { imported = error.code; }"
        " send({ body: [required, imported] }); };",
        method="POST",
    )
    execution = account.call("f", method="POST", json={"name": name})
    required, imported = execution.response.json()
    assert required in ("MODULE_NOT_FOUND", "ERR_INVALID_ARG_VALUE")
    assert imported == "ERR_MODULE_NOT_FOUND"
    assert execution.notes == ()
