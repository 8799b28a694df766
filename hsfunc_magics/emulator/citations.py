"""Says who? Where each emulated rule and number comes from (contract, order of authority)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Authority(StrEnum):
    """How a rule is known, strongest first."""

    REFERENCE = "R"
    PRODUCTION = "P"
    OBSERVED = "O"
    CHOSEN = "C"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Authority.REFERENCE: "HubSpot's serverless functions reference",
    Authority.PRODUCTION: "second-hand evidence of production",
    Authority.OBSERVED: "observed on HubSpot's own local runtime",
    Authority.CHOSEN: "not stated by HubSpot",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """An authority and the place: a section of the reference or of a standard, or a sentence."""

    authority: Authority
    place: str

    def __str__(self) -> str:
        return f"{self.authority.meaning}: {self.place}"


def reference(place: str) -> Citation:
    return Citation(Authority.REFERENCE, place)


def production(place: str) -> Citation:
    return Citation(Authority.PRODUCTION, place)


def observed(place: str) -> Citation:
    return Citation(Authority.OBSERVED, place)


def standard(place: str) -> Citation:
    """`place`: a standard that browsers follow and what it calls the rule, such as `Fetch, CORS check`."""
    return Citation(Authority.CHOSEN, place)


def chosen(place: str) -> Citation:
    return Citation(Authority.CHOSEN, place)
