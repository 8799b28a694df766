"""Secrets: names for everybody, values only for functions that declare them (contract §1, §8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hsfunc_magics import Account, SecretError
from hsfunc_magics.emulator.secrets.secrets import Secrets


@pytest.fixture
def secrets(account: Account) -> Secrets:
    account.secrets.add("TOKEN", "a-secret-value")
    return account.secrets


def test_listing_shows_names_only(secrets: Secrets) -> None:
    secrets.add("ANOTHER", "other-value")
    assert list(secrets) == ["ANOTHER", "TOKEN"]
    assert len(secrets) == 2 and "TOKEN" in secrets and "token" not in secrets
    assert "value" not in repr(secrets)


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (lambda secrets: secrets.add("TOKEN", "new-value"), "already there"),
        (lambda secrets: secrets.update("TOKN", "new-value"), "Did you mean TOKEN?"),
        (lambda secrets: secrets.delete("TOKN"), "Did you mean TOKEN?"),
        (lambda secrets: secrets.update("TOKN", "new-value"), "`secrets add TOKN` adds a new one"),
        (lambda secrets: secrets.update("sk-new-value", "x"), "no secret of that name"),
        (lambda secrets: secrets.add("sk-new-value", "x"), "no name for a secret"),
        (lambda secrets: secrets.add("OTHER", "new-value\ud800"), "half a character"),
        (lambda secrets: secrets.delete("QQQQ"), "secrets list"),
        (lambda secrets: secrets.add("NO NAME", "new-value"), "no name for a secret"),
        (lambda secrets: secrets.add("", "new-value"), "no name for a secret"),
        (lambda secrets: secrets.add("1ST", "new-value"), "no name for a secret"),
        (lambda secrets: secrets.add("ÜNI", "new-value"), "no name for a secret"),
        (lambda secrets: secrets.add("A\n", "new-value"), "no name for a secret"),
        (lambda secrets: secrets.add("OTHER", "new-value\0"), "NUL"),
        (lambda secrets: secrets.update("TOKEN", "new-value\0"), "NUL"),
    ],
)
def test_a_refused_secret_changes_nothing_and_its_value_is_not_told(
    secrets: Secrets, attempt: Callable[[Secrets], None], words: str
) -> None:
    with pytest.raises(SecretError) as told:
        attempt(secrets)
    assert words in str(told.value)
    assert "a-secret-value" not in str(told.value) and "new-value" not in str(told.value)
    assert secrets.reveal(("TOKEN", "OTHER")) == {"TOKEN": "a-secret-value"}


def test_the_fiftieth_is_fine_and_the_next_is_refused(secrets: Secrets) -> None:
    for number in range(49):
        secrets.add(f"S{number}", "x-value")
    with pytest.raises(SecretError, match="at most 50 secrets"):
        secrets.add("OVER", "x-value")
    assert len(secrets) == 50
    secrets.update("S0", "y-value")
    secrets.delete("S0")
    secrets.add("OVER", "x-value")


def test_a_secret_that_is_declared_but_not_there_is_absent(account: Account) -> None:
    account.functions.add("f", "sendResponse({ body: 'TOKEN' in process.env });", secrets=["TOKEN"])
    assert account.call("f").reply.body == b"false"


def test_the_environments_value_wins_over_a_secret_of_the_same_name(account: Account) -> None:
    account.secrets.add("A", "secret-value")
    account.functions.add("f", "sendResponse({ body: process.env.A });", environment={"A": "plain"}, secrets=["A"])
    assert account.call("f").reply.body == b"plain"
