"""One endpoint compared: what its source says, and what running both forms shows."""

from __future__ import annotations

from collections.abc import Sequence

from .asked.planned import PlannedRequest
from .finding import Finding, Verdict, Weight
from .findings.look import find
from .findings.subject import Subject
from .judging import RequestResult
from .observing import run_findings, seen_rows
from .reporting.report import EndpointReport
from .running import Both, EndpointRun

# Rows of which a run shows all that there is, once an answer has to do with them.
_SHOWN_BY_RUNS = ("multiValueHeaders", "redirects", "binary")


def compare_endpoint(
    both: Both, subject: Subject, subjects: Sequence[Subject], plan: Sequence[PlannedRequest]
) -> EndpointReport:
    """One endpoint among all that are compared. Raises `RuntimeUnavailable` and what interrupts it."""
    static = find(subject, subjects, network=both.network)
    function = subject.function
    if function is None or function.path is None:
        text = f"The project {subject.project.name} has no endpoint {subject.name}."
        missing = Finding("endpoints", Weight.WARNING, text, least=Verdict.DIFFERENT)
        return EndpointReport(subject.name, None, Verdict.DIFFERENT, Verdict.DIFFERENT, (), (missing, *static))
    if not subject.source:
        return EndpointReport(subject.name, function.path, Verdict.DIFFERENT, Verdict.DIFFERENT, (), static)
    run = EndpointRun(both, subject, plan)
    run.run()
    results = run.results(static)
    settled = subject.decided("multi_value_headers" if subject.adapted else "header_arrays") is not None
    seen = run_findings(run.executions, results, static, cookies_settled=settled)
    findings = (*seen, *static)
    verdict, otherwise = verdicts_of(results, findings, seen_rows(run.executions))
    return EndpointReport(
        subject.name,
        function.path,
        verdict,
        otherwise,
        tuple(results),
        findings,
        tuple(dict.fromkeys(run.untried)),
        tuple(dict.fromkeys(run.remarks)),
    )


def verdicts_of(
    results: Sequence[RequestResult], findings: Sequence[Finding], shown: frozenset[str]
) -> tuple[Verdict, Verdict]:
    """Of an endpoint: that of its worst request, and nothing better than a finding lets it be.

    The second is the verdict if the switches are as they stand. `shown` are the rows that answers had to do with.
    """
    counting = [one for one in findings if not (one.row in _SHOWN_BY_RUNS and one.row in shown)]
    verdict = max([Verdict.SAME, *(one.verdict for one in results), *(one.least for one in counting)])
    settled = [one.least for one in counting if one.switch is None]
    otherwise = max([Verdict.SAME, *(one.otherwise for one in results), *settled])
    return verdict, otherwise
