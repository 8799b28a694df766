"""A comparison as text: a table of the endpoints, then what is behind each verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ....display import counted, listed
from ....projects.switches import SWITCHES, Switches
from ....text import visible
from ..difference import in_short
from ..finding import Finding, Verdict, Weight
from ..judging import RequestResult, Setting
from ..rows import ROW_OF_SWITCH, ROWS
from .report import EndpointReport, ParityReport

_OTHER_NODES = "HSFUNC_NODE names every Node that there is, with Node 20 among them, divided as in PATH."
_MOST_REQUESTS = 3
_MOST_DIFFERENCES = 6


def report_text(report: ParityReport) -> str:
    """The whole of it."""
    return visible(report.masked("\n".join(_lines(report))))


def _lines(report: ParityReport) -> Iterator[str]:
    rows = [("Endpoint", "Verdict", "Because of"), *(endpoint_cells(one) for one in report.endpoints)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for row in rows:
        yield f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}".rstrip()
    for endpoint in report.endpoints:
        behind = list(_behind(endpoint, report.switches))
        if behind:
            yield ""
            yield endpoint.name
            yield from (f"  {line}" for line in behind)
    yield ""
    yield from summary_lines(report)


def endpoint_cells(endpoint: EndpointReport) -> tuple[str, str, str]:
    """Name, verdict, and what it comes from."""
    verdict = endpoint.verdict.word
    if endpoint.verdict is Verdict.UNKNOWN and endpoint.otherwise is not endpoint.verdict:
        verdict = f"{verdict} (as the switches stand: {endpoint.otherwise})"
    if endpoint.blocking:
        verdict = f"{verdict}, blocked"
    aside = [f"but for {path}" for path in left_aside(endpoint)]
    return endpoint.name, verdict, listed([*_causes(endpoint), *aside])


def left_aside(endpoint: EndpointReport) -> list[str]:
    """The places that differ from call to call of one form, and were not compared."""
    return list(dict.fromkeys(one.change.path for result in endpoint.results for one in result.aside))


def _causes(endpoint: EndpointReport) -> list[str]:
    switches = [f"switch {name}" for name in endpoint.switches]
    of_switches = {ROW_OF_SWITCH[name] for name in endpoint.switches}
    unexplained = any(result.verdict is Verdict.DIFFERENT for result in endpoint.results)
    return [
        *(["the answers"] if unexplained else []),
        *switches,
        *(row for row in endpoint.rows if row not in of_switches),
    ]


def _behind(endpoint: EndpointReport, switches: Switches) -> Iterator[str]:
    for finding in endpoint.findings:
        yield from finding_lines(finding)
    worth = [result for result in endpoint.results if result.verdict is not Verdict.SAME]
    for result in sorted(worth, key=lambda one: -one.verdict)[:_MOST_REQUESTS]:
        yield f"{result.request.told}: {result.verdict}"
        yield from (f"  {line}" for line in result_lines(result, switches))
    if len(worth) > _MOST_REQUESTS:
        yield f"… and {counted(len(worth) - _MOST_REQUESTS, 'request')} more that are not the same."
    aside = left_aside(endpoint)
    if aside:
        yield f"Left aside, as it differs from call to call: {listed(aside)}."
    yield from endpoint.remarks


def finding_lines(finding: Finding) -> Iterator[str]:
    """What was found and where; what helps, where it counts."""
    place = f"{finding.place}: " if finding.place else ""
    yield f"{finding.weight.value}: {place}{finding.text}"
    if finding.weight is not Weight.NOTE:
        yield f"  {finding.mapping.advice}"


def result_lines(result: RequestResult, switches: Switches) -> Iterator[str]:
    """Why a request has its verdict; where it depends on switches, what comes of each value."""
    if result.unrepeatable:
        yield "It differs from call to call of one form, so it cannot be compared."
    if result.switches:
        stand = ", ".join(f"{name}={switches[name]}" for name in result.depends_on)
        yield f"{stand}: {in_short(result.differences, most=3)}"
        for setting, found in result.switches.items():
            yield f"{setting_told(setting)}: {in_short(found, most=3)}"
    else:
        yield from map(str, result.differences[:_MOST_DIFFERENCES])
        more = len(result.differences) - _MOST_DIFFERENCES
        if more > 0:
            yield f"… and {counted(more, 'difference')} more."
    yield from map(row_line, result.rows)


def row_line(name: str) -> str:
    """A row of the mapping on one line."""
    row = ROWS[name]
    return f"{'not known' if row.open else 'documented'} ({name}): {row.before} → {row.after} ({row.source})"


def setting_told(setting: Setting) -> str:
    """`params=arrays`."""
    return " and ".join(f"{name}={value}" for name, value in setting)


def summary_lines(report: ParityReport) -> Iterator[str]:
    """What is to be said of all of them."""
    counts = report.counts
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])
    yield f"{counted(len(report.endpoints), 'endpoint')}{f': {told}' if told else ''}."
    depends = Counter(name for endpoint in report.endpoints for name in endpoint.switches)
    for name, count in depends.most_common():
        switch = SWITCHES[name]
        taken = f"--switch {name}={switch.default} takes that for granted."
        yield f"Switch {name}: {counted(count, 'endpoint')}. {switch.question} {taken}"
    blocked = [endpoint.name for endpoint in report.endpoints if endpoint.blocking]
    if blocked:
        yield f"Blocked, not to be moved as they are: {listed(blocked)}."
    untried = dict.fromkeys(told for endpoint in report.endpoints for told in endpoint.untried)
    if untried:
        yield f"Not tried, as this machine cannot: {', '.join(untried)}. {_OTHER_NODES}"
    yield from report.remarks
    if report.stopped:
        yield f"Stopped: {listed(report.stopped)} {'was' if len(report.stopped) == 1 else 'were'} not compared."
