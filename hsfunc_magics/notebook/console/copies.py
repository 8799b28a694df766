"""A draft as what other people run: what its fields stand for, without the values of the account's secrets."""

from __future__ import annotations

from dataclasses import replace

from ...emulator.account import Account
from ...emulator.leaks import Masker
from ..copying import Outgoing, outgoing
from .draft import RequestDraft
from .visitors import visitor_headers


def outgoing_draft(draft: RequestDraft, account: Account) -> Outgoing:
    """The draft's request, to be copied. Raises `RequestError`."""
    found = outgoing(draft.request(account), Masker(account.secrets.delicate(account.secrets)))
    # The cookie of a visitor is left out of what is copied, but not that of one who was chosen.
    return replace(found, headers=(*found.headers, *visitor_headers(account, draft.visitor, draft.sent_headers())))
