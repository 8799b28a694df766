"""Accounts that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hsfunc_magics import Account, Execution

from ..pools import SharedPool, serving_new_accounts

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
def account(make_account: AccountMaker, pool_of_accounts: SharedPool) -> Account:
    """An account with the platform's limits. Its instances may have been booted already."""
    with serving_new_accounts(pool_of_accounts):
        return make_account()


def send(account: Account, value: str) -> Execution:
    """Calls a function that gives a JavaScript value to sendResponse."""
    account.functions.add("f", f"sendResponse({value});")
    return account.call("f")
