"""What a file of answers comes to: the switches that it settles, those that stay open, and what it contradicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...citations import Authority
from ...projects.switches import Switches
from .answers import read_answers
from .documented import Contradiction, contradictions, further_keys
from .judge import Verdict, day_of, judge

_WHO = {Authority.REFERENCE: "HubSpot documents that", Authority.PRODUCTION: "Others saw that"}


@dataclass(frozen=True)
class Reading:
    """What a probe's answers say. `before` is how the switches stood, `after` how they stand now."""

    before: Switches
    after: Switches
    day: str
    verdicts: dict[str, Verdict]
    contradicted: tuple[Contradiction, ...]
    further: tuple[str, ...]

    @property
    def settled(self) -> dict[str, Verdict]:
        """The verdicts with a value."""
        return {name: verdict for name, verdict in self.verdicts.items() if verdict.value is not None}

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        settled = self.settled
        yield f"Settled by the probe of {self.day}:" if settled else "Nothing is settled."
        for name, verdict in settled.items():
            was = self.before[name]
            change = f", was {was} ({self.before.origin(name)})" if was != verdict.value else ""
            yield f"  {name} = {verdict.value}{change}: {verdict.seen}"
        if len(settled) < len(self.verdicts):
            yield "Still open:"
            for name, verdict in self.verdicts.items():
                if name not in settled:
                    yield f"  {name} = {self.after[name]} ({self.after.origin(name)}): {verdict.seen}"
        if self.contradicted:
            yield "Not as it is known so far:"
            yield from (f"  {_WHO[authority]} {told}." for authority, told in self.contradicted)
        if self.further:
            yield f"The context has more keys than is known: {', '.join(self.further)}."


def read_probe(shown: str, before: Switches, today: str) -> Reading:
    """Reads a file of answers. Raises `FolderError`."""
    answers = read_answers(shown)
    verdicts = judge(answers)
    day = day_of(answers, today)
    found = {name: verdict.value for name, verdict in verdicts.items() if verdict.value is not None}
    return Reading(
        before,
        before.settle(found, day),
        day,
        verdicts,
        tuple(contradictions(answers)),
        tuple(further_keys(answers)),
    )
