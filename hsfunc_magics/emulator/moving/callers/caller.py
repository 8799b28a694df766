"""A caller as it is told, and how sure it is that it is one and what it calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ...json_text.positions import Lines
from ...text import closest
from .endpoints import Endpoints
from .reading.sighting import Sighting

Certainty = Literal["certain", "likely", "computed", "mention"]
"""`certain`: it can be edited as it stands. `likely`: a caller that a person has to look at. `computed`: which endpoint
it calls is not written there. `mention`: a comment or prose, which calls nothing."""

_OLD = re.compile(r"_hcms(.*?)api")
Words = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Caller:
    """One place that names `/_hcms/api/`. `reason` says why it is not certain; `words` is what an edit changes.

    `endpoint` is as serverless.json has it; of a computed one as it is written, empty where paths only begin.
    """

    file: str
    line: int
    column: int
    endpoint: str
    certainty: Certainty
    old: str
    new: str
    reason: str
    through: str
    words: Words | None

    @property
    def counts(self) -> bool:
        """Whether it has to be moved."""
        return self.certainty != "mention"

    @property
    def calls(self) -> str:
        """The endpoint, or what is known of it."""
        if self.certainty == "computed":
            return f"dynamic: {self.endpoint}" if self.endpoint else "dynamic"
        return self.endpoint or "(no endpoint)"


def judge(file: str, text: str, seen: Iterable[Sighting], endpoints: Endpoints, domains: Sequence[str]) -> list[Caller]:
    """The callers of one file, in its order."""
    lines = Lines(text)
    callers = [_caller(file, lines, one, endpoints, domains) for one in seen if not one.path.moved]
    # A constant is edited for all that goes through it, or not at all.
    kept = {one.words: one for one in callers if one.counts and one.certainty != "certain"}
    return [_with_others(one, kept.get(one.words)) for one in callers]


def _with_others(one: Caller, other: Caller | None) -> Caller:
    if one.certainty != "certain" or other is None:
        return one
    told = f"its path is that of line {other.line}, too, which is not certain"
    return replace(one, certainty="likely", reason=told, words=None)


def _caller(file: str, lines: Lines, one: Sighting, endpoints: Endpoints, domains: Sequence[str]) -> Caller:
    certainty, reason = _judged(one, endpoints, {domain.lower() for domain in domains})
    line, column = lines.position(one.at)
    old = one.path.old
    new = _OLD.sub(r"hs\1serverless", old, count=1)
    name = one.path.endpoint
    return Caller(file, line, column, name, certainty, old, new, reason, one.through, one.path.words)


def _judged(one: Sighting, endpoints: Endpoints, domains: set[str]) -> tuple[Certainty, str]:
    path = one.path
    if one.where == "mention":
        return "mention", ""
    if path.is_base:
        return "computed", "paths begin with it, and what follows is put there elsewhere"
    if path.computed:
        return "computed", "its endpoint is computed"
    if path.open_end and endpoints.beginning(path.endpoint) != [path.endpoint]:
        return "computed", "what follows the name is computed"
    reason = _unknown(path.endpoint, endpoints) or _odd(one) or _foreign(one, endpoints, domains)
    return ("likely", reason) if reason else ("certain", "")


def _unknown(name: str, endpoints: Endpoints) -> str:
    if endpoints.exist is None or name in endpoints.exist:
        return ""
    near = closest(name, endpoints.exist)
    hint = f": did you mean {' or '.join(near)}?" if near else ""
    if name in endpoints.folders:
        return f"the project does not have {name} yet{hint}"
    return f"{name} is not in {endpoints.told}{hint}"


def _odd(one: Sighting) -> str:
    if one.elsewhere:
        return f"its path is {one.through}, which {one.elsewhere} defines"
    if one.path.words is None:
        return "its path is put together of pieces that cannot be edited apart"
    if one.weak:
        return f"{one.through} may be another one elsewhere"
    return {
        "pattern": "it is a regular expression, which may match what others call",
        "loose": "it stands in code that could not be read",
        "searched": "files of this kind are searched, not read",
    }.get(one.where, "")


def _foreign(one: Sighting, endpoints: Endpoints, domains: set[str]) -> str:
    path = one.path
    if path.place == "domain" and path.host not in domains:
        return f"whose domain {path.host} is, is not known: say --domain {path.host} if it is yours"
    if path.place == "computed" and endpoints.exist is None:
        return "what stands before the path is computed, and no folder or project says whether it has the endpoint"
    if path.place == "other":
        return "the path does not begin with a slash, or lies below another one"
    return ""


def moved_names(seen: Iterable[Sighting]) -> set[str]:
    """The endpoints that are called at the project's path already."""
    certain = (one for one in seen if one.path.moved and one.where != "mention" and not one.path.computed)
    return {one.path.endpoint for one in certain if one.path.endpoint}
