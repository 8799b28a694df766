"""What a source reads of its surroundings, told without running it."""

from __future__ import annotations

import pytest

from hsfunc_magics.emulator.sources.reads import find_reads


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a(process.env.ONE, process.env['TWO'], process.env.ONE)", ["ONE", "TWO"]),
        ("const { ONE, TWO: two, THREE = 3 } = process.env;", ["ONE", "TWO", "THREE"]),
        ("process.env.ONE = '1'; delete other.env.TWO;", []),
        ("const env = process.env; process.env[name];", []),
        ("'process.env.ONE' // process.env.TWO", []),
        ("const key = process.env.ONE || process.env.TWO;", ["ONE", "TWO"]),
        ("this is ( not javascript process.env.ONE", ["ONE"]),
    ],
)
def test_names_of_the_environment(source: str, names: list[str]) -> None:
    assert sorted(read.name for read in find_reads(source).variables) == sorted(names)


def test_secrets_of_the_context() -> None:
    source = "exports.main = ({ secrets }) => secrets.ONE;\nexports.other = (context) => context.secrets.TWO;"
    assert [read.name for read in find_reads(source).secrets] == ["ONE", "TWO"]


@pytest.mark.parametrize(
    ("source", "certain"),
    [
        ("const x = require('faker');", True),
        ("const { x } = require('faker').y(1);", True),
        ("exports.main = () => require('faker');", False),
        ("try { require('faker') } catch {}", False),
        ("if (a) require('faker');", False),
        ("const x = a && require('faker');", False),
        ("const x = () => require('faker'); require('faker');", True),
    ],
)
def test_whether_a_package_is_required_in_any_case(source: str, certain: bool) -> None:
    (read,) = find_reads(source).packages
    assert (read.name, read.certain) == ("faker", certain)


def test_a_bundlers_own_require_is_none() -> None:
    assert find_reads("(function(require, module) { require('./x') })(a, b); require(name);").packages == ()


def test_lines_and_columns_count_characters() -> None:
    (read,) = find_reads("let é = 1;\nlet ü = process.env.ONE;").variables
    assert (read.line, read.column) == (2, 21)
