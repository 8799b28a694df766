"""Who calls: the form's choices of visitors, and what is wrong with one that is gone."""

from __future__ import annotations

from dataclasses import dataclass

from ...emulator.account import Account
from ...emulator.errors import VisitorError
from ...emulator.visitors import ANONYMOUS, Visitor

AS_ACCOUNT = ""


@dataclass(frozen=True, slots=True)
class VisitorChoice:
    """One visitor to call as: `name` stands in a draft, `label` is shown."""

    name: str
    label: str


def visitor_choices(account: Account, chosen: str = AS_ACCOUNT) -> tuple[VisitorChoice, ...]:
    """The visitors that a request can be sent as, the account's own first; last the chosen one, where it is gone."""
    visitors = account.visitors.listed()
    current = visitors.current_name or (f"contact {visitors.current.vid}" if visitors.current else ANONYMOUS)
    named = [VisitorChoice(name, _label(name, visitor)) for name, visitor in visitors.named]
    # Both may mean the same today; only one of them follows %hs visitor.
    account_own = VisitorChoice(AS_ACCOUNT, f"as %hs visitor says: {current} now")
    found = [account_own, VisitorChoice(ANONYMOUS, f"always {ANONYMOUS}"), *named]
    if chosen not in (choice.name for choice in found):
        found.append(VisitorChoice(chosen, f"{chosen} (deleted)"))
    return tuple(found)


def visitor_problem(account: Account, visitor: str) -> str | None:
    """Why a request cannot be sent as this visitor; None where it can."""
    try:
        if visitor != AS_ACCOUNT:
            account.visitors.find(visitor)
    except VisitorError as problem:
        return str(problem)
    return None


def _label(name: str, visitor: Visitor) -> str:
    return f"{name} ({visitor.kind}, vid {visitor.vid})"
