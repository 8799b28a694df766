"""What a comparison has found, endpoint by endpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ....display import Displayable, counted
from ....projects.switches import Switches
from ....secrets.masking import Masker
from ..finding import Finding, Verdict, Weight
from ..judging import RequestResult


@dataclass(frozen=True)
class EndpointReport:
    """One endpoint in both forms: the verdict, request by request why, and the findings.

    `path` is where the project has it; None where it does not. `otherwise` is the verdict if the switches are as they
    stand. `untried` are values of switches that this machine cannot have, `remarks` say what else was left out.
    """

    name: str
    path: str | None
    verdict: Verdict
    otherwise: Verdict
    results: tuple[RequestResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    untried: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def blocking(self) -> list[Finding]:
        """What keeps the function from moving as it is."""
        return [finding for finding in self.findings if finding.weight is Weight.BLOCKING]

    @property
    def switches(self) -> list[str]:
        """The switches, not settled, that the verdict depends on."""
        named = [name for result in self.results for name in result.depends_on]
        return list(dict.fromkeys([*named, *(one.switch for one in self.findings if one.switch is not None)]))

    @property
    def rows(self) -> list[str]:
        """The rows of the mapping that tell of what differs."""
        named = [row for result in self.results for row in result.rows]
        of_findings = [finding.row for finding in self.findings if finding.least is not Verdict.SAME]
        return list(dict.fromkeys([*named, *of_findings]))

    @property
    def passes(self) -> bool:
        """Whether it may move: nothing differs but as documented, and nothing blocks."""
        return self.verdict <= Verdict.DOCUMENTED and not self.blocking


@dataclass(frozen=True)
class ParityReport(Displayable):
    """A comparison of both forms. `stopped`: the endpoints that were not reached, where it was stopped half-way."""

    project: str
    endpoints: tuple[EndpointReport, ...]
    switches: Switches
    remarks: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    masker: Masker | None = field(default=None, repr=False, compare=False)

    def masked(self, text: str) -> str:
        """The text without the values of secrets: for whatever is shown of it."""
        return self.masker.mask(text) if self.masker is not None else text

    def with_remarks(self, remarks: Iterable[str]) -> ParityReport:
        """With more to be said beside it."""
        return replace(self, remarks=(*self.remarks, *remarks))

    @property
    def counts(self) -> Counter[Verdict]:
        """How many endpoints have each verdict."""
        return Counter(endpoint.verdict for endpoint in self.endpoints)

    @property
    def passes(self) -> bool:
        """Whether every endpoint may move, and all were compared."""
        return not self.stopped and all(endpoint.passes for endpoint in self.endpoints)

    def __repr__(self) -> str:
        told = ", ".join(f"{self.counts[verdict]} {verdict}" for verdict in Verdict if self.counts[verdict])
        return f"<ParityReport {self.project}: {counted(len(self.endpoints), 'endpoint')}{f', {told}' if told else ''}>"
