"""The comparison of the design manager with a project as HTML: a table of endpoints, each with what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ...emulator.moving.parity.difference import Difference
from ...emulator.moving.parity.finding import Finding, Verdict, Weight
from ...emulator.moving.parity.judging import RequestResult, Setting
from ...emulator.moving.parity.reporting.report import EndpointReport, ParityReport
from ...emulator.moving.parity.reporting.text import (
    endpoint_cells,
    left_aside,
    row_line,
    setting_told,
    summary_lines,
)
from ...emulator.projects.switches import Switches
from ..html import code, escape, masked_html, section

# Every colour stands behind a word, and is read on white and on black, whatever theme the page has.
STYLE = """
.parity table{border-collapse:collapse;margin:.4em 0}
.parity th,.parity td{text-align:left;vertical-align:top;padding:.15em 1em .15em 0;overflow-wrap:normal}
.parity.parity td:first-child,.parity th:first-child{white-space:nowrap}.parity td code{overflow-wrap:normal}
.parity-table{overflow-x:auto}.parity b[class]{white-space:nowrap}.parity small{opacity:.85}
.parity p,.parity li,.parity summary{overflow-wrap:anywhere}
.parity summary{cursor:pointer}.parity ul{margin:.2em 0;padding-left:1.4em}.parity code{overflow-wrap:anywhere}
.parity b[class]{padding:0 .4em;border-radius:3px;color:#fff}
.parity b.v0{background:#1b7a3d}.parity b.v1{background:#8a5a00}.parity b.v2{background:#5b3fa6}
.parity b.v3,.parity b.block{background:#b3261e}
.parity ins,.parity del{text-decoration:none;padding:0 .3em;border-radius:3px}
.parity ins{background:rgba(46,160,67,.25)}.parity del{background:rgba(248,81,73,.25)}
"""
_PAGE_STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:70rem;padding:1rem}h1{font-size:1.4rem;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){body{background:#121212;color:#fff}}
details{border:1px solid rgba(127,127,127,.4);border-radius:6px;padding:.4em .8em;margin:.5em 0}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MOST = 50
_LONGEST = 300


def parity_page(report: ParityReport) -> str:
    """The whole page."""
    title = f"Design manager and project {report.project}"
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_PAGE_STYLE}{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{parity_inner(report)}</main></body></html>\n"
    )
    return masked_html(page, report.masked)


def parity_inner(report: ParityReport) -> str:
    """What stands in the page, without its frame and styles."""
    parts = ['<div class="parity">', _table(report), *(f"<p>{escape(line)}</p>" for line in summary_lines(report))]
    parts += [_endpoint(endpoint, report.switches) for endpoint in report.endpoints if _has_more(endpoint)]
    return "".join([*parts, "</div>"])


def _table(report: ParityReport) -> str:
    rows = "".join(
        f"<tr><td>{code(name)}</td><td>{_verdict_of(one)}</td><td>{escape(because)}</td></tr>"
        for one in report.endpoints
        for name, _, because in [endpoint_cells(one)]
    )
    head = "<thead><tr><th>Endpoint</th><th>Verdict</th><th>Because of</th></tr></thead>"
    return f'<div class="parity-table" tabindex="0"><table>{head}<tbody>{rows}</tbody></table></div>'


def _verdict_of(endpoint: EndpointReport) -> str:
    told = [_verdict(endpoint.verdict)]
    if endpoint.blocking:
        told.append('<b class="block">blocked</b>')
    if endpoint.verdict is Verdict.UNKNOWN and endpoint.otherwise is not endpoint.verdict:
        told.append(f"<small>as the switches stand: {escape(str(endpoint.otherwise))}</small>")
    return " ".join(told)


def _verdict(verdict: Verdict) -> str:
    return f'<b class="v{int(verdict)}">{escape(verdict.word)}</b>'


def _has_more(endpoint: EndpointReport) -> bool:
    return bool(endpoint.findings or endpoint.remarks or left_aside(endpoint)) or endpoint.verdict is not Verdict.SAME


def _endpoint(endpoint: EndpointReport, switches: Switches) -> str:
    inner = [f"<ul>{''.join(map(_finding, endpoint.findings))}</ul>" if endpoint.findings else ""]
    worth = [result for result in endpoint.results if result.verdict is not Verdict.SAME]
    worth.sort(key=lambda result: -result.verdict)
    inner += [_result(result, switches) for result in worth[:_MOST]]
    if len(worth) > _MOST:
        inner.append(f"<p>… {len(worth) - _MOST} requests more; the report as JSON has all of them.</p>")
    aside = left_aside(endpoint)
    if aside:
        told = f"Left aside, as it differs from call to call: {', '.join(aside)}."
        inner.append(f"<p>{escape(told)}</p>")
    inner += [f"<p>{escape(remark)}</p>" for remark in endpoint.remarks]
    same = len(endpoint.results) - len(worth)
    inner.append(f"<p>{same} of {len(endpoint.results)} requests are answered the same.</p>")
    return section(f"{code(endpoint.name)} {_verdict_of(endpoint)}", "".join(inner), opened=False)


def _finding(finding: Finding) -> str:
    weight = escape(finding.weight.value)
    shown = f'<b class="block">{weight}</b>' if finding.weight is Weight.BLOCKING else f"<b>{weight}</b>"
    place = f" {code(finding.place)}" if finding.place else ""
    advice = f"<br>{escape(finding.mapping.advice)}" if finding.weight is not Weight.NOTE else ""
    return f"<li>{shown}{place} {escape(finding.text)}{advice}</li>"


def _result(result: RequestResult, switches: Switches) -> str:
    return (
        f"<p>{code(_cut(result.request.told))} {_verdict(result.verdict)}</p><ul>"
        f"{''.join(f'<li>{line}</li>' for line in _lines(result, switches))}</ul>"
    )


def _lines(result: RequestResult, switches: Switches) -> Iterator[str]:
    if result.unrepeatable:
        yield "It differs from call to call of one form, so it cannot be compared."
    stand: Setting = tuple((name, switches[name]) for name in result.depends_on)
    outcomes = [(stand, result.differences), *result.switches.items()]
    for setting, found in outcomes:
        told = f"{code(setting_told(setting))}: " if setting else ""
        yield f"{told}{'; '.join(map(_difference, found[:_MOST])) or 'same'}" if found or setting else "same"
    yield from (escape(row_line(row)) for row in result.rows)


def _difference(difference: Difference) -> str:
    change = difference.change
    before, after = (f"<code>{escape(_cut(text))}</code>" for text in (change.before, change.after))
    shown = {
        "+": f"+ <ins>{after}</ins>",
        "-": f"- <del>{before}</del>",
        "~": f"<del>{before}</del> → <ins>{after}</ins>",
    }.get(change.sign, before)
    return f"{escape(f'{difference.part} {change.path}'.strip())}: {shown}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"
