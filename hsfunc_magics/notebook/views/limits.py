"""The table of limits: where the account stands, as bars and digits, and says who."""

from __future__ import annotations

from ...emulator.limits.usage import LimitTable, LimitUsage
from .frame import code, escape, frame, table

_BAR = 12


def standings_text(standings: LimitTable) -> str:
    """The table as text."""
    rows = [(row.limit.name, _value(row), _bar(row), _remark(row)) for row in standings.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    )


def standings_html(standings: LimitTable) -> str:
    """The table as HTML."""
    rows = [
        (code(row.limit.name), _line(_value(row)), _line(_bar(row)), escape(row.limit.meaning), escape(_remark(row)))
        for row in standings.rows
    ]
    return frame([table(("Limit", "Value", "Used", "What it limits", "Says who"), rows)])


def _line(text: str) -> str:
    return f'<span class="hsfunc-line">{escape(text)}</span>'


def _value(row: LimitUsage) -> str:
    return row.limit.amount


def _bar(row: LimitUsage) -> str:
    share = row.share
    if share is None or row.used is None:
        return ""
    full = round(share * _BAR)
    return f"{'█' * full}{'░' * (_BAR - full)} {row.used:g}"


def _remark(row: LimitUsage) -> str:
    if row.original is not None:
        return f"not HubSpot's value, which is {row.original:g}"
    return str(row.limit.source)
