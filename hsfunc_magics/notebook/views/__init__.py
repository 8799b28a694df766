"""How values look in an output cell: HTML that reads well without CSS, and plain text, the same from run to run."""

from __future__ import annotations

from typing import Any

from ...emulator.bundle import Bundle
from ...emulator.execution import Execution
from ...emulator.log_listing import LogListing
from ...emulator.packages import PackageDetails, PackageTable
from ...emulator.registration import Registration
from ...emulator.series import Series
from ...emulator.shown import Shown
from ...emulator.standing import Standings
from ...emulator.timetable import FunctionList
from ...emulator.tree import Tree
from ...emulator.viewable import MimeBundle
from ...emulator.visitors import VisitorList
from .bundle import bundle_html, bundle_text
from .execution_html import execution_html
from .execution_text import execution_text
from .function_list import function_list_html, function_list_text, function_times
from .logs import logs_html, logs_text
from .packages import package_html, package_text, packages_html, packages_text
from .registration import registration_html, registration_text
from .series import series_html, series_text
from .source import source_html, source_text
from .standings import standings_html, standings_text
from .tree import tree_html, tree_text
from .visitors import visitors_html, visitors_text


def draw(value: Any) -> MimeBundle:
    """The mime bundle of a value. What changes from run to run stands in the metadata only."""
    if isinstance(value, Execution):
        return {"text/plain": execution_text(value), "text/html": execution_html(value)}, {"hsfunc": _figures(value)}
    if isinstance(value, Registration):
        return {"text/plain": registration_text(value), "text/html": registration_html(value)}, {}
    if isinstance(value, Standings):
        return {"text/plain": standings_text(value), "text/html": standings_html(value)}, {}
    if isinstance(value, LogListing):
        return {"text/plain": logs_text(value), "text/html": logs_html(value)}, {}
    if isinstance(value, Series):
        return {"text/plain": series_text(value), "text/html": series_html(value)}, {}
    if isinstance(value, Tree):
        return {"text/plain": tree_text(value), "text/html": tree_html(value)}, {}
    if isinstance(value, Shown):
        return {"text/plain": source_text(value), "text/html": source_html(value)}, {}
    if isinstance(value, FunctionList):
        figures = {"hsfunc": function_times(value)}
        return {"text/plain": function_list_text(value), "text/html": function_list_html(value)}, figures
    if isinstance(value, VisitorList):
        return {"text/plain": visitors_text(value), "text/html": visitors_html(value)}, {}
    if isinstance(value, Bundle):
        return {"text/plain": bundle_text(value), "text/html": bundle_html(value)}, {}
    if isinstance(value, PackageTable):
        return {"text/plain": packages_text(value), "text/html": packages_html(value)}, {}
    if isinstance(value, PackageDetails):
        return {"text/plain": package_text(value), "text/html": package_html(value)}, {}
    return {"text/plain": repr(value)}, {}


def _figures(execution: Execution) -> dict[str, Any]:
    """Time in ms and memory in MB: nbval does not compare metadata."""
    figures: dict[str, Any] = {"id": execution.id, "created": execution.created.isoformat()}
    if execution.status is not None:
        figures["elapsed_ms"] = round(execution.elapsed.total_seconds() * 1000, 3)
        figures["cold"] = execution.cold
    if execution.memory is not None:
        figures["memory"] = str(execution.memory)
    return figures
