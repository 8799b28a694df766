"""How values look in an output cell: HTML that reads well without CSS, and plain text, the same from run to run."""

from __future__ import annotations

from typing import Any

from ...emulator.account import Account
from ...emulator.account_state import Reset
from ...emulator.call.execution import Execution, Timing
from ...emulator.comparison.compare import Comparison
from ...emulator.coverage.coverage import Coverage
from ...emulator.display import MimeBundle
from ...emulator.functions.bundle import Bundle
from ...emulator.functions.deletion import Deletion
from ...emulator.functions.function_list import FunctionList
from ...emulator.functions.registration import Registration
from ...emulator.functions.tree import FoundFile, Tree
from ...emulator.limits.limits import Limits
from ...emulator.limits.usage import LimitTable, limit_table
from ...emulator.logs.listing import LogListing
from ...emulator.packages.preloaded import PackageDetails, PackageTable
from ...emulator.projects.editing.registration import ProjectDeletion, ProjectRegistration
from ...emulator.projects.switches import Switches
from ...emulator.series.series import Series
from ...emulator.visitors import VisitorList
from ..attendance import measured_is_kept
from ..executions import keep
from .account import account_figures, account_html, account_text
from .bundle import bundle_html, bundle_text
from .execution.comparison import comparison_figures, comparison_html, comparison_text
from .execution.html import execution_html
from .execution.json import MIME_TYPE, execution_json
from .execution.metadata import figures
from .execution.text import execution_text
from .execution.timing import draw_timing, timing_text
from .function_list import function_list_html, function_list_text, function_times
from .logs import logs_html, logs_text
from .measured.limits import draw_limits, limits_text
from .measured.series import draw_series, series_text
from .packages import draw_packages, packages_text
from .registration import (
    deletion_html,
    deletion_text,
    project_deletion_html,
    project_deletion_text,
    project_registration_html,
    project_registration_text,
    registration_html,
    registration_text,
    reset_html,
    reset_text,
)
from .source import source_html, source_text
from .switches import switches_html, switches_table_text
from .tree import tree_html, tree_text
from .visitors import visitors_html, visitors_text


def draw(value: Any) -> MimeBundle:
    """The mime bundle of a value. What changes from run to run stands in the metadata only, and there if it is kept."""
    data, metadata = _drawn(value)
    return data, metadata if not metadata or measured_is_kept() else {}


def _drawn(value: Any) -> MimeBundle:
    if isinstance(value, Execution):
        keep(value)
        data = {
            MIME_TYPE: execution_json(value),
            "text/plain": execution_text(value),
            "text/html": execution_html(value),
        }
        return data, {"hsfunc": figures(value)}
    if isinstance(value, Account):
        text = {"text/plain": account_text(value), "text/html": account_html(value)}
        return text, {"hsfunc": account_figures(value)}
    if isinstance(value, Limits):
        return _drawn(limit_table(value))
    if isinstance(value, Registration):
        return {"text/plain": registration_text(value), "text/html": registration_html(value)}, {}
    if isinstance(value, Deletion):
        return {"text/plain": deletion_text(value), "text/html": deletion_html(value)}, {}
    if isinstance(value, ProjectRegistration):
        text = {"text/plain": project_registration_text(value), "text/html": project_registration_html(value)}
        return text, {}
    if isinstance(value, ProjectDeletion):
        return {"text/plain": project_deletion_text(value), "text/html": project_deletion_html(value)}, {}
    if isinstance(value, Reset):
        return {"text/plain": reset_text(value), "text/html": reset_html(value)}, {}
    if isinstance(value, LimitTable):
        return draw_limits(value)
    if isinstance(value, LogListing):
        return {"text/plain": logs_text(value), "text/html": logs_html(value)}, {}
    if isinstance(value, Series):
        return draw_series(value)
    if isinstance(value, Tree):
        return {"text/plain": tree_text(value), "text/html": tree_html(value)}, {}
    if isinstance(value, FoundFile):
        return {"text/plain": source_text(value), "text/html": source_html(value)}, {}
    if isinstance(value, FunctionList):
        return (
            {"text/plain": function_list_text(value), "text/html": function_list_html(value)},
            {"hsfunc": function_times(value)},
        )
    if isinstance(value, Switches):
        return {"text/plain": switches_table_text(value), "text/html": switches_html(value)}, {}
    if isinstance(value, VisitorList):
        return {"text/plain": visitors_text(value), "text/html": visitors_html(value)}, {}
    if isinstance(value, Bundle):
        return {"text/plain": bundle_text(value), "text/html": bundle_html(value)}, {}
    if isinstance(value, (PackageTable, PackageDetails)):
        return draw_packages(value)
    if isinstance(value, Comparison):
        measured = {"hsfunc": comparison_figures(value)}
        return {"text/plain": comparison_text(value), "text/html": comparison_html(value)}, measured
    if isinstance(value, Timing):
        return draw_timing(value)
    if isinstance(value, Coverage):
        from .coverage import coverage_html, coverage_text  # few calls count, and no start waits for it

        return {"text/plain": coverage_text(value), "text/html": coverage_html(value)}, {}
    # These are rare, and no start of the extension waits for what they are made of.
    from .outgoing.hubspot import draw_hubspot
    from .outgoing.mocks import draw_mocks
    from .parity import draw_parity

    return draw_mocks(value) or draw_hubspot(value) or draw_parity(value) or ({"text/plain": repr(value)}, {})


def tell(value: Any) -> str:
    """What `print` says of a value: the text of its view, and what was measured."""
    if isinstance(value, LimitTable):
        return limits_text(value, measured=True)
    if isinstance(value, Series):
        return series_text(value, measured=True)
    if isinstance(value, (PackageTable, PackageDetails)):
        return packages_text(value)
    if isinstance(value, Timing):
        return timing_text(value)
    if isinstance(value, Switches):
        return switches_table_text(value)
    if isinstance(value, Coverage):
        from .coverage import coverage_text

        return coverage_text(value)
    from .parity import tell_parity

    return tell_parity(value) or repr(value)
