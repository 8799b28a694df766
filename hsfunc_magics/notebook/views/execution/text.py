"""An Execution as plain text: what came back and what went wrong, and nothing that changes from run to run."""

from __future__ import annotations

import json

from ....emulator.call.error.info import ErrorInfo
from ....emulator.call.error.lines import carried_lines
from ....emulator.call.execution import Execution
from ....emulator.json_text.read_write import with_texts
from ....runtime.statuses import status_text
from ..frame import visible
from .body import readable
from .cookies import cookie_warnings, cookies_of
from .cors import cors_text
from .outgoing import outgoing_text
from .parts import changed_limits, fit, location_of, position_of, stored_context, truncation

MEASURED = ("execution.elapsed", "execution.memory", "execution.limits", "execution.timing")
"""What a view that is the same from run to run leaves out."""


def status_line(execution: Execution) -> str:
    """`200 OK`."""
    if execution.reply.status == 0:
        return "not sent"
    return status_text(execution.reply.status)


def target(execution: Execution) -> str:
    """`GET /_hcms/api/events?x=1`; of a project with its platform, and by its uid without a path."""
    request = execution.request
    told = f"{request.method} {request.path}" + (f"?{request.query}" if request.query else "")
    if request.invocation is not None:
        told = execution.called
    return f"{told} ({execution.platform})" if execution.in_project else told


def execution_text(execution: Execution) -> str:
    """The view as text."""
    parts = [f"{visible(execution.masked(target(execution)))} → {status_line(execution)}"]
    parts += [
        f"redirected: {visible(execution.masked(target(step)))} → {status_line(step)}" for step in execution.history
    ]
    parts += _notes(execution, first=True)
    parts += cors_text(execution)
    parts += [
        visible(f"{execution.masked(name).lower()}: {execution.masked(value)}")
        for name, value in execution.reply.headers
    ]
    location = location_of(execution)
    if location is not None:
        parts.append(visible(f"redirects to {location}"))
    body = readable(execution)
    if body.text:
        parts += ["", visible(body.text)]
    if body.cut:
        parts.append(f"… {body.cut:,} more; execution.response has all of it")
    if execution.console:
        parts += ["", "Console", *_console_lines(execution)]
        if execution.truncated:
            parts.append(f"  {truncation(execution)}")
    if execution.outgoing:
        parts += ["", *outgoing_text(execution)]
    if execution.error is not None:
        parts += ["", *error_lines(execution.error)]
    warnings = [(cookie, cookie_warnings(cookie, execution)) for cookie in cookies_of(execution)]
    parts += [
        visible(execution.masked(f"Cookie {cookie.name}: {'; '.join(told)}")) for cookie, told in warnings if told
    ]
    remarkable = _remarkable(execution)
    if remarkable:
        parts += ["", *remarkable]
    notes = _notes(execution, first=False)
    if notes:
        parts += ["", *notes]
    return execution.masked("\n".join(parts))


def _notes(execution: Execution, *, first: bool) -> list[str]:
    return [f"Note: {visible(note.text)}" for note in execution.notes if note.first == first]


def _remarkable(execution: Execution) -> list[str]:
    """What of the context, the limits and the time a reader would not expect; the HTML has all of them."""
    lines = []
    contact = (execution.context or {}).get("contact")
    if contact is not None:
        lines.append(visible(f"Contact: {json.dumps(fit(with_texts(contact, execution.masked)), ensure_ascii=False)}"))
    if execution.status is not None:
        lines += [
            f"Limit: {limit.amount} ({limit.meaning}), not HubSpot's value, which is {original.amount}"
            for limit, original in changed_limits(execution)
        ]
    if execution.simulated:
        lines.append(f"Simulated: an execution time of {execution.elapsed.total_seconds():g} s")
    return lines


def _console_lines(execution: Execution) -> list[str]:
    found = [position_of(execution, line) for line in execution.console]
    positions = [visible(position.short) if position is not None else "" for position in found]
    width = max(map(len, positions))
    indent = 8 + (width + 2 if width else 0)
    return [
        f"{f'  {line.level:<5} {position}':<{indent}}{_indented(visible(line.text), indent)}".rstrip(" ")
        for line, position in zip(execution.console, positions, strict=True)
    ]


def context_lines(execution: Execution) -> list[str]:
    """What main received, a line for each key; what differs from run to run is left to `execution.context`."""
    context, omitted = stored_context(execution)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in (context or {}).items()]
    lines += [f"{key}: {size:,} characters; execution.context has them" for key, size in omitted.items()]
    return [visible(line) for line in lines]


def error_lines(error: ErrorInfo) -> list[str]:
    """The error with the cell's line, its stack and how to mend it."""
    lines = [visible(f"Error: {error.headline}")]
    if error.line:
        lines.append(f"  {error.file}, line {error.line}, column {error.column}")
        lines += [f"  {part}" for part in marked_source(error)]
    lines += [f"    {visible(frame)}" for frame in error.frames]
    lines += [f"  {visible(line)}" for line in carried_lines(error)]
    if error.hint:
        lines.append(visible(f"Hint: {error.hint}"))
    return lines


def marked_source(error: ErrorInfo) -> list[str]:
    """The source line, those around it, and a mark under the column."""
    if not error.source_line.strip() or error.column < 1:
        return []
    texts = [*error.before, error.source_line, *error.after]
    first, width = error.line - len(error.before), len(str(error.line + len(error.after)))
    lines = [
        f"{number:>{width}} | {visible(text.replace(chr(9), ' '))}".rstrip() for number, text in enumerate(texts, first)
    ]
    lines.insert(len(error.before) + 1, f"{' ' * width} | {' ' * (error.column - 1)}^")
    return lines


def _indented(text: str, width: int) -> str:
    return text.replace("\n", "\n" + " " * width)
