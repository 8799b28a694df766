"""What was sent in this session from the forms of an account, newest last."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from .draft import RequestDraft

# Each keeps its request and response, up to 6 MB both.
_MOST = 50
_LONGEST = 40

_HISTORIES: WeakKeyDictionary[Account, History] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft that was sent, and what came of it; `number` counts from 1."""

    number: int
    draft: RequestDraft
    execution: Execution

    @property
    def label(self) -> str:
        """`3. POST events/update → 200`."""
        request, status = self.execution.request, self.execution.reply.status
        name = self.execution.masked(request.endpoint or request.path) + (
            f"?{self.execution.masked(request.query)}" if request.query else ""
        )
        shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        return f"{self.number}. {request.method} {shown} → {status}"


class History:
    """The last requests of a session."""

    def __init__(self) -> None:
        self._sent: deque[Sent] = deque(maxlen=_MOST)
        self._count = 0

    def add(self, draft: RequestDraft, execution: Execution) -> Sent:
        """Keeps one more; the oldest goes where there are too many."""
        self._count += 1
        sent = Sent(self._count, draft, execution)
        self._sent.append(sent)
        return sent

    def __iter__(self) -> Iterator[Sent]:
        return iter(tuple(self._sent))

    def __len__(self) -> int:
        return len(self._sent)


def history_of(account: Account) -> History:
    """The account's history: a form that is opened again shows it, too."""
    return _HISTORIES.setdefault(account, History())
