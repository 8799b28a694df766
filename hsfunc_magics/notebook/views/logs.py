"""The log: as HubSpot's command line lists it, and as a table that sorts without a script."""

from __future__ import annotations

from functools import partial

from ...emulator.logs.listing import LogListing
from ...emulator.logs.query import COLUMNS
from ...emulator.logs.record import LogRecord
from ...emulator.logs.text import (
    HIDDEN,
    INDENT,
    TRUNCATED,
    console_line,
    duration,
    error_lines,
    moment,
    note_lines,
    outgoing_lines,
    record_lines,
)
from .frame import LEFT, code, escape, frame, long, pre, visible

_MOST_ROWS = 500
_NOT_SHOWN = "–: measured, so not the same from run to run, and the clock stands; the records have it."
_NAMES = {
    "time": "Created",
    "status": "Status",
    "endpoint": "Endpoint",
    "duration": "Execution time",
    "memory": "Memory",
}
_BY = tuple(COLUMNS)
# Where a page drops the styles, and with them the sorting, its controls stay away, too.
_AWAY = 'style="display:none"'


def logs_text(listing: LogListing) -> str:
    """The listing as text."""
    shown = listing.records[:_MOST_ROWS]
    how = {"named": listing.endpoint is None, "compact": listing.compact, "steady": listing.steady}
    lines = [line for record in shown for line in record_lines(record, **how)]
    return "\n".join([*(visible(remark) for remark in listing.remarks), *(lines or [_none(listing)]), *_ends(listing)])


def _memory(record: LogRecord, *, steady: bool = False) -> str:
    return HIDDEN if record.frozen or steady or record.memory is None else str(record.memory)


def _time(record: LogRecord, *, steady: bool = False) -> str:
    return moment(record, record.created, steady=steady)


def _none(listing: LogListing) -> str:
    return "No logs found." if listing.endpoint is None else f"No logs found for {visible(listing.endpoint)}."


def _ends(listing: LogListing) -> list[str]:
    shown = listing.records[:_MOST_ROWS]
    lines = []
    if len(listing) > len(shown):
        lines.append(f"… {len(listing) - len(shown):,} more: in a variable (-o VAR) the listing has them all.")
    if any(HIDDEN in (duration(one, steady=listing.steady), _time(one, steady=listing.steady)) for one in shown):
        lines.append(_NOT_SHOWN)
    return lines


# ------------------------------------------------------------ HTML


def logs_html(listing: LogListing) -> str:
    """The listing as HTML: a table that its headings sort, where the page lets styles through."""
    parts = [f'<p role="alert">{escape(remark)}</p>' for remark in listing.remarks]
    shown = list(listing.records[:_MOST_ROWS])
    table = partial(_table, compact=listing.compact, steady=listing.steady)
    parts.append(table(shown) if shown else f"<p>{escape(_none(listing))}</p>")
    return frame([*parts, *(f"<p>{escape(line)}</p>" for line in _ends(listing))])


def _table(records: list[LogRecord], *, compact: bool, steady: bool) -> str:
    """A form, so that the headings of one listing are a group of their own; it is never sent."""
    ranks = {name: _ranks(records, name, steady=steady) for name in _BY}
    heads = [f"<th {LEFT}>{_heading(name, sorts=ranks[name] is not None)}</th>" for name in _BY]
    rows = []
    for index, record in enumerate(records):
        places = ";".join(f"--{name}:{places[index]}" for name, places in ranks.items() if places is not None)
        rows.append(f'<tr style="{places}">{_cells(record, compact=compact, steady=steady)}</tr>')
    if not compact:
        heads.append(f'<th class="hsfunc-console" {LEFT}>Console</th>')
    turn = f'<label class="hsfunc-turn" {_AWAY}><input type="checkbox" class="hsfunc-back"> the other way round</label>'
    return (
        f'{_SORTING}<form class="hsfunc-log" method="dialog">{turn}<div class="hsfunc-scroll" tabindex="0"><table>'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></form>"
    )


def _heading(name: str, *, sorts: bool) -> str:
    if not sorts:
        return _NAMES[name]
    return f'<label><input type="radio" name="by" class="hsfunc-by-{name}" {_AWAY}> {_NAMES[name]}</label>'


def _cells(record: LogRecord, *, compact: bool, steady: bool) -> str:
    tone = "ok" if record.error is None and record.status_code < 500 else "bad"
    status = f'<span class="hsfunc-{tone}">{record.status.value}</span>'
    cells = [
        f'<span class="hsfunc-line">{_time(record, steady=steady)}</span>',
        f'<span class="hsfunc-line">{status} {record.status_code}</span>',
        long(code(record.called)),
        escape(duration(record, steady=steady)),
        escape(_memory(record, steady=steady)),
    ]
    last = "" if compact else f'<td class="hsfunc-console" {LEFT}>{_console(record, steady=steady)}</td>'
    return "".join([*(f"<td {LEFT}>{cell}</td>" for cell in cells), last])


def _console(record: LogRecord, *, steady: bool) -> str:
    text = "\n".join(
        [
            *(console_line(line, moment(record, line.time, steady=steady)) for line in record.console),
            *([f"{INDENT}{TRUNCATED}"] if record.truncated else []),
            *outgoing_lines(record),
            *error_lines(record),
            *note_lines(record),
        ]
    )
    return pre(text) if text else ""


def _ranks(records: list[LogRecord], name: str, *, steady: bool) -> list[int] | None:
    """The place of each record when the column sorts them, those of one value as they are; None where it is hidden."""
    shown = {"duration": duration, "memory": _memory, "time": _time}.get(name)
    if shown is not None and any(shown(record, steady=steady) == HIDDEN for record in records):
        return None
    column = COLUMNS[name]
    order = sorted(range(len(records)), key=lambda index: column.value(records[index]), reverse=column.largest)
    ranks = [0] * len(records)
    for place, index in enumerate(order):
        ranks[index] = place
    return ranks


def _sorting() -> str:
    """Rows carry their place by each column; the heading that is chosen says which of them counts."""
    chosen = "".join(f".hsfunc-log:has(.hsfunc-by-{name}:checked) tbody tr{{--place:var(--{name})}}\n" for name in _BY)
    return f"""<style>
@supports selector(:has(a)) and (grid-template-columns:subgrid){{
.hsfunc .hsfunc-log table{{display:grid;grid-template-columns:repeat({len(_BY) - 1},auto) 1fr;max-width:100%}}
.hsfunc-log thead,.hsfunc-log tbody{{display:contents}}
.hsfunc .hsfunc-log tr{{display:grid;grid-column:1/-1;grid-template-columns:subgrid;order:var(--place,0)}}
.hsfunc .hsfunc-log tbody tr{{background:none;border-top:1px solid rgba(127,127,127,.3)}}
.hsfunc .hsfunc-log thead tr{{order:-9999}}
.hsfunc-log th.hsfunc-console{{display:none}}
.hsfunc-log td.hsfunc-console{{grid-column:1/-1}}
.hsfunc-log th label{{cursor:pointer;white-space:nowrap}}
.hsfunc-log th input{{display:inline-block!important;margin:0 .2em 0 0;vertical-align:middle}}
.hsfunc-log:has(th input:checked) .hsfunc-turn{{display:block!important}}
@container (max-width:44em){{
.hsfunc .hsfunc-log table,.hsfunc .hsfunc-log tbody{{display:flex;flex-direction:column}}
.hsfunc .hsfunc-log tr{{display:flex;flex-wrap:wrap;gap:0 1em}}
.hsfunc-log td.hsfunc-console{{flex:1 0 100%}}
.hsfunc-log .hsfunc-long{{min-width:0}}
}}
{chosen}.hsfunc-log:has(.hsfunc-back:checked) tbody tr{{order:calc(-1*var(--place,0))}}
}}
</style>"""


_SORTING = _sorting()
