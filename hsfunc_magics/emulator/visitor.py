"""Who calls: a cookied visitor becomes `context.contact` (contract §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import VisitorError

TRACKING_COOKIE = "hubspotutk"
# HubSpot's tracking code gives every visitor this one, also those who are no contact.
_ANONYMOUS_COOKIE = "__hssrc=1"
_OWN_KEYS = ("vid", "isLoggedIn", "listMemberships")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A contact that a cookie identifies. `properties` are basic contact properties, such as `email`."""

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

    @classmethod
    def from_contact(cls, contact: Mapping[str, Any]) -> Visitor:
        """From the shape that `context.contact` has."""
        return cls(
            vid=int(contact["vid"]),
            is_logged_in=bool(contact.get("isLoggedIn", False)),
            list_memberships=tuple(int(number) for number in contact.get("listMemberships", ())),
            properties={name: value for name, value in contact.items() if name not in _OWN_KEYS},
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
