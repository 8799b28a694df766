"""The table of limits: where the account stands, as bars and digits, and says who."""

from __future__ import annotations

from ....emulator.display import MimeBundle
from ....emulator.limits.usage import LimitTable, LimitUsage
from .parts import Bar, Cell, Code, Line, Part, Table, Text, bundle, figures_are_shown

_MEASURED = "measured"
_ELSEWHERE = (
    "What is measured differs from run to run: JupyterLab and Notebook draw it from this output's metadata, elsewhere"
    " print(current_account().limit_usage()) has it."
)


def draw_limits(standings: LimitTable) -> MimeBundle:
    """The table; what is used of the account's minute stands in the metadata, unless it was simulated."""
    parts = _parts(standings, measured=False)
    if not _measured(standings):
        data, _ = bundle(limits_text(standings, measured=False), parts, ())
        return {kind: data[kind] for kind in ("text/plain", "text/html")}, {}
    text = limits_text(standings, measured=figures_are_shown())
    return bundle(text, [*parts, Text(_ELSEWHERE)], _parts(standings, measured=True))


def limits_text(standings: LimitTable, *, measured: bool) -> str:
    """The table as text."""
    rows = [(row.limit.name, row.limit.amount, str(_used(row, measured)), _remark(row)) for row in standings.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
             for row in rows]  # fmt: skip
    lines += standings.remarks
    return "\n".join(lines if measured or not _measured(standings) else [*lines, "", _ELSEWHERE])


def _parts(standings: LimitTable, *, measured: bool) -> list[Part]:
    rows: list[tuple[Cell, ...]] = [
        (Code(row.limit.name), Line(row.limit.amount), _used(row, measured), row.limit.meaning, _remark(row))
        for row in standings.rows
    ]
    table = Table(("Limit", "Value", "Used", "What it limits", "Source"), tuple(rows))
    return [table, *map(Text, standings.remarks)]


def _measured(standings: LimitTable) -> bool:
    return any(row.measured for row in standings.rows)


def _used(row: LimitUsage, measured: bool) -> Line | Bar | str:
    if row.share is None or row.used is None:
        return ""
    return Bar(row.share, f"{row.used:g}") if measured or not row.measured else _MEASURED


def _remark(row: LimitUsage) -> str:
    if row.original is not None:
        return f"not HubSpot's value, which is {row.original:g}"
    return str(row.limit.source)
