"""serverless.json: judged whole, merged per endpoint, and written as it was read (contract §2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hsfunc_magics.emulator.serverless_json.lint import AccountRules
from hsfunc_magics.emulator.serverless_json.manifest import Manifest
from hsfunc_magics.emulator.serverless_json.problems import Problem
from hsfunc_magics.emulator.serverless_json.validate import check, judge, parse_manifest

REFERENCE = """{
  "runtime": "nodejs20.x",
  "version": "1.0",
  "environment": {
    "globalConfigKey": "some-value"
  },
  "secrets": ["secretName"],
  "endpoints": {
    "events": {
      "file": "function1.js",
      "method": "GET"
    },
    "events/update": {
      "method": "POST",
      "file": "action2.js",
      "environment": {
        "CONFIG_KEY": "some-other-value"
      },
      "secrets": ["googleKeyName", "otherkeyname"]
    }
  }
}"""


def problems(data: Any, **rules_beside: Any) -> list[Problem]:
    """The problems of data without a text, all files it names being there."""
    entries = data.get("endpoints")
    files = (
        [entry.get("file") for entry in entries.values() if isinstance(entry, dict)]
        if isinstance(entries, dict)
        else []
    )
    return judge(Manifest(data), [file for file in files if isinstance(file, str)], AccountRules(**rules_beside))


def test_the_references_own_example_has_no_problem() -> None:
    assert check(REFERENCE, ["function1.js", "action2.js"]) == []
    manifest, _ = parse_manifest(REFERENCE)
    assert manifest is not None
    endpoints = manifest.endpoints()
    assert list(endpoints) == ["events", "events/update"]
    assert endpoints["events"].secrets == ("secretName",)
    assert endpoints["events/update"].secrets == ("secretName", "googleKeyName", "otherkeyname")
    assert endpoints["events/update"].methods == ("POST",)


def test_only_endpoints_with_a_file_are_needed() -> None:
    manifest = Manifest({"endpoints": {"f": {"file": "./f.js"}}})
    assert problems(manifest.data) == []
    assert (manifest.runtime, manifest.node_major) == ("nodejs20.x", 20)
    endpoint = manifest.endpoints()["f"]
    assert (endpoint.file, endpoint.methods, dict(endpoint.environment), endpoint.secrets) == ("f.js", ("GET",), {}, ())


def test_an_endpoints_environment_and_secrets_add_to_the_folders_and_its_values_win() -> None:
    data = {
        "environment": {"A": "folder", "B": "folder"},
        "secrets": ["S", "T"],
        "endpoints": {"f": {"file": "f.js", "environment": {"B": "own", "C": "own"}, "secrets": ["T", "U"]}},
    }
    endpoint = Manifest(data).endpoints()["f"]
    assert dict(endpoint.environment) == {"A": "folder", "B": "own", "C": "own"}
    assert endpoint.secrets == ("S", "T", "U")


def test_environment_values_that_are_no_strings_are_json_text() -> None:
    environment = {"n": 1, "f": 1.5, "b": True, "z": None, "o": {"a": [1, "é"]}, "s": "text"}
    endpoint = Manifest({"environment": environment, "endpoints": {"f": {"file": "f.js"}}}).endpoints()["f"]
    expected = {"n": "1", "f": "1.5", "b": "true", "z": "null", "o": '{"a":[1,"é"]}', "s": "text"}
    assert dict(endpoint.environment) == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.0", "1"),
        ("1e3", "1000"),
        ("-0.0", "0"),
        ("-0", "0"),
        ("0.1", "0.1"),
        ("-2.50", "-2.5"),
        ("12345678901234567890", "12345678901234567000"),
        ("9007199254740993", "9007199254740992"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("0.000001", "0.000001"),
        ("0.0000001", "1e-7"),
        ("1" + "0" * 399, "null"),
        ('{"a": [1.0, {"b": 2e2}]}', '{"a":[1,{"b":200}]}'),
    ],
)
def test_numbers_of_the_environment_are_written_as_javascript_writes_them(number: str, text: str) -> None:
    manifest, _ = parse_manifest(f'{{"environment": {{"N": {number}}}, "endpoints": {{"f": {{"file": "f.js"}}}}}}')
    assert manifest is not None
    assert manifest.endpoints()["f"].environment["N"] == text


@pytest.mark.parametrize(
    ("method", "methods"),
    [
        ("get", ("GET",)),
        (["post", "Post", "GET"], ("POST", "GET")),
        (" put ", ("PUT",)),
        (["DELETE", "patch"], ("DELETE", "PATCH")),
    ],
)
def test_methods_are_read_in_any_letter_case_and_once_each(method: Any, methods: tuple[str, ...]) -> None:
    data = {"endpoints": {"f": {"file": "f.js", "method": method}}}
    assert problems(data) == []
    assert Manifest(data).endpoints()["f"].methods == methods


def test_every_problem_is_told_with_its_path_and_how_to_mend_it() -> None:
    data = {
        "runtime": "python3",
        "version": 2,
        "environment": [],
        "secrets": ["A", 5],
        "endpoints": {
            "a": {"file": "f.js", "method": "FETCH"},
            "b": {"method": ["GET", 7, "OPTIONS"]},
            "c/d": {"file": "../f.js", "method": []},
            "e": {"file": 5, "environment": {"": "x", "A=B": "y", "N": "a\0"}},
            " f": [],
            "g": {"file": "f.js", "secrets": "A", "method": None},
        },
    }
    found = problems(data)
    assert [problem.path for problem in found if problem.severity == "error"] == [
        "runtime",
        "environment",
        "secrets[1]",
        "endpoints.a.method",
        "endpoints.b",
        "endpoints.b.method[1]",
        "endpoints.b.method[2]",
        'endpoints["c/d"].file',
        'endpoints["c/d"].method',
        "endpoints.e.file",
        'endpoints.e.environment[""]',
        'endpoints.e.environment["A=B"]',
        "endpoints.e.environment.N",
        'endpoints[" f"]',
        'endpoints[" f"]',
        "endpoints.g.secrets",
        "endpoints.g.method",
    ]
    assert [problem.path for problem in found if problem.severity == "warning"] == ["version"]
    assert all(problem.message and problem.mend for problem in found)


@pytest.mark.parametrize("data", [{}, {"endpoints": None}, {"endpoints": []}, {"endpoints": "f"}])
def test_endpoints_are_needed(data: Any) -> None:
    assert [problem.path for problem in problems(data)] == ["endpoints"]


def test_unknown_keys_are_warnings_that_suggest_the_known_one_and_stay() -> None:
    data = {"runtimes": 1, "endpoints": {"f": {"file": "f.js", "methods": ["POST"]}}}
    found = problems(data)
    assert [(problem.severity, problem.path) for problem in found] == [
        ("warning", "runtimes"),
        ("warning", "endpoints.f.methods"),
    ]
    assert "Did you mean runtime?" in str(found[0]) and "Did you mean method?" in str(found[1])
    assert json.loads(Manifest(data).dumps()) == data


def test_a_name_that_is_secret_and_variable_is_a_warning_that_says_which_value_counts() -> None:
    data = {"environment": {"A": "x"}, "endpoints": {"f": {"file": "f.js", "secrets": ["A"]}, "g": {"file": "f.js"}}}
    (problem,) = problems(data)
    assert (problem.severity, problem.path) == ("warning", "endpoints.f.secrets[0]")
    assert "the function sees the environment variable's value" in problem.message


@pytest.mark.parametrize(
    "value",
    [
        "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc",
        "sk_live_abcdefghijkl",
        "ghp_abcdefghijklmnopqrstuv",
        "xoxb-1234567890-abc",
        "AKIAABCDEFGHIJKLMNOP",
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
    ],
)
def test_a_value_like_a_secrets_is_a_warning_that_does_not_repeat_it(value: str) -> None:
    data = {
        "environment": {"A": value},
        "secrets": [value],
        "endpoints": {"f": {"file": "f.js", "environment": {"B": f"Bearer {value}"}}},
    }
    found = problems(data)
    assert [problem.path for problem in found] == ["environment.A", "secrets[0]", "endpoints.f.environment.B"]
    assert value not in "\n".join(map(str, found))


@pytest.mark.parametrize("runtime", ["nodejs18.x", "nodejs8.x", "nodejs16.x"])
def test_a_runtime_below_20_is_an_error_that_tells_the_date_unless_it_is_allowed(runtime: str) -> None:
    data = {"runtime": runtime, "endpoints": {"f": {"file": "f.js"}}}
    (problem,) = problems(data)
    assert problem.severity == "error" and "2025-10-01" in problem.message and runtime in problem.message
    (problem,) = problems(data, allow_deprecated_runtime=True)
    assert problem.severity == "warning" and "2025-10-01" in problem.message


@pytest.mark.parametrize("runtime", ["nodejs21.x", "nodejs22.x", "nodejs200.x"])
def test_a_runtime_above_20_is_an_error_unless_it_is_allowed(runtime: str) -> None:
    data = {"runtime": runtime, "endpoints": {"f": {"file": "f.js"}}}
    (problem,) = problems(data)
    assert problem.severity == "error" and "supports Node.js 20" in problem.message and runtime in problem.message
    (problem,) = problems(data, allow_deprecated_runtime=True)
    assert problem.severity == "warning"
    assert Manifest(data).node_major == int(runtime[6:-2])


def test_the_default_runtime_is_fine() -> None:
    data = {"runtime": "nodejs20.x", "endpoints": {"f": {"file": "f.js"}}}
    assert problems(data) == [] and Manifest(data).node_major == 20


@pytest.mark.parametrize(
    "runtime", ["nodejs20", "node20.x", "20", "NODEJS20.X", "nodejs20.x ", "", 20, None, [], "nodejs\uff12\uff10.x"]
)
def test_an_unknown_runtime_is_an_error(runtime: Any) -> None:
    assert [problem.path for problem in problems({"runtime": runtime, "endpoints": {"f": {"file": "f.js"}}})] == [
        "runtime"
    ]


def test_files_without_an_endpoint_and_endpoints_without_a_file_are_told() -> None:
    text = '{"endpoints": {"a": {"file": "./sub/a.js"}, "b": {"file": "evnts.js"}}}'
    found = check(text, ["sub/a.js", "events.js", "unused.js", "notes.txt"])
    assert [(problem.severity, problem.path) for problem in found] == [
        ("error", "endpoints.b.file"),
        ("warning", "endpoints"),
        ("warning", "endpoints"),
    ]
    assert "Did you mean events.js?" in found[0].mend
    assert "unused.js" in found[2].message
