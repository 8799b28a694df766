"""All that is found without running anything."""

from __future__ import annotations

from collections.abc import Sequence

from ..finding import Finding, Verdict, Weight
from .context import context_findings
from .manifest import manifest_findings
from .naming import naming_findings
from .packages import package_findings
from .responses import response_findings
from .source import source_findings
from .subject import Subject

_ORDER = list(Weight)


def find(subject: Subject, subjects: Sequence[Subject], *, network: bool = False) -> tuple[Finding, ...]:
    """The findings of an endpoint among all that are compared, what keeps it from moving first.

    `network`: functions reach it while they are compared.
    """
    found = [
        *context_findings(subject),
        *response_findings(subject),
        *manifest_findings(subject),
        *package_findings(subject),
        *source_findings(subject, network=network),
        *naming_findings(subject, subjects),
    ]
    if not subject.source:
        told = f"The file {subject.endpoint.file} is missing or empty: there is nothing to compare."
        found.append(
            Finding("endpoints", Weight.WARNING, told, subject.folder.path("serverless.json"), least=Verdict.DIFFERENT)
        )
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.weight)))
