"""The account's visitors: the one who calls now, and others by name (contract §5, `contact`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .display import Viewable
from .errors import VisitorError, did_you_mean
from .process_bound import ProcessBound
from .signals import Signal
from .visitor import Visitor

ANONYMOUS = "anonymous"
# Words that mean something else where a visitor's name is typed.
RESERVED = (ANONYMOUS, "known", "member", "list", "delete")
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class VisitorList(Viewable):
    """What `Visitors.listed` gives: names with visitors, the current name or None, the current visitor."""

    named: tuple[tuple[str, Visitor], ...]
    current_name: str | None
    current: Visitor | None

    def __repr__(self) -> str:
        return f"<Visitors: {', '.join([ANONYMOUS, *(name for name, _ in self.named)])}>"


class Visitors(ProcessBound):
    """Who calls. Iterating gives names; `visitors["ann"]` the visitor; `current` is None while it is anonymous.

    `changed` tells the name of the current visitor: `anonymous`, a given one, or an empty text where it has none.
    """

    def __init__(self, current: Visitor | None = None) -> None:
        self._named: dict[str, Visitor] = {}
        self._current = current
        self._current_name: str | None = ANONYMOUS if current is None else None
        self._by_cookie: dict[str, Visitor] = {}
        self.changed: Signal[str] = Signal()
        self._arrange()

    def __iter__(self) -> Iterator[str]:
        return iter(self._named)

    def __len__(self) -> int:
        return len(self._named)

    def __contains__(self, name: object) -> bool:
        return name in self._named

    def __getitem__(self, name: str) -> Visitor:
        try:
            return self._named[name]
        except KeyError:
            raise VisitorError(
                f"There is no visitor {name}.{did_you_mean(name, (ANONYMOUS, *self._named))}"
                f" Visitors: {', '.join((ANONYMOUS, *self._named))}."
            ) from None

    def __repr__(self) -> str:
        return repr(self.listed())

    @property
    def current(self) -> Visitor | None:
        """The visitor of calls that name none."""
        return self._current

    @property
    def current_name(self) -> str | None:
        """`anonymous`, the current visitor's name, or None where it has none."""
        return self._current_name

    def listed(self) -> VisitorList:
        """All of them, to be shown."""
        return VisitorList(tuple(self._named.items()), self._current_name, self._current)

    def find(self, who: Visitor | str) -> Visitor | None:
        """The visitor of that name; None for `anonymous`. Raises `VisitorError`."""
        if isinstance(who, Visitor):
            return who
        return None if who == ANONYMOUS else self[who]

    def use(self, who: Visitor | str) -> None:
        """Makes a visitor, or the one of that name, the current one. Raises `VisitorError`."""
        found = self.find(who)
        self._become(found, who if isinstance(who, str) else None)

    def add(self, name: str, visitor: Visitor) -> None:
        """Keeps a visitor under a name, in the place of the one that had it. Raises `VisitorError`."""
        if not _NAME.fullmatch(name) or name.lower() in RESERVED:
            taken = f"; {', '.join(RESERVED)} mean something else" if name.lower() in RESERVED else ""
            raise VisitorError(f"{name!r} cannot be a visitor's name: use letters, digits, dots and dashes{taken}.")
        # The one that was given last goes last, and is the one whom a shared cookie stands for.
        self._named = {**{other: kept for other, kept in self._named.items() if other != name}, name: visitor}
        if self._current_name == name:
            self._become(visitor, name)
        else:
            self._become(self._current, self._current_name)

    def delete(self, name: str) -> None:
        """Forgets a name; the current visitor is anonymous then if it had it. Raises `VisitorError`."""
        if name == ANONYMOUS:
            raise VisitorError("The anonymous visitor has no name that could be deleted.")
        self.find(name)
        self._named = {other: visitor for other, visitor in self._named.items() if other != name}
        if self._current_name == name:
            self._become(None, ANONYMOUS)
        else:
            self._become(self._current, self._current_name)

    def recognise(self, cookie: str) -> Visitor | None:
        """Whom HubSpot's tracking cookie of this value stands for: its visitor, otherwise the current one."""
        return self._by_cookie.get(cookie, self._current)

    def _become(self, visitor: Visitor | None, name: str | None) -> None:
        self._current, self._current_name = visitor, name
        self._arrange()
        self.changed.emit(name or "")

    def _arrange(self) -> None:
        visitors = [*self._named.values(), *([self._current] if self._current is not None else [])]
        self._by_cookie = {visitor.cookie: visitor for visitor in visitors}
