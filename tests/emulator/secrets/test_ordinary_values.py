"""Which values are not masked, what is said of them, and that errors do not repeat those that are (contract §8)."""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Callable

import pytest

from hsfunc_magics import Account, HsfuncError
from hsfunc_magics.emulator.errors import ManifestError, SecretWarning

ORDINARY = ["true", "null", "json", "text", "200", "1234", "GET", "application/json", "http", "utf-8", "False", "3.5"]
VALUE = "Wk3Jp9TnQx7v"


@pytest.mark.parametrize("value", ["", "a", "abc", *ORDINARY])
def test_whoever_adds_a_value_that_cannot_be_masked_is_told(account: Account, value: str) -> None:
    with pytest.warns(SecretWarning, match=r"The value of WORD is .*not masked") as told:
        account.secrets.add("WORD", value)
    assert told[0].filename == __file__
    with pytest.warns(SecretWarning, match="WORD"):
        account.secrets.update("WORD", value)
    remarks: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        account.secrets.update_all({"WORD": value}, remarks=remarks)
        account.secrets.add("MASKED", VALUE)
    assert len(remarks) == 1 and "WORD" in remarks[0]


@pytest.mark.parametrize("value", ORDINARY)
def test_an_ordinary_word_is_no_leak_and_hides_nothing(account: Account, value: str) -> None:
    account.secrets.add("WORD", value, remarks=[])
    account.functions.add(
        "f",
        "console.log(true, null, 'json text', 200, 1234, 'GET http utf-8', 3.5, false);"
        "sendResponse({ body: { a: true, b: null, c: 'text', d: 200, e: 1234 } });",
        secrets=["WORD"],
    )
    execution = account.call("f")
    assert execution.leaks == ()
    assert "•••" not in execution.console[0].text


@pytest.mark.parametrize("value", ["123456", "00000", "hunter22", "true-ish", "json1", "GETaway"])
def test_a_value_that_is_no_ordinary_word_is_masked(account: Account, value: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        account.secrets.add("TOKEN", value)
    account.functions.add("f", "console.log(process.env.TOKEN); sendResponse({});", secrets=["TOKEN"])
    assert account.call("f").leaks == ("console",)


def test_a_short_value_counts_in_the_case_that_it_has(account: Account) -> None:
    account.secrets.add("TOKEN", "Blue7")
    account.functions.add("f", "console.log('Blue7 BLUE7 blue7 bLuE7'); sendResponse({});", secrets=["TOKEN"])
    assert account.call("f").console[0].text == "••• ••• ••• bLuE7"


MISTYPED: list[Callable[[Account], object]] = [
    lambda account: account.call(f"http://{VALUE}:x/_hcms/api/f"),
    lambda account: account.call(f"https://{VALUE}.example/x"),
    lambda account: account.call("f", method=f"{VALUE}!"),
    lambda account: account.call("f", visitor=VALUE),
    lambda account: account.call("f", origin=VALUE),
    lambda account: account.call("f", origin="https://a.example", mode=VALUE),
    lambda account: account.repeat(f"http://{VALUE}:x/", 2),
    lambda account: account.call("f", headers={VALUE: "1\n2"}),
    lambda account: account.functions.add(f"{VALUE}?x", "sendResponse({});"),
    lambda account: account.functions.add("f", "sendResponse({});", runtime=VALUE),
    lambda account: account.functions.add("f", "sendResponse({});", method=VALUE),
    lambda account: account.functions.add("f", "sendResponse({});", folder=f"{VALUE}/x"),
    lambda account: account.functions.add("f", f"const x = '{VALUE}' + ;"),
    lambda account: account.functions.add("f", file=f"{VALUE}.js"),
    lambda account: account.functions.load("x", f'{{"runtime": "{VALUE}", "{VALUE}": 1, "endpoints": 7}}', {}),
    lambda account: account.functions.remove(VALUE),
    lambda account: account.functions[VALUE],
]


@pytest.mark.parametrize("mistype", MISTYPED, ids=range(len(MISTYPED)))
def test_a_value_that_was_typed_at_the_wrong_place_is_not_repeated(
    account: Account, mistype: Callable[[Account], object]
) -> None:
    account.secrets.add("TOKEN", VALUE)
    with pytest.raises(HsfuncError) as told:
        mistype(account)
    problem = told.value
    problems = problem.problems if isinstance(problem, ManifestError) else []
    assert VALUE not in "".join([*map(str, problems), repr(problem), *traceback.format_exception_only(problem)])
