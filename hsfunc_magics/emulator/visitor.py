"""Who calls: a cookied visitor becomes `context.contact` (contract §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TRACKING_COOKIE = "hubspotutk"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A contact that a cookie identifies. `properties` are basic contact properties, such as `email`."""

    vid: int
    is_logged_in: bool = False
    list_memberships: tuple[int, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @classmethod
    def from_contact(cls, contact: Mapping[str, Any]) -> Visitor:
        """From the shape that `context.contact` has."""
        own = ("vid", "isLoggedIn", "listMemberships")
        return cls(
            vid=int(contact["vid"]),
            is_logged_in=bool(contact.get("isLoggedIn", False)),
            list_memberships=tuple(int(number) for number in contact.get("listMemberships", ())),
            properties={name: value for name, value in contact.items() if name not in own},
        )

    @property
    def cookie(self) -> str:
        """The tracking cookie's value: the same for the same visitor."""
        import hashlib

        return hashlib.md5(f"hubspotutk {self.vid}".encode(), usedforsecurity=False).hexdigest()

    def as_contact(self) -> dict[str, Any]:
        """`context.contact`."""
        return {
            "vid": self.vid,
            "isLoggedIn": self.is_logged_in,
            "listMemberships": list(self.list_memberships),
            **self.properties,
        }
