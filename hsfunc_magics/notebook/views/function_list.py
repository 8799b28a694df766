"""The table of functions, with the columns of HubSpot's CLI."""

from __future__ import annotations

from typing import Any

from ...emulator.functions.function_list import FunctionList, ListedFunction, written_time
from .frame import code, escape, frame, table, visible

_COLUMNS = ("Route", "Method", "Secrets")
_TIMES = ("Created", "Updated")


def function_list_text(functions: FunctionList) -> str:
    """The table as text."""
    rows = [_head(functions), *(tuple(map(visible, _cells(row, functions.with_times))) for row in functions.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def function_list_html(functions: FunctionList) -> str:
    """The table as HTML."""
    rows = [
        (code(cells[0]), *(escape(cell) for cell in cells[1:]))
        for cells in (_cells(row, functions.with_times) for row in functions.rows)
    ]
    return frame([table(_head(functions), rows)])


def function_times(functions: FunctionList) -> dict[str, Any]:
    """The times by route, which nbval does not compare."""
    return {
        "functions": {
            row.endpoint.name: {"created": row.times.created.isoformat(), "updated": row.times.updated.isoformat()}
            for row in functions.rows
            if row.times is not None
        }
    }


def _head(functions: FunctionList) -> tuple[str, ...]:
    return (*_COLUMNS, *_TIMES) if functions.with_times else _COLUMNS


def _cells(row: ListedFunction, with_times: bool) -> tuple[str, ...]:
    cells = (row.endpoint.name, ", ".join(row.endpoint.methods), ", ".join(row.endpoint.secrets))
    if not with_times:
        return cells
    if row.times is None:
        return (*cells, "", "")
    return (*cells, written_time(row.times.created), written_time(row.times.updated))
