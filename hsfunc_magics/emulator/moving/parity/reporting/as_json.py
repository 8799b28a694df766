"""A comparison as JSON, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..difference import Differences
from ..finding import Finding
from ..judging import RequestResult, Setting
from ..rows import ROWS
from .report import EndpointReport, ParityReport


def report_json(report: ParityReport) -> dict[str, Any]:
    """The whole of it: what is `None` was not found, or does not hold."""
    whole = _report(report)
    return report.masker.mask_deep(whole) if report.masker is not None else whole


def _report(report: ParityReport) -> dict[str, Any]:
    return {
        "project": report.project,
        "passes": report.passes,
        "counts": {verdict.word: count for verdict, count in sorted(report.counts.items())},
        "switches": dict(report.switches.chosen),
        "remarks": list(report.remarks),
        "stopped": list(report.stopped),
        "endpoints": [_endpoint(endpoint) for endpoint in report.endpoints],
        "rows": _rows(report.endpoints),
    }


def _endpoint(endpoint: EndpointReport) -> dict[str, Any]:
    return {
        "endpoint": endpoint.name,
        "path": endpoint.path,
        "verdict": endpoint.verdict.word,
        "asSwitchesStand": endpoint.otherwise.word,
        "passes": endpoint.passes,
        "dependsOn": endpoint.switches,
        "rows": endpoint.rows,
        "findings": [_finding(finding) for finding in endpoint.findings],
        "requests": [_result(result) for result in endpoint.results],
        "notTried": list(endpoint.untried),
        "remarks": list(endpoint.remarks),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "weight": finding.weight.value,
        "row": finding.row,
        "text": finding.text,
        "advice": finding.mapping.advice,
        "file": finding.file or None,
        "line": finding.line or None,
        "column": finding.column or None,
        "switch": finding.switch,
    }


def _result(result: RequestResult) -> dict[str, Any]:
    request = result.request
    return {
        "origin": request.origin,
        "title": request.title,
        "method": request.method,
        "query": request.query,
        "verdict": result.verdict.word,
        "status": {"designManager": result.statuses[0], "project": result.statuses[1]},
        "differences": _differences(result.differences),
        "rows": list(result.rows),
        "switches": _settings(result.switches),
        "leftAside": [one.change.path or one.part for one in result.aside],
    }


def _settings(switches: Mapping[Setting, Differences]) -> list[dict[str, Any]]:
    return [{"setting": dict(setting), "differences": _differences(found)} for setting, found in switches.items()]


def _differences(found: Differences) -> list[dict[str, Any]]:
    return [
        {
            "part": one.part,
            "path": one.change.path,
            "sign": one.change.sign,
            "designManager": one.change.before,
            "project": one.change.after,
        }
        for one in found
    ]


def _rows(endpoints: Iterable[EndpointReport]) -> dict[str, Any]:
    named = dict.fromkeys(row for endpoint in endpoints for row in endpoint.rows)
    return {
        name: {
            "designManager": ROWS[name].before,
            "project": ROWS[name].after,
            "advice": ROWS[name].advice,
            "source": str(ROWS[name].source),
        }
        for name in named
    }
