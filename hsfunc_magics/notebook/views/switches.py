"""What is not known of the platform of projects: how each switch stands, and who says so."""

from __future__ import annotations

from ...emulator.projects.switches import Switches
from ...emulator.projects.switches_words import switches_text
from .frame import code, escape, frame, line, table, visible

_HEAD = ("Switch", "Value", "Source", "What is not known", "Otherwise")


def switches_table_text(switches: Switches) -> str:
    """The table as text: what a file or a person has set may hold anything."""
    return visible(switches_text(switches))


def switches_html(switches: Switches) -> str:
    """The table as HTML."""
    rows = [
        (
            code(row.name),
            code(row.value),
            line(row.origin),
            f"{escape(row.question)} {escape(row.means)}",
            ", ".join(map(code, row.others)),
        )
        for row in switches.rows()
    ]
    return frame([table(_HEAD, rows)])
