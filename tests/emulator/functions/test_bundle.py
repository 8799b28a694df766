"""Packages as they are asked for: npm's names and versions, nothing that would install something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics import BundleError
from hsfunc_magics.emulator.functions.bundle import read_specs
from hsfunc_magics.emulator.sources.javascript import bound_package, has_module_syntax, package_of


@pytest.mark.parametrize(
    ("spec", "name", "range_"),
    [
        ("lodash", "lodash", "latest"),
        ("lodash@4", "lodash", "4"),
        ("lodash@^4.17.0", "lodash", "^4.17.0"),
        ("lodash@>=4 <5", "lodash", ">=4 <5"),
        ("lodash@1 || 2", "lodash", "1 || 2"),
        ("@hubspot/api-client@next", "@hubspot/api-client", "next"),
        ("JSONStream", "JSONStream", "latest"),
    ],
)
def test_a_name_and_a_version(spec: str, name: str, range_: str) -> None:
    assert read_specs([spec]) == {name: range_}


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "@",
        "-g",
        "--registry=x",
        "../folder",
        "/tmp/x",
        "file:x",
        "x@file:../x",
        "x@npm:y",
        "git+ssh://host/x",
        "https://host/x.tgz",
        "user/repo",
        "x@user/repo",
        "a b",
    ],
)
def test_a_spec_that_is_no_package_of_npm_is_refused(spec: str) -> None:
    with pytest.raises(BundleError, match="no package of npm"):
        read_specs([spec])


def test_two_versions_of_one_package_are_refused() -> None:
    assert read_specs(["a@1", "b", "a@1"]) == {"a": "1", "b": "latest"}
    with pytest.raises(BundleError, match="Two versions of a"):
        read_specs(["a@1", "a@2"])


@given(spec=st.text())
def test_no_spec_becomes_an_option_a_path_or_an_address(spec: str) -> None:
    try:
        ((name, range_),) = read_specs([spec]).items()
    except BundleError:
        return
    assert not name.startswith(("-", ".", "/"))
    assert ":" not in name + range_ and "/" not in range_


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("lodash", "lodash"),
        ("lodash/fp", "lodash"),
        ("@scope/name/x", "@scope/name"),
        ("./own", None),
        ("../own", None),
        ("/etc/passwd", None),
        ("", None),
        ("a b", None),
    ],
)
def test_the_package_of_a_required_name(request_: str, name: str | None) -> None:
    assert package_of(request_) == name


@pytest.mark.parametrize(
    ("source", "name", "package"),
    [
        ("const axios = require('axios');", "axios", "axios"),
        ("let http = require(`axios`), x;", "http", "axios"),
        ("const { a, b: c } = require('axios');", "a", "axios"),
        ("const { a, b: c } = require('axios');", "c", "axios"),
        ("const { a, b: c } = require('axios');", "b", None),
        ("const axios = require('fs');", "axios", None),
        ("const axios = load('axios');", "axios", None),
    ],
)
def test_the_package_behind_a_variable(source: str, name: str, package: str | None) -> None:
    assert bound_package(source, name, ("axios",)) == package


def test_module_syntax_is_seen() -> None:
    assert has_module_syntax("import a from 'a';") and has_module_syntax("export const main = 1;")
    assert not has_module_syntax("exports.main = () => import('a');")
