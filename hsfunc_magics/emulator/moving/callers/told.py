"""A report as it is told: as text, and as data for programs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ...display import counted, listed
from .caller import Caller
from .proposal import propose_base
from .scan import Report

_WORDS = {"certain": "certain", "likely": "by hand", "computed": "by hand", "mention": "mention"}
_ELSEWHERE = (
    "What lies in HubSpot alone is not found here: values that editors entered, workflows, webhooks, other sites."
)


def told_caller(one: Caller, prefix: str) -> str:
    """A line: where, how sure, which endpoint, how it is written, and why it is not certain."""
    return f"{prefix}{one.file}:{one.line}:{one.column}: {_WORDS[one.certainty]}: {message(one)}"


def message(one: Caller) -> str:
    """What is said of a caller beside its place."""
    through = f", through {one.through}" if one.through else ""
    why = f": {one.reason}" if one.reason else ""
    return f"{one.calls}, as {one.old}{through}{why}"


def told_report(report: Report, prefix: str) -> list[str]:
    """The whole report in lines: callers, endpoints, files, and what to define where."""
    lines = [told_caller(one, prefix) for one in report.callers if one.counts]
    return [*lines, *told_end(report, prefix)]


def told_end(report: Report, prefix: str) -> list[str]:
    """What is said below the callers."""
    lines = [_counts(report)]
    mentions = [one for one in report.callers if not one.counts]
    if mentions:
        places = listed(f"{prefix}{one.file}:{one.line}" for one in mentions)
        lines.append(f"In comments and prose, which call nothing: {places}.")
    if report.unknown:
        named = listed(f"{name} ({counted(len(found), 'caller')})" for name, found in sorted(report.unknown.items()))
        lines.append(f"Called, but not in {report.endpoints.told}: {named}.")
    if report.never_called:
        computed = any(one.certainty == "computed" for one in report.callers)
        perhaps = ", unless by one whose endpoint is computed" if computed else ""
        idle = [name + _hint(report, name, prefix) for name in report.never_called]
        lines.append(f"Called by nothing that was read{perhaps}: {listed(idle)}.")
    if report.moved:
        lines.append(f"Called at the project's path already: {listed(sorted(report.moved))}.")
    for one in report.left_out:
        names = ": it has the path in it, so look into what it is built from" if one.names_it else ""
        lines.append(f"{prefix}{one.file} was not read: it {one.why}{names}.")
    proposed = propose_base(report.callers)
    if proposed:
        lines += ["One place for the address, so that the next move is one edit:", *(f"  {one}" for one in proposed)]
    return [*lines, _ELSEWHERE] if report.left else lines


def as_data(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "callers": [
            {
                "file": one.file,
                "line": one.line,
                "column": one.column,
                "endpoint": None if one.certainty == "computed" else one.endpoint,
                "dynamic": one.endpoint if one.certainty == "computed" else None,
                "certainty": one.certainty,
                "old": one.old,
                "new": one.new,
                "through": one.through or None,
                "reason": one.reason or None,
            }
            for one in report.callers
        ],
        "endpoints": {
            "known": sorted(report.endpoints.all),
            "not_called": report.never_called,
            "named_in": report.hints,
            "not_there": sorted(report.unknown),
            "moved": sorted(report.moved),
        },
        "left_out": [{"file": one.file, "why": one.why, "names_it": one.names_it} for one in report.left_out],
        "proposal": propose_base(report.callers),
        "files": report.files,
    }


def _hint(report: Report, name: str, prefix: str) -> str:
    return f" (its name stands in {prefix}{report.hints[name]})" if name in report.hints else ""


def _counts(report: Report) -> str:
    count = Counter[str](one.certainty for one in report.left)
    if not report.left:
        return f"No caller of /_hcms/api/ in {counted(report.files, 'file')}."
    told = {"certain": "certain", "likely": "by hand", "computed": "with a computed endpoint"}
    parts = [f"{count[kind]} {word}" for kind, word in told.items() if count[kind]]
    return f"{counted(len(report.left), 'caller')} in {counted(report.files, 'file')}: {', '.join(parts)}."
