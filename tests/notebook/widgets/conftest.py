"""An account with two endpoints, and a console of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from hsfunc_magics import Account
from hsfunc_magics.notebook.request_form.draft import RequestDraft

if TYPE_CHECKING:
    from hsfunc_magics.notebook.request_form.widget import RequestForm


ECHO = "console.log('seen'); sendResponse({ body: { params: context.params, body: context.body ?? null } });"


@pytest.fixture
def account() -> Iterator[Account]:
    own = Account()
    own.functions.add("events", ECHO)
    own.functions.add("events/update", ECHO, method=["POST", "PUT"])
    yield own
    own.close()


@pytest.fixture
def request_form(account: Account) -> Iterator[RequestForm]:
    from hsfunc_magics.notebook.request_form.widget import RequestForm

    made = RequestForm(account, RequestDraft("GET", "events"))
    yield made
    made.close()
