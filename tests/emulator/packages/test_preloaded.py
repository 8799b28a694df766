"""The preloaded packages: what the reference names is what lies here, and what is told of it."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account, FunctionError
from hsfunc_magics.emulator.citations import Authority
from hsfunc_magics.emulator.functions.package_needs import CELL
from hsfunc_magics.emulator.packages.preloaded import package_details, package_table
from hsfunc_magics.notebook.commands.packages import measured
from hsfunc_magics.runtime.preloaded import PRELOADED_PACKAGES, preloaded_packages


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
        ("lodash", "only comes along with @hubspot/api-client"),
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
        ("require('lodash');", "%%hsfunction f --npm lodash"),
        ("require('@scope/name/sub/file');", "%%hsfunction f --npm @scope/name"),
        ("require('./own');", "%hs bundle f.js"),
        ("await import('lodash');", "%%hsfunction f --npm lodash"),
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
        "const e = new Error(\"Cannot find module 'lodash'\"); throw e;",
    ],
)
def test_other_failures_have_nothing_to_do_with_packages(account: Account, source: str) -> None:
    account.functions.add("f", source)
    error = account.call("f").error
    assert error is not None
    assert error.hint == ""
