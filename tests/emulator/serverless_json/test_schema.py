"""The JSON Schema of serverless.json is of one mind with the checks: both are made of one format (contract §2)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from hsfunc_magics.emulator.limits.limits import Limits
from hsfunc_magics.emulator.serverless_json.schema import SHIPPED, manifest_schema, schema_text
from hsfunc_magics.emulator.serverless_json.validate import check

from .test_manifest import REFERENCE

VALIDATOR = Draft7Validator(manifest_schema())
FINE: dict[str, Any] = {"endpoints": {"f": {"file": "f.js"}}}
ENDPOINT = """{"endpoints": {"events/update": {
  "method": "POST", "file": "action2.js",
  "environment": {"configKey": "some-other-value"},
  "secrets": ["googleAPIKeyName","otherKeyName"]
}}}"""


def files_of(data: Any) -> list[str]:
    """Every file that the endpoints name, so that no problem is one of the folder's files."""
    entries = data["endpoints"].values() if isinstance(data.get("endpoints"), dict) else ()
    return [entry["file"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("file"), str)]


def has_error(data: Any) -> bool:
    return any(problem.severity == "error" for problem in check(json.dumps(data), files_of(data)))


def test_the_shipped_schema_is_the_generated_one() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(), (
        "python -m hsfunc_magics.emulator.serverless_json.schema"
    )


def test_the_schema_is_one_of_its_draft() -> None:
    Draft7Validator.check_schema(manifest_schema())


def test_every_key_has_its_meaning() -> None:
    schema = manifest_schema()
    keys = {**schema["properties"], **schema["properties"]["endpoints"]["additionalProperties"]["properties"]}
    assert set(keys) == {"runtime", "version", "environment", "secrets", "endpoints", "file", "method"}
    assert all(key["description"].endswith(".") for key in keys.values())


@pytest.mark.parametrize("text", [REFERENCE, ENDPOINT])
def test_the_references_examples_are_valid(text: str) -> None:
    VALIDATOR.validate(json.loads(text))


# Where in a fine manifest a value is put, and values of which some are wrong there.
PLACES = [
    ("runtime",),
    ("version",),
    ("environment",),
    ("environment", "A"),
    ("secrets",),
    ("endpoints",),
    ("unknown",),
    ("endpoints", "f"),
    ("endpoints", "f", "file"),
    ("endpoints", "f", "method"),
    ("endpoints", "f", "environment"),
    ("endpoints", "f", "secrets"),
    ("endpoints", "f", "unknown"),
]
VALUES: list[Any] = [
    *[
        None,
        True,
        0,
        1.5,
        "",
        "x",
        "\0",
        [],
        {},
        [""],
        ["A"],
        ["A", 1],
        {"": 1},
        {"A=B": "x"},
        {"A": "\0"},
        {"A": None},
    ],
    *["nodejs20.x", "nodejs22.x", "nodejs100.x", "nodejs18.x", "nodejs08.x", "nodejs020.x", "nodejs20.x\n", "1.0"],
    *["GET", "get", " Put\n", "HEAD", "GETS", "PO\u017fT", ["GET", "post"], ["GET", "HEAD"], [["GET"]]],
    *["./f.js", "a/b.js", "/f.js", "../f.js", "a/../f.js", "a/..", "..", "..f.js", "a..b/f.js", "a\n/../f.js"],
]
NAMES = [
    "a/b",
    "é",
    "a b",
    "/a",
    "a/",
    "",
    " a",
    "a\n",
    "a?b",
    "a#b",
    "\ufeffa",
    "a\x85",
    "a\x1c",
    "a\u2003b",
    "/",
    "a//b",
]


def put(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(FINE)
    holder = data
    for step in path[:-1]:
        holder = holder.setdefault(step, {})
    holder[path[-1]] = value
    return data


@pytest.mark.parametrize("path", PLACES, ids=".".join)
def test_the_schema_refuses_what_the_checks_refuse_and_nothing_else(path: tuple[str, ...]) -> None:
    told = {repr(value): has_error(put(path, value)) for value in VALUES}
    assert {repr(value): not VALIDATOR.is_valid(put(path, value)) for value in VALUES} == told


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_knows_an_endpoints_name(name: str) -> None:
    data = {"endpoints": {name: {"file": "f.js"}}}
    assert VALIDATOR.is_valid(data) != has_error(data)


def test_the_schema_and_the_checks_have_examples_of_both_kinds() -> None:
    told = [has_error(put(path, value)) for path in PLACES for value in VALUES]
    assert told.count(True) > 100 and told.count(False) > 100


def test_the_number_of_endpoints_is_the_limits() -> None:
    for count in (Limits().endpoints, Limits().endpoints + 1):
        data = {"endpoints": {f"e{number}": {"file": "f.js"} for number in range(count)}}
        assert VALIDATOR.is_valid(data) != has_error(data)


values = st.sampled_from(VALUES) | st.text(max_size=6) | st.integers()
entries = st.dictionaries(st.sampled_from(["file", "method", "environment", "secrets", "other"]), values)
manifests = st.fixed_dictionaries(
    {"endpoints": st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), entries | values, max_size=3) | values},
    optional=dict.fromkeys(("runtime", "version", "environment", "secrets", "other"), values),
)


@given(data=manifests)
def test_the_schema_and_the_checks_agree_on_any_manifest(data: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(data) != has_error(data)
