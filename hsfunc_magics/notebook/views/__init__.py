"""How values look in an output cell: HTML that reads well without CSS, and plain text, the same from run to run."""

from __future__ import annotations

from typing import Any

from ...emulator.execution import Execution
from ...emulator.registration import Registration
from ...emulator.series import Series
from ...emulator.standing import Standings
from ...emulator.viewable import MimeBundle
from ..kept import keep
from .execution_html import execution_html
from .execution_json import MIME_TYPE, execution_json
from .execution_text import execution_text
from .figures import figures
from .registration import registration_html, registration_text
from .series import series_html, series_text
from .standings import standings_html, standings_text


def draw(value: Any) -> MimeBundle:
    """The mime bundle of a value. What changes from run to run stands in the metadata only."""
    if isinstance(value, Execution):
        keep(value)
        data = {
            MIME_TYPE: execution_json(value),
            "text/plain": execution_text(value),
            "text/html": execution_html(value),
        }
        return data, {"hsfunc": figures(value)}
    if isinstance(value, Registration):
        return {"text/plain": registration_text(value), "text/html": registration_html(value)}, {}
    if isinstance(value, Standings):
        return {"text/plain": standings_text(value), "text/html": standings_html(value)}, {}
    if isinstance(value, Series):
        return {"text/plain": series_text(value), "text/html": series_html(value)}, {}
    return {"text/plain": repr(value)}, {}
