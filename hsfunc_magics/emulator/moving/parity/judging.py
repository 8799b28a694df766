"""The verdict on one request, from what differs between both forms as the switches stand and as they may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .asked.planned import PlannedRequest
from .difference import Differences, Place, without
from .finding import Verdict
from .rows import ROWS

Setting = tuple[tuple[str, str], ...]
"""Switches with the values that they have otherwise than they stand: one, or several at once."""
Rows = tuple[str, ...]
_COOKIE = ("headers", "set-cookie")


@dataclass(slots=True)
class Outcomes:
    """What differs as the switches stand, and under each other setting of them that was tried."""

    default: Differences = ()
    flipped: dict[Setting, Differences] = field(default_factory=dict[Setting, Differences])

    def but(self, varying: frozenset[Place]) -> Outcomes:
        """Without what differs from call to call; of what then is left in such a place, not what just this call had."""
        flipped = {setting: _steady(found, varying) for setting, found in self.flipped.items()}
        return Outcomes(_steady(self.default, varying), flipped)

    def less(self, place: Place) -> Outcomes:
        """Without what differs in a place."""
        flipped = {setting: _less(found, place) for setting, found in self.flipped.items()}
        return Outcomes(_less(self.default, place), flipped)

    def depends(self) -> dict[Setting, Differences]:
        """The settings that change the answer."""
        return {setting: found for setting, found in self.flipped.items() if found != self.default}

    def verdict(self) -> Verdict:
        """`same` where nothing differs however the switches stand, `different` where something always does."""
        outcomes = [self.default, *self.flipped.values()]
        if not any(outcomes):
            return Verdict.SAME
        return Verdict.DIFFERENT if all(outcomes) else Verdict.UNKNOWN


def _steady(found: Differences, varying: frozenset[Place]) -> Differences:
    counting = without(found, varying)[0]
    return tuple(dict.fromkeys(one.unsteady() if one.place in varying else one for one in counting))


def _less(found: Differences, place: Place) -> Differences:
    return tuple(one for one in found if one.place != place)


@dataclass(slots=True)
class Observed:
    """What was seen of one request.

    `documented` has the same where the design manager was asked as a project would hear it, by the rows that say so.
    `varying` are places that differ from call to call of one form.
    """

    plain: Outcomes = field(default_factory=Outcomes)
    documented: dict[Rows, Outcomes] = field(default_factory=dict[Rows, Outcomes])
    varying: set[Place] = field(default_factory=set[Place])
    statuses: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class RequestResult:
    """A request, the verdict on it, and why.

    `otherwise` is the verdict if the switches are as they stand. `differences` is what a project then answers
    otherwise. `rows` are those of the mapping that tell why. `switches` has each setting that changes the answer, with
    what then differs. `aside` is what differs from call to call and was left aside; `unrepeatable`: so much of the
    answer does that it cannot be compared.
    """

    request: PlannedRequest
    verdict: Verdict
    otherwise: Verdict = Verdict.SAME
    differences: Differences = ()
    rows: Rows = ()
    switches: Mapping[Setting, Differences] = field(default_factory=dict[Setting, Differences])
    aside: Differences = ()
    unrepeatable: bool = False
    statuses: tuple[int, int] = (0, 0)

    @property
    def depends_on(self) -> list[str]:
        """The switches that the verdict depends on."""
        return list(dict.fromkeys(name for setting in self.switches for name, _ in setting))


def judge(request: PlannedRequest, seen: Observed, *, cookies_documented: bool = False) -> RequestResult:
    """The verdict. With `cookies_documented` the mapping tells why a cookie is not set."""
    varying = frozenset(seen.varying)
    plain = seen.plain.but(varying)
    shown = plain.default
    aside = without(seen.plain.default, varying)[1]
    if shown and all(one.place in varying for one in shown):
        # Whether it is the same cannot be told of what is never the same.
        unknown = Verdict.UNKNOWN
        return RequestResult(request, unknown, unknown, shown, (), plain.depends(), aside, True, seen.statuses)
    for rows, outcomes in _explanations(seen, plain, varying, cookies_documented=cookies_documented):
        verdict = outcomes.verdict()
        if verdict is not Verdict.DIFFERENT:
            least = _least(rows)
            otherwise = Verdict.DIFFERENT if outcomes.default else least
            return RequestResult(
                request, max(verdict, least), otherwise, shown, rows, outcomes.depends(), aside, False, seen.statuses
            )
    different = Verdict.DIFFERENT
    return RequestResult(request, different, different, shown, (), plain.depends(), aside, False, seen.statuses)


def _explanations(
    seen: Observed, plain: Outcomes, varying: frozenset[Place], *, cookies_documented: bool
) -> Iterator[tuple[Rows, Outcomes]]:
    """What is left of the differences once rows of the mapping tell of some: fewer rows first."""
    heard = [
        (tuple(name for name in names if (name,) in seen.documented) or names, outcomes.but(varying))
        for names, outcomes in seen.documented.items()
    ]
    for rows, outcomes in [((), plain), *heard]:
        yield rows, outcomes
    if cookies_documented:
        for rows, outcomes in [((), plain), *heard]:
            yield (*rows, "Set-Cookie"), outcomes.less(_COOKIE)


def _least(rows: Rows) -> Verdict:
    if not rows:
        return Verdict.SAME
    return Verdict.UNKNOWN if any(ROWS[name].open for name in rows) else Verdict.DOCUMENTED
