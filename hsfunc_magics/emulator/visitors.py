"""The account's visitors: the one who calls now, and others by name (contract §5, `contact`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .display import Displayable, listed, public_names, told_fields
from .errors import VisitorError
from .process_bound import ProcessBound
from .signals import Signal
from .text import closest, did_you_mean

TRACKING_COOKIE = "hubspotutk"
# HubSpot's tracking code gives every visitor this one, also those who are no contact.
_ANONYMOUS_COOKIE = "__hssrc=1"
_OWN_KEYS = ("vid", "isLoggedIn", "listMemberships")
_IN_PYTHON = {"is_logged_in": "isLoggedIn", "list_memberships": "listMemberships"}
# So HubSpot names contact properties; those that a mistyped one is compared with.
_PROPERTY = re.compile(r"[a-z][a-z0-9_]*")
_PROPERTIES = ("email", "firstname", "lastname", "phone", "mobilephone", "company", "city", "country", "zip", "website")


@dataclass(frozen=True, slots=True, repr=False)
class Visitor:
    """A contact that a cookie identifies. `properties` are basic contact properties, such as `email`.

    Example::

        ann = Visitor(vid=12345, is_logged_in=True, list_memberships=(616,))
        account.call("events", visitor=ann)
    """

    vid: int
    is_logged_in: bool = False
    list_memberships: tuple[int, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        """Raises `VisitorError`."""
        if self.vid < 1 or any(number < 1 for number in self.list_memberships):
            raise VisitorError("A contact's vid and the numbers of its lists are whole numbers from 1.")
        for name in _OWN_KEYS:
            if name in self.properties:
                raise VisitorError(f"{name} is not a contact property: context.contact has it from elsewhere.")

    def __dir__(self) -> list[str]:
        return public_names(self)

    def __repr__(self) -> str:
        return told_fields(self)

    @classmethod
    def from_contact(cls, contact: Mapping[str, Any]) -> Visitor:
        """From the shape that `context.contact` has; its own keys may be written as in Python, too.

        Raises `VisitorError` for a key that is none of these and cannot be a contact property's, and what reading a
        value of another kind raises.
        """
        own: dict[str, Any] = {}
        properties: dict[str, Any] = {}
        for key, value in contact.items():
            name = _IN_PYTHON.get(key, key)
            if name in own:
                raise VisitorError(f"{name} is given twice, once as {key}.")
            if name in _OWN_KEYS:
                own[name] = value
            else:
                _check_property(key)
                properties[key] = value
        logged_in = own.get("isLoggedIn", False)
        if not isinstance(logged_in, bool):
            raise VisitorError("isLoggedIn is true or false.")
        return cls(
            vid=int(own["vid"]),
            is_logged_in=logged_in,
            list_memberships=tuple(int(number) for number in own.get("listMemberships", ())),
            properties=properties,
        )

    @property
    def cookie(self) -> str:
        """The tracking cookie's value: the same for the same visitor."""
        import hashlib

        return hashlib.md5(f"hubspotutk {self.vid}".encode(), usedforsecurity=False).hexdigest()

    @property
    def kind(self) -> str:
        """`member` where it is logged in, else `known`."""
        return "member" if self.is_logged_in else "known"

    def as_contact(self) -> dict[str, Any]:
        """`context.contact`."""
        return {
            "vid": self.vid,
            "isLoggedIn": self.is_logged_in,
            "listMemberships": list(self.list_memberships),
            **self.properties,
        }


def _check_property(key: str) -> None:
    """Raises `VisitorError` for a key that is no contact property's, or is all but a key of the contact itself."""
    plain = key.replace("_", "").replace("-", "").lower()
    near = closest(plain, map(str.lower, _OWN_KEYS), cutoff=0.8)
    meant = [name for name in _OWN_KEYS if name.lower() in near]
    if meant or not _PROPERTY.fullmatch(key):
        known = f" Did you mean {meant[0]}?" if meant else did_you_mean(key, _PROPERTIES)
        raise VisitorError(
            f"{key!r} is no key of a contact, which has {', '.join(_OWN_KEYS)}, and properties in lower case, such as"
            f" email.{known}"
        )


def cookie_header(visitor: Visitor | None) -> str:
    """The cookies of a visitor's call; None stands for an anonymous one."""
    return _ANONYMOUS_COOKIE if visitor is None else f"{TRACKING_COOKIE}={visitor.cookie}"


def tracking_cookie(cookies: str) -> str | None:
    """The tracking cookie's value in a cookie header."""
    if TRACKING_COOKIE not in cookies:
        return None
    for part in cookies.split(";"):
        name, found, value = part.strip().partition("=")
        if found and name == TRACKING_COOKIE:
            return value
    return None


ANONYMOUS = "anonymous"
# Words that mean something else where a visitor's name is typed.
RESERVED = (ANONYMOUS, "known", "member", "list", "delete")
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True)
class VisitorList(Displayable):
    """What `Visitors.listed` gives: names with visitors, the current name or None, the current visitor."""

    named: tuple[tuple[str, Visitor], ...]
    current_name: str | None
    current: Visitor | None

    def __repr__(self) -> str:
        return f"<Visitors: {listed([ANONYMOUS, *(name for name, _ in self.named)])}>"


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

    def put_back(self, listed: VisitorList) -> None:
        """All of them as they were listed, in the place of those that there are."""
        self._named = dict(listed.named)
        self._become(listed.current, listed.current_name)

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
