"""What a failing test tells of its calls: all executions as text, and what lies behind a status."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..emulator.call.execution import Execution
from ..emulator.errors import HsfuncError
from ..emulator.text import visible
from ..runtime.statuses import status_text

if TYPE_CHECKING:
    from .functions import FunctionsUnderTest

_PACKAGE = Path(__file__).parents[1]
# The last ones are those that a test failed over.
_MOST_EXECUTIONS = 20
_MOST_CHARACTERS = 6_000


def executions_text(under_test: FunctionsUnderTest) -> str:
    """Every call of a test, secrets masked; of many the last ones."""
    executions = under_test.executions
    left_out = max(0, len(executions) - _MOST_EXECUTIONS)
    parts = list(under_test.cautions)
    if left_out:
        parts.append(f"{left_out} earlier executions are left out.")
    for number, execution in enumerate(executions[left_out:], left_out + 1):
        parts.append(f"{number}. {_cut(execution_text(execution))}")
    return "\n\n".join(parts)


def execution_text(execution: Execution) -> str:
    """What a notebook shows as plain text."""
    data, _ = execution._repr_mimebundle_()
    return str(data["text/plain"])


def _cut(text: str) -> str:
    more = len(text) - _MOST_CHARACTERS
    return f"{text[:_MOST_CHARACTERS]}… {more:,} more characters" if more > 0 else text


def explain_status(executions: Sequence[Execution], op: str, left: object, right: object) -> list[str] | None:
    """What a comparison with a status says beyond the numbers; None where no execution of the test has that status."""
    if op not in ("==", "!=", "in", "not in", "<", "<=", ">", ">="):
        return None
    for side in (left, right):
        if isinstance(side, int) and not isinstance(side, bool):
            for execution in reversed(executions):
                if execution.reply.status == side:
                    return [f"{left!r} {op} {right!r}", *_explanation(execution)]
    return None


def _explanation(execution: Execution) -> list[str]:
    status = execution.reply.status
    lines = [f"{execution.called} → {status_text(status)}"]
    error = execution.error
    if error is not None:
        lines.append(error.headline)
        if error.line:
            lines.append(f"  {error.file}:{error.line}: {error.source_line.strip()}")
        if error.hint:
            lines.append(f"  {error.hint}")
    lines += [f"  Note: {note.text}" for note in execution.notes]
    return [visible(execution.masked(line)) for text in lines for line in text.splitlines()]


def without_own_frames(failed: BaseException) -> None:
    """Ends the traceback of an error of the package at the line that called it: the error says what is wrong."""
    if not isinstance(failed, HsfuncError):
        return
    last, step = None, failed.__traceback__
    while step is not None:
        if not Path(step.tb_frame.f_code.co_filename).is_relative_to(_PACKAGE):
            last = step
        step = step.tb_next
    if last is not None:
        last.tb_next = None
