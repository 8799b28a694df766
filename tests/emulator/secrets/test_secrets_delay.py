"""An updated secret reaches functions about a minute later, on the account's clock (contract §8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hsfunc_magics import Account, Execution, SecretError, Settings

from ..conftest import AccountMaker

START = datetime(2026, 1, 1, tzinfo=UTC)
OLD, NEW = "the-old-value", "the-new-value"


@pytest.fixture
def updated(account: Account) -> Account:
    """An account whose clock stands, right after an update."""
    account.clock.freeze(START)
    account.secrets.add("TOKEN", OLD)
    account.functions.add(
        "f",
        "globalThis.calls = (globalThis.calls || 0) + 1; sendResponse({ body: process.env.TOKEN });",
        secrets=["TOKEN"],
    )
    assert account.call("f").response.text == OLD
    account.secrets.update("TOKEN", NEW)
    return account


def told(execution: Execution) -> bool:
    return any("still saw its old value" in str(note) for note in execution.notes)


def test_until_the_wait_is_over_functions_see_the_old_value_and_the_call_says_so(updated: Account) -> None:
    updated.clock.advance(timedelta(seconds=59.9))
    before = updated.call("f")
    assert before.response.text == OLD and told(before)
    assert not before.cold, "nothing has changed for the instance"
    assert updated.secrets.waiting() == ["TOKEN"]
    updated.clock.advance(timedelta(seconds=0.1))
    after = updated.call("f")
    assert after.response.text == NEW and not told(after)
    assert after.cold, "a new environment needs a new instance"
    assert updated.secrets.waiting() == []


def test_the_note_says_who(updated: Account) -> None:
    (note,) = (note for note in updated.call("f").notes if "TOKEN" in note.text)
    assert note.text == "TOKEN was updated less than 60 s ago: the function still saw its old value, due to caching."
    assert str(note.source).startswith("HubSpot's serverless functions reference")


@pytest.mark.parametrize("seconds", [0, 61])
def test_old_and_new_values_are_masked_before_and_after(updated: Account, seconds: int) -> None:
    updated.clock.advance(timedelta(seconds=seconds))
    updated.functions.add("g", f"console.log('{OLD} {NEW}'); sendResponse({{}});", secrets=["TOKEN"])
    execution = updated.call("g")
    assert execution.leaks == ("console",)
    assert execution.console[0].text == "••• •••"


def test_a_clock_set_back_does_not_lengthen_the_wait(updated: Account) -> None:
    updated.clock.freeze(START - timedelta(days=400))
    assert updated.call("f").response.text == OLD
    updated.clock.advance(timedelta(seconds=60))
    assert updated.call("f").response.text == NEW


def test_a_clock_that_was_advanced_and_runs_again_has_passed_the_time(account: Account) -> None:
    account.secrets.add("TOKEN", OLD)
    account.functions.add("f", "sendResponse({ body: process.env.TOKEN });", secrets=["TOKEN"])
    account.secrets.update("TOKEN", NEW)
    assert account.call("f").response.text == OLD
    account.clock.freeze()
    account.clock.advance(timedelta(seconds=60))
    account.clock.real()
    assert account.call("f").response.text == NEW


def test_a_second_update_begins_the_wait_again_and_the_value_between_is_never_seen(updated: Account) -> None:
    updated.clock.advance(timedelta(seconds=30))
    updated.secrets.update("TOKEN", "the-third-value")
    updated.clock.advance(timedelta(seconds=59))
    assert updated.call("f").response.text == OLD
    updated.clock.advance(timedelta(seconds=1))
    assert updated.call("f").response.text == "the-third-value"


def test_going_back_to_the_value_that_is_seen_ends_the_wait(updated: Account) -> None:
    assert updated.secrets.update("TOKEN", OLD) is False
    execution = updated.call("f")
    assert execution.response.text == OLD and not told(execution)


def test_deleted_and_added_secrets_are_seen_at_once(updated: Account) -> None:
    updated.secrets.delete("TOKEN")
    assert updated.call("f").response.text == ""
    updated.secrets.add("TOKEN", NEW)
    execution = updated.call("f")
    assert execution.response.text == NEW and not told(execution)


def test_the_setting_turns_the_wait_off_also_one_that_runs(updated: Account, make_account: AccountMaker) -> None:
    updated.settings = replace(updated.settings, secret_delay_seconds=0)
    assert updated.call("f").response.text == NEW
    other = make_account(settings=Settings(secret_delay_seconds=5))
    other.clock.freeze(START)
    other.secrets.add("TOKEN", OLD)
    assert other.secrets.update("TOKEN", NEW) is True
    other.clock.advance(timedelta(seconds=5))
    assert other.secrets.waiting() == []


def test_a_function_that_does_not_declare_it_gets_no_note_and_keeps_its_instance(updated: Account) -> None:
    updated.functions.add("g", "sendResponse({});")
    updated.call("g")
    updated.secrets.update("TOKEN", "another-new-value")
    execution = updated.call("g")
    assert not told(execution) and not execution.cold


def test_several_at_once_or_none(account: Account) -> None:
    account.secrets.add_all({"A": "value-a", "B": "value-b"})
    with pytest.raises(SecretError, match="`secrets add C` adds"):
        account.secrets.update_all({"A": "other-a", "C": "other-c"})
    assert account.secrets.delicate(["A"]) == ["value-a"]
    with pytest.raises(SecretError, match="none was added"):
        account.secrets.add_all({f"S{number}": "x" for number in range(49)})
    assert account.secrets.names() == ["A", "B"]
    assert account.secrets.update_all({"A": "other-a", "B": "value-b"}) == ["A"]
