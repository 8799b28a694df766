"""A draft as what other people run: what its fields stand for, without the values of the account's secrets."""

from __future__ import annotations

from ...emulator.account import Account
from ...emulator.secrets.masking import Masker
from ..copy_as import Outgoing, outgoing
from ..request_form.draft import RequestDraft, named
from ..request_form.visitors import AS_ACCOUNT


def outgoing_draft(draft: RequestDraft, account: Account) -> Outgoing:
    """The draft's request, to be copied. Raises `RequestError` and `VisitorError`."""
    return outgoing(
        draft.request(account),
        Masker(account.secrets.delicate(account.secrets)).mask,
        visitor=draft.visitor if draft.visitor != AS_ACCOUNT else None,
        own_cookies=any(name.lower() == "cookie" for name, _ in named(draft.headers)),
    )
