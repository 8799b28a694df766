"""Folders of the design manager compared with a project: the report as text, and as HTML that needs no script."""

from __future__ import annotations

from typing import Any

from ...emulator.display import MimeBundle
from ...emulator.moving.parity.reporting.report import ParityReport
from ...emulator.moving.parity.reporting.text import report_text
from ...web.html import masked_html
from ...web.reports.parity import STYLE, parity_inner
from .frame import frame


def draw_parity(value: Any) -> MimeBundle | None:
    """The mime bundle of a report; None of anything else."""
    if not isinstance(value, ParityReport):
        return None
    page = frame([f"<style>{STYLE}</style>", parity_inner(value)])
    return {"text/plain": report_text(value), "text/html": masked_html(page, value.masked)}, {}


def tell_parity(value: Any) -> str | None:
    """What `print` says of a report; None of anything else."""
    return report_text(value) if isinstance(value, ParityReport) else None
