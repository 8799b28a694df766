"""The table of functions, with the columns of HubSpot's CLI."""

from __future__ import annotations

from typing import Any

from ...emulator.functions.function_list import FunctionList, ListedFunction, written_time
from .frame import code, escape, frame, table, visible

_COLUMNS = ("Route", "Method", "Secrets")
_TIMES = ("Created", "Updated")


def function_list_text(functions: FunctionList) -> str:
    """The table as text."""
    rows = [_head(functions), *(tuple(map(visible, _cells(row, functions))) for row in functions.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def function_list_html(functions: FunctionList) -> str:
    """The table as HTML."""
    rows = [
        (code(cells[0]), *(escape(cell) for cell in cells[1:]))
        for cells in (_cells(row, functions) for row in functions.rows)
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
    platform = ("Platform",) if functions.with_platforms else ()
    return (*_COLUMNS, *platform, *(_TIMES if functions.with_times else ()))


def _cells(row: ListedFunction, functions: FunctionList) -> tuple[str, ...]:
    cells: tuple[str, ...] = (row.endpoint.name, ", ".join(row.endpoint.methods), ", ".join(row.endpoint.secrets))
    if functions.with_platforms:
        cells = (*cells, row.platform)
    if not functions.with_times:
        return cells
    if row.times is None:
        return (*cells, "", "")
    return (*cells, written_time(row.times.created), written_time(row.times.updated))
