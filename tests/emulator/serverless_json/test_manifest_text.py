"""serverless.json as text: told where it is none, and written as it was read (contract §2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hsfunc_magics.emulator.serverless_json.manifest import Manifest
from hsfunc_magics.emulator.serverless_json.validate import check, parse_manifest

from .test_manifest import REFERENCE


def parsed(text: str) -> Manifest:
    manifest, _ = parse_manifest(text)
    assert manifest is not None
    return manifest


@pytest.mark.parametrize(
    ("text", "place", "mend"),
    [
        ("{", "(line 1): not JSON at column 2:", "Correct"),
        ('{\n  "a": 1,\n}', "(line 3): not JSON at column 1:", "Remove the comma"),
        ('{\r  "a": 1,\r}', "(line 3): not JSON at column 1:", "Remove the comma"),
        ("\ufeff{'a': 1}", "(line 1): not JSON at column 2:", "double quotes"),
        ('{"a": 1} // done', "(line 1): not JSON at column 10:", "no comments"),
        ('{"a": NaN}', "a (line 1): NaN", "Correct"),
        ('{"a":\n -Infinity}', "a (line 1): -Infinity", "Correct"),
        ("", "(line 1): not JSON at column 1:", "Correct"),
        ("[]", "must be an object, not an array", "Start with"),
        ("null", "must be an object, not null", "Start with"),
        ("[" * 100_000, "nested too deeply", "Keep"),
        ('{"a": ' + "[" * 500 + "]" * 500 + "}", "nested too deeply", "Keep"),
        ('{"a": ' + "9" * 5000 + "}", "number", "Correct"),
    ],
)
def test_text_that_is_no_manifest_is_told_with_its_place_and_a_hint(text: str, place: str, mend: str) -> None:
    manifest, found = parse_manifest(text)
    assert manifest is None
    assert [problem.severity for problem in found] == ["error"]
    assert place in str(found[0]) and mend in found[0].mend


def test_a_key_that_stands_twice_is_a_warning_and_the_last_one_counts() -> None:
    text = '{"endpoints": {"f": {"file": "a.js",\n "file": "f.js"}},\n "endpoints": {"f": {"file": "f.js"}}}'
    assert parsed(text).endpoints()["f"].file == "f.js"
    assert [(problem.path, problem.line, problem.column, problem.message) for problem in check(text, ["f.js"])] == [
        ("endpoints.f.file", 2, 2, "the key stands twice in one object, first in line 1; the last one counts."),
        ("endpoints", 3, 2, "the key stands twice in one object, first in line 1; the last one counts."),
    ]


def test_every_number_that_json_cannot_hold_is_told_with_its_line() -> None:
    text = '{\n "a": [1, NaN],\n "b": {"c": 1e999}\n}'
    assert [(problem.path, problem.line, problem.column) for problem in check(text, [])] == [
        ("a[1]", 2, 11),
        ("b.c", 3, 8),
    ]


def test_a_byte_order_mark_is_no_problem() -> None:
    assert parsed("\ufeff" + REFERENCE).data == json.loads(REFERENCE)


json_text = st.text(max_size=8) | st.sampled_from(
    ["file", "f.js", "GET", "nodejs20.x", "1.0", "A", "\ud800", "\udfff x"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | json_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(json_text, inner, max_size=3),
    max_leaves=12,
)
entries = st.dictionaries(st.sampled_from(["file", "method", "environment", "secrets", "other"]), json_values)
manifests = st.dictionaries(
    st.sampled_from(["runtime", "version", "environment", "secrets", "endpoints", "other"]),
    json_values | st.dictionaries(json_text, json_values | entries, max_size=3),
)


@given(data=manifests)
def test_any_json_object_is_judged_and_what_has_no_error_can_be_used(data: dict[str, Any]) -> None:
    text = json.dumps(data, indent=1)
    manifest, found = parsed(text), check(text, ["f.js"])
    assert all(problem.path and problem.message and problem.mend and problem.line for problem in found)
    order = [(problem.severity == "warning", problem.line, problem.column) for problem in found]
    assert order == sorted(order)
    if not [problem for problem in found if problem.severity == "error"]:
        for endpoint in manifest.endpoints().values():
            assert endpoint.file == "f.js" and endpoint.methods


@given(data=manifests)
def test_import_then_export_gives_the_same_json_in_the_same_order(data: dict[str, Any]) -> None:
    text = Manifest(data).dumps()
    assert json.dumps(json.loads(text)) == json.dumps(data)
    assert json.loads(text.encode()) == json.loads(json.dumps(data))
    assert parsed(text).dumps() == text


@given(text=st.text())
@example('{"a": 1e400}')
@example('{"a": -0.0, "b": 1E5, "c": 123456789012345678901234567890}')
@example("\x00")
@example('{"endpoints": {"\\ud800": {"file": "f.js"}}}')
def test_any_text_is_a_manifest_or_told(text: str) -> None:
    manifest, found = parse_manifest(text)
    assert (manifest is None) == bool(found)
    if manifest is not None:
        assert manifest.dumps() == text
