"""Accounts that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hsfunc_magics import Account, Execution

AccountMaker = Callable[..., Account]


@pytest.fixture
def make_account() -> Iterator[AccountMaker]:
    """Makes accounts; the arguments are Account's."""
    accounts: list[Account] = []

    def make(*arguments: Any, **settings: Any) -> Account:
        accounts.append(Account(*arguments, **settings))
        return accounts[-1]

    yield make
    for account in accounts:
        account.close()


@pytest.fixture
def account(make_account: AccountMaker) -> Account:
    """An account with the platform's limits."""
    return make_account()


def send(account: Account, value: str) -> Execution:
    """Calls a function that gives a JavaScript value to sendResponse."""
    account.functions.add("f", f"sendResponse({value});")
    return account.call("f")
