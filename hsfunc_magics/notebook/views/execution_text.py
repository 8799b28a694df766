"""An Execution as plain text: the same facts as the HTML, and nothing that changes from run to run."""

from __future__ import annotations

from ...emulator.execution import ErrorInfo, Execution
from ...emulator.response import reason
from .body import readable
from .cors import cors_text
from .markup import visible


def status_line(execution: Execution) -> str:
    """`200 OK`."""
    if execution.reply.status == 0:
        return "not sent"
    return f"{execution.reply.status} {reason(execution.reply.status)}".strip()


def target(execution: Execution) -> str:
    """`GET /_hcms/api/events?x=1`."""
    request = execution.request
    return f"{request.method} {request.path}" + (f"?{request.query}" if request.query else "")


def execution_text(execution: Execution) -> str:
    """The view as text."""
    parts = [f"{visible(execution.masked(target(execution)))} → {status_line(execution)}"]
    parts += [
        f"redirected: {visible(execution.masked(target(step)))} → {status_line(step)}" for step in execution.history
    ]
    parts += cors_text(execution)
    parts += [
        visible(f"{execution.masked(name).lower()}: {execution.masked(value)}")
        for name, value in execution.reply.headers
    ]
    body = readable(execution)
    if body.text:
        parts += ["", visible(body.text)]
    if body.cut:
        parts.append(f"… {body.cut:,} more; execution.response has all of it")
    if execution.console:
        parts += [
            "",
            "Console",
            *(f"  {line.level:<5} {_indented(visible(line.text), 8)}" for line in execution.console),
        ]
        if execution.truncated:
            parts.append("  … truncated: the log keeps 4 KB of an execution")
    if execution.error is not None:
        parts += ["", *error_lines(execution.error)]
    if execution.notes:
        parts += ["", *(f"Note: {visible(note.text)}" for note in execution.notes)]
    return "\n".join(parts)


def error_lines(error: ErrorInfo) -> list[str]:
    """The error with the cell's line, its stack and how to mend it."""
    lines = [visible(f"Error: {error.type}: {error.message}" if error.message else f"Error: {error.type}")]
    if error.line:
        lines.append(f"  {error.file}, line {error.line}, column {error.column}")
        lines += [f"  {part}" for part in marked_source(error)]
    frames = [line.strip() for line in error.stack.splitlines() if line.strip().startswith("at ")]
    lines += [f"    {visible(frame)}" for frame in frames]
    if error.hint:
        lines.append(visible(f"Hint: {error.hint}"))
    return lines


def marked_source(error: ErrorInfo) -> list[str]:
    """The source line and a mark under the column."""
    if not error.source_line.strip() or error.column < 1:
        return []
    text = visible(error.source_line.replace("\t", " "))
    return [f"{error.line} | {text}", f"{' ' * len(str(error.line))} | {' ' * (error.column - 1)}^"]


def _indented(text: str, width: int) -> str:
    return text.replace("\n", "\n" + " " * width)
