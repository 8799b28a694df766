"""What a browser makes of a page's call: one small value, with what it says and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..citations import Citation
from ..notes import Note
from .origin import Part
from .page import Page


class CorsAccess(StrEnum):
    """What the page gets."""

    SAME_ORIGIN = "same-origin"  # everything: CORS does not apply
    READABLE = "readable"  # the response, because its headers allow it
    OPAQUE = "opaque"  # a response of which nothing can be seen
    BLOCKED = "blocked"  # an error
    ELSEWHERE = "elsewhere"  # what another server says: the call is redirected there


@dataclass(frozen=True, slots=True)
class Preflight:
    """The question that goes ahead: `headers` in lower case and sorted, `reasons` why it is asked.

    `status` is that of the answer; None where it is not known yet.
    """

    method: str
    headers: tuple[str, ...]
    reasons: tuple[str, ...]
    status: int | None = None
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A page's call as its browser judges it.

    `differs`: what makes the function's origin another one. Where it is blocked, `rule` is the rule that was broken and
    `rule_source` says who makes it, `message` is what Chromium says, and `cure` the header lines that would cure it, in
    the response or, where the preflight has failed, in the answer to that. `ran`: the function ran, whatever the page
    may see. `readable` and `hidden` name the response's headers that the page sees and does not see.
    """

    page: Page
    url: str
    outcome: CorsAccess
    differs: tuple[Part, ...] = ()
    rule: str = ""
    rule_source: Citation | None = None
    message: str = ""
    cure: tuple[str, ...] = ()
    preflight: Preflight | None = None
    ran: bool = False
    readable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    advice: tuple[Note, ...] = ()

    @property
    def blocked(self) -> bool:
        return self.outcome is CorsAccess.BLOCKED

    @property
    def summary(self) -> str:
        """What came of the call, in a sentence."""
        ran = "The function ran" if self.ran else "The function did not run"
        match self.outcome:
            case CorsAccess.SAME_ORIGIN:
                return "The page and the function have the same origin: CORS does not apply."
            case CorsAccess.READABLE:
                return "The page may read the response."
            case CorsAccess.OPAQUE:
                return f"{ran}; the page sees nothing of the response: status 0, no body, no headers."
            case CorsAccess.ELSEWHERE:
                return f"The redirect to {self.url} leaves the account: what is there decides."
            case CorsAccess.BLOCKED:
                return f"{ran} all the same; the page gets an error." if self.ran else f"{ran}; the page gets an error."

    def __repr__(self) -> str:
        return f"<Verdict {self.outcome.value}{f': {self.rule}' if self.rule else ''}>"
