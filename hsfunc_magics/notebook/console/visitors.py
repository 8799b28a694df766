"""Who calls: the console's choices of visitors, and how a choice becomes part of a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...emulator.account import Account

AS_ACCOUNT = ""
ANONYMOUS = "anonymous"

# Any cookie of its own keeps the account's visitor out; HubSpot's tracking code gives everybody this one.
_ANONYMOUS_COOKIE = ("Cookie", "__hssrc=1")


@dataclass(frozen=True, slots=True)
class VisitorChoice:
    """One visitor to call as: `name` stands in a draft, `label` is shown."""

    name: str
    label: str


def visitor_choices(account: Account) -> tuple[VisitorChoice, ...]:
    """The visitors that a request can be sent as, the account's own first."""
    own = account.visitor
    told = "anonymous" if own is None else f"contact {own.vid}"
    return (
        VisitorChoice(AS_ACCOUNT, f"as the account says ({told})"),
        VisitorChoice(ANONYMOUS, "anonymous"),
    )


def visitor_headers(account: Account, visitor: str, headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers that a choice adds to those of a draft."""
    if visitor != ANONYMOUS or account.visitor is None or any(name.lower() == "cookie" for name, _ in headers):
        return []
    return [_ANONYMOUS_COOKIE]
