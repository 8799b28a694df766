"""The one door to the checks of a folder: places, the account's part, what is odd (contract §1, §2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hsfunc_magics import Account, ManifestError
from hsfunc_magics.emulator.limits.limits import Limits
from hsfunc_magics.emulator.serverless_json.lint import AccountRules
from hsfunc_magics.emulator.serverless_json.problems import Problem
from hsfunc_magics.emulator.serverless_json.validate import check

WRONG = """{
  "runtime": "nodejs18.x",
  "environment": {"A": "x",
                  "B": "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc"},
  "secrets": ["A", 5],
  "note": 1,
  "endpoints": {
    "a": {"file": "f.js", "method": "FETCH"},
    "b/c": {"method": ["GET",
                       "OPTIONS"]},
    "d": {"file": "nope.js"}
  }
}
"""


def places(found: list[Problem]) -> list[tuple[str, str, int, int]]:
    return [(problem.severity, problem.path, problem.line, problem.column) for problem in found]


def test_every_problem_has_its_line_and_column_errors_first() -> None:
    found = check(WRONG, ["f.js", "unused.js"])
    assert places(found) == [
        ("error", "runtime", 2, 3),
        ("error", "secrets[1]", 5, 20),
        ("error", "endpoints.a.method", 8, 27),
        ("error", 'endpoints["b/c"]', 9, 5),
        ("error", 'endpoints["b/c"].method[1]', 10, 24),
        ("error", "endpoints.d.file", 11, 11),
        ("warning", "environment.B", 4, 19),
        ("warning", "secrets[0]", 5, 15),
        ("warning", "note", 6, 3),
        ("warning", "endpoints", 7, 3),
    ]
    assert all(problem.message and problem.mend for problem in found)
    assert str(found[2]).startswith('endpoints.a.method (line 8): "FETCH" is not a method')


def test_a_misspelt_method_has_its_closest() -> None:
    found = check('{"endpoints": {"a": {"file": "f.js", "method": ["GET", "DELTE"]}}}', ["f.js"])
    (wrong,) = [problem for problem in found if problem.severity == "error"]
    assert wrong.mend.endswith("Did you mean DELETE?")


MISSPELT = """{
  "endpoints": {"cart": {"file": "cart.js", "metod": "POST"}, "x": {"fil": "y.js"}},
  "secret": ["A"]
}"""


def test_a_refusal_tells_everything_at_once_with_the_closest_keys(account: Account) -> None:
    with pytest.raises(ManifestError) as caught:
        account.functions.load("shop", MISSPELT, {"cart.js": "exports.main = (c, s) => s({});"})
    assert str(caught.value) == (
        "serverless.json has 1 error and 3 warnings:\n"
        '  endpoints.x (line 2): has no file. Did you mean "file" with "fil"?\n'
        "  Warning: endpoints.cart.metod (line 2): is not a key of the reference; it has no effect."
        " Known keys: file, method, environment, secrets. Did you mean method?\n"
        "  Warning: endpoints.x.fil (line 2): is not a key of the reference; it has no effect."
        " Known keys: file, method, environment, secrets. Did you mean file?\n"
        "  Warning: secret (line 3): is not a key of the reference; it has no effect."
        " Known keys: runtime, version, environment, secrets, endpoints. Did you mean secrets?"
    )


def test_an_endpoint_that_is_refused_is_not_told_of_others_warnings(account: Account) -> None:
    account.functions.add("odd", "sendResponse({});", environment={"A": "1"}, secrets=["A"])
    with pytest.raises(ManifestError) as caught:
        account.functions.add("f", "sendResponse({});", method="PSOT", environment={"B": "1"}, secrets=["B"])
    assert [problem.path for problem in caught.value.problems] == ["endpoints.f.method", "endpoints.f.secrets[0]"]


def test_a_missing_entry_is_told_where_it_should_stand() -> None:
    assert places(check("\n\n {}", [])) == [("error", "endpoints", 3, 2)]


def test_the_same_problem_of_several_endpoints_is_told_of_each() -> None:
    entries = {f"e{number}": {"file": "f.js", "method": [], "secrets": ["S"]} for number in range(3)}
    text = json.dumps({"environment": {"S": "x"}, "endpoints": entries}, indent=2)
    found = check(text, ["f.js"])
    assert [problem.path for problem in found] == [
        *(f"endpoints.e{number}.method" for number in range(3)),
        *(f"endpoints.e{number}.secrets[0]" for number in range(3)),
    ]
    assert len({problem.line for problem in found}) == 6


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"environment": {"A": 1}, "secrets": ["A"]}, ["secrets[0]"]),
        ({"environment": {"A": 1}, "own": {"secrets": ["B", "A"]}}, ["endpoints.e.secrets[1]"]),
        ({"secrets": ["A"], "own": {"environment": {"A": 1}}}, ["endpoints.e.environment.A"]),
        ({"own": {"environment": {"A": 1}, "secrets": ["A"]}}, ["endpoints.e.secrets[0]"]),
        ({"environment": {"A": 1}, "secrets": ["A"], "own": {"secrets": ["A"]}}, ["secrets[0]"]),
        ({"environment": {"A": 1}, "own": {"secrets": ["a"]}}, []),
    ],
)
def test_a_clash_of_names_is_told_once_where_it_arises(data: dict[str, Any], paths: list[str]) -> None:
    own = data.pop("own", {})
    found = check(json.dumps({**data, "endpoints": {"e": {"file": "f.js", **own}}}), ["f.js"])
    assert [problem.path for problem in found] == paths
    assert all("environment variable's value" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("name", "value", "odd"),
    [
        ("API_KEY", "3f9c2a7d51e84b06", True),
        ("ACCESS_TOKEN", "abcdefghij0123456789", True),
        ("CONFIG_KEY", "some-other-value", False),
        ("API_KEY", "ask the team for it 2", False),
        ("BUILD", "3f9c2a7d51e84b06", False),
    ],
)
def test_a_name_that_promises_a_secret_with_a_value_nobody_types_is_odd(name: str, value: str, odd: bool) -> None:
    text = json.dumps({"environment": {name: value}, "endpoints": {"f": {"file": "f.js"}}})
    found = check(text, ["f.js"])
    assert [problem.path for problem in found] == ([f"environment.{name}"] if odd else [])
    assert value not in "".join(map(str, found))


def test_a_secrets_value_is_seen_anywhere_and_no_problem_repeats_it() -> None:
    token = "pat-eu1-00000000-aaaa-4bbb-8ccc-123456789abc"
    text = json.dumps(
        {"runtime": token, "version": token, "x": [{"y": token}], "endpoints": {"f": {"file": "f.js", "method": token}}}
    )
    found = check(text, ["f.js"])
    assert {p.path for p in found if "secret" in p.message} == {"runtime", "version", "x[0].y", "endpoints.f.method"}
    assert token not in "".join(map(str, found))


def test_endpoints_that_differ_in_letter_case_only_are_odd() -> None:
    (problem,) = check('{"endpoints": {"News": {"file": "f.js"}, "news": {"file": "f.js"}}}', ["f.js"])
    assert (problem.severity, problem.path) == ("warning", "endpoints.news")


def test_more_endpoints_than_an_account_has_are_a_problem_among_the_others() -> None:
    most = Limits().endpoints
    entries: dict[str, Any] = {f"e{number}": {"file": "f.js"} for number in range(most)}
    assert check(json.dumps({"endpoints": entries}), ["f.js"]) == []
    entries["one more"] = {"file": "f.js"}
    found = check(json.dumps({"endpoints": entries}), ["f.js"])
    assert [problem.path for problem in found] == ["endpoints", 'endpoints["one more"]']
    assert f"at most {most} endpoints" in found[0].message


def test_the_accounts_other_folders_count_and_keep_their_names() -> None:
    text = '{"endpoints": {"a": {"file": "f.js"}, "b": {"file": "f.js", "method": "X"}, "c": {"file": "f.js"}}}'
    taken = {"a": "one.functions", "c": "two.functions", "d": "two.functions"}
    found = check(text, ["f.js"], AccountRules(most_endpoints=3, taken=taken))
    assert [problem.path for problem in found] == [
        "endpoints",
        "endpoints.a",
        "endpoints.b.method",
        "endpoints.c",
    ]
    assert "this would make 4" in found[0].message
    assert "one.functions already" in found[1].message and "two.functions already" in found[3].message


def test_loading_tells_the_accounts_problems_with_all_others(account: Account) -> None:
    account.functions.add("a", "sendResponse({});", folder="one")
    with pytest.raises(ManifestError) as told:
        account.functions.load("two", '{"endpoints": {"a": {"file": "f.js"},\n"b": {"file": "g.js"}}}', {"f.js": ""})
    assert [(problem.path, problem.line) for problem in told.value.problems] == [
        ("endpoints.a", 1),
        ("endpoints.b.file", 2),
    ]
    assert list(account.functions.folders) == ["one"]


def test_a_folder_that_no_longer_says_what_its_file_says_names_no_lines(account: Account) -> None:
    text = '{"note": 1,\n"endpoints": {"f": {"file": "f.js", "other": 1}}}'
    found = account.functions.load("app", text, {"f.js": "exports.main = (c, s) => s({});"})
    assert [(problem.path, problem.line) for problem in found] == [("note", 1), ("endpoints.f.other", 2)]
    registration = account.functions.add("new", "sendResponse({});")
    found = registration.folder.problems(AccountRules())
    assert [(problem.path, problem.line) for problem in found] == [("note", 0), ("endpoints.f.other", 0)]


def test_a_warning_concerns_only_the_endpoint_of_just_this_name(account: Account) -> None:
    account.functions.add("ab", "sendResponse({});", environment={"A": "1"}, secrets=["A"])
    assert account.functions.add("a", "sendResponse({});").warnings == ()
