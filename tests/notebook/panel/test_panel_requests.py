"""What a panel may ask for: deleting, restoring, renaming and beginning anew, and how each is undone."""

from __future__ import annotations

from typing import Any

import pytest

from hsfunc_magics import Account
from hsfunc_magics.notebook.panel.requests import answer

from ...emulator.conftest import account, make_account

__all__ = ["account", "make_account"]

HELLO = "sendResponse({ body: 'hello' });"


@pytest.mark.parametrize(
    "request_", [{"delete": "hello"}, {"rename": ["hello", "other"]}, {"reset": {"secrets": True}}]
)
def test_each_request_is_told_and_can_be_undone(account: Account, request_: dict[str, Any]) -> None:
    account.secrets.add("API_KEY", "the-value-of-it")
    account.functions.add("hello", HELLO)
    told = answer(account, request_)
    assert told is not None and told["told"]
    assert "hello" not in account.functions
    undone = answer(account, told["undo"])
    assert undone is not None and undone["told"]
    assert list(account.functions) == ["hello"]
    assert account.secrets.holds("API_KEY", "the-value-of-it")
    assert "the-value-of-it" not in str((told, undone))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"delete": "helo"}, "Did you mean hello"),
        ({"rename": ["hello", "x?y"]}, "must not contain"),
        ({"rename": "hello"}, "reload the page"),
        ({"reset": 7}, "reload the page"),
        ({"undoReset": True}, "nothing to bring back"),
        ({"restore": "hello"}, "Nothing was deleted"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(account: Account, request_: dict[str, Any], words: str) -> None:
    account.functions.add("hello", HELLO)
    told = answer(account, request_)
    assert told is not None and words in told["refused"]
    assert list(account.functions) == ["hello"]


def test_what_asks_for_nothing_is_not_answered(account: Account) -> None:
    assert answer(account, {"view": "x"}) is None
    refused = answer(None, {"reset": {}, "restart": True})
    assert refused is not None and "no account yet" in refused["refused"]
