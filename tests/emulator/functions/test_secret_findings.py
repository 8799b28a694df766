"""What is told of an endpoint's secrets: on its card, and on each of its executions (contract §8)."""

from __future__ import annotations

from typing import Any

import pytest

from hsfunc_magics import Account

VALUE = "Wk3Jp9TnQx7v"
READS = "sendResponse({ body: typeof process.env.%s });"


@pytest.mark.parametrize(
    ("secrets", "declared", "source", "words"),
    [
        ({}, ["KEY"], READS % "KEY", "The account has no secret KEY: process.env.KEY is undefined."),
        ({"KEY": VALUE}, ["key"], READS % "key", "no secret key: process.env.key is undefined. It has KEY, and letter"),
        ({"KEY": VALUE}, ["KEY"], READS % "key", "The source reads key, but declared is KEY: letter case counts."),
        ({"KEY": f"{VALUE}\n"}, ["KEY"], READS % "KEY", "The value of KEY ends in a line break"),
        ({"KEY": f"{VALUE}\r"}, ["KEY"], READS % "KEY", "The value of KEY ends in a line break"),
        ({"KEY": VALUE}, [], READS % "KEY", "The source reads the secret KEY, which is not declared"),
        ({"KEY": VALUE}, [], "sendResponse({ body: context.secrets.KEY });", "reads the secret KEY, which is not"),
    ],
)
def test_a_fault_is_told_by_the_card_and_on_the_execution(
    account: Account, secrets: dict[str, str], declared: list[str], source: str, words: str
) -> None:
    account.secrets.add_all(secrets)
    registered = account.functions.add("f", source, secrets=declared)
    execution = account.call("f")
    (warning,), (note,) = registered.warnings, execution.notes
    assert words in warning and str(note) == warning
    assert VALUE not in warning


@pytest.mark.parametrize(
    ("declared", "value", "words"),
    [
        (["KEY"], "", "Add it: account.secrets.add('KEY', …)."),
        (["KEY", "OTHER"], "", "Add each: account.secrets.add('NAME', …)."),
        (["KEY"], f"{VALUE}\n", "Change it: account.secrets.update('KEY', …)."),
    ],
)
def test_a_fault_says_how_it_is_mended_where_the_function_came_from(
    account: Account, declared: list[str], value: str, words: str
) -> None:
    if value:
        account.secrets.add("KEY", value)
    assert words in account.functions.add("f", READS % "KEY", secrets=declared).warnings[0]


@pytest.mark.parametrize(
    "arguments",
    [
        {"secrets": ["KEY"]},
        {"environment": {"KEY": "other"}},
        {"environment": {"MISSING": "x"}, "source": READS % "MISSING"},
        {"source": READS % "ELSE"},
    ],
)
def test_what_is_as_the_source_expects_is_not_told(account: Account, arguments: dict[str, Any]) -> None:
    account.secrets.add("KEY", VALUE)
    registered = account.functions.add("f", **{"source": READS % "KEY", **arguments})
    assert (registered.warnings, account.call("f").notes) == ((), ())


def test_the_note_goes_with_the_fault(account: Account) -> None:
    account.functions.add("f", READS % "KEY", secrets=["KEY"])
    assert "no secret KEY" in str(account.call("f").notes[0])
    account.secrets.add("KEY", VALUE)
    assert account.call("f").notes == ()
    account.secrets.delete("KEY")
    assert "no secret KEY" in str(account.call("f").notes[0])


def test_several_that_are_not_there_are_one_note(account: Account) -> None:
    registered = account.functions.add("f", READS % "KEY", secrets=["KEY", "OTHER", "THIRD"])
    (note,) = account.call("f").notes
    assert "has no secrets KEY, OTHER, THIRD: in process.env they are undefined." in str(note)
    assert registered.warnings == (str(note),)


def test_a_value_in_the_place_of_a_name_is_not_repeated(account: Account) -> None:
    value = "pat-na1-00000000-aaaa-4bbb-8ccc-123456789abc"
    registered = account.functions.add("f", READS % "KEY", secrets=[value])
    told = "\n".join([*registered.warnings, *map(str, account.call("f").notes)])
    assert "it may be a value in the wrong place" in told and value not in told
