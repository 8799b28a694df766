"""An Execution as HTML."""

from __future__ import annotations

import base64

from ....emulator.call.error.lines import carried_lines
from ....emulator.call.execution import Execution
from ....emulator.http import media_type
from ....emulator.notes import Note
from ....web.html import masked_html
from ..frame import code, escape, frame, long, pre, section, table
from .body import readable
from .cookies import Cookie, cookie_warnings, cookies_of, sent_cookies
from .cors import cors_html
from .outgoing import outgoing_html
from .parts import (
    ShownPosition,
    location_of,
    masked_remark,
    position_of,
    shown_limits,
    truncation,
    undocumented,
)
from .text import MEASURED, context_lines, marked_source, status_line, target

_MEASURED = f"Measured: <code>{'</code>, <code>'.join(MEASURED)}</code>."


def execution_html(execution: Execution) -> str:
    """The view as HTML: no scripts, nothing from elsewhere, hostile text escaped."""
    parts = [_head(execution), _first(execution), cors_html(execution)]
    parts += [_redirect(execution), _error(execution), _body(execution), _cookies(execution), _console(execution)]
    parts.append(outgoing_html(execution))
    parts += [_headers(execution), _context(execution), _limits(execution), _notes(execution)]
    # JupyterLab and Notebook draw it from its JSON: elsewhere less will do.
    return masked_html(frame(filter(None, parts), plain=True), execution.masked)


def _head(execution: Execution) -> str:
    status = execution.reply.status
    blocked = execution.cors is not None and execution.cors.blocked
    tone = (
        "bad"
        if blocked
        else "ok"
        if status < 300 and execution.error is None
        else "other"
        if status < 500 and execution.error is None
        else "bad"
    )
    steps = "".join(
        f"<p>redirected: {code(execution.masked(target(step)))} → {escape(status_line(step))}</p>"
        for step in execution.history
    )
    shown = code(execution.masked(target(execution)))
    return f'{steps}<p><span class="hsfunc-{tone}">{escape(status_line(execution))}</span> {shown}</p>'


def _redirect(execution: Execution) -> str:
    location = location_of(execution)
    return f"<p>Redirects to {code(location)}</p>" if location is not None else ""


def _body(execution: Execution) -> str:
    body = readable(execution)
    kind = media_type(execution.masked(execution.reply.content_type or ""))
    if body.kind == "empty":
        return "<p>The body is empty.</p>" if execution.status is not None else ""
    size = f"{len(execution.reply.body):,} bytes"
    title = f"Body <small>{escape(f'{kind}, {size}' if kind else size)}</small>"
    if body.kind == "image":
        data = base64.b64encode(execution.reply.body).decode()
        inner = f'<p><img alt="The image that the function sent" src="data:{kind};base64,{data}"></p>'
    else:
        inner = pre(body.text)
    if body.cut:
        inner += f"<p>… {body.cut:,} more; <code>execution.response</code> has all of it.</p>"
    return section(title, inner, opened=True)


def _headers(execution: Execution) -> str:
    return "".join(
        section(
            f"{title} headers ({len(headers)})",
            pre("\n".join(f"{execution.masked(name).lower()}: {execution.masked(value)}" for name, value in headers)),
            opened=False,
        )
        for title, headers in (("Response", execution.reply.headers), ("Request", execution.request.headers))
    )


def _cookies(execution: Execution) -> str:
    cookies, sent = cookies_of(execution), sent_cookies(execution)
    told = ""
    if sent:
        rows = [(code(name), long(escape(value))) for name, value in sent]
        told = section(f"Request cookies ({len(sent)})", table(("Cookie", "Value"), rows), opened=False)
    return (_set_cookies(cookies, execution) if cookies else "") + told


def _set_cookies(cookies: list[Cookie], execution: Execution) -> str:
    rows = [
        (
            code(cookie.name),
            long(escape(cookie.value)),
            escape("; ".join(cookie.attributes)),
            escape(execution.masked("; ".join(cookie_warnings(cookie, execution)))),
        )
        for cookie in cookies
    ]
    return section(f"Cookies ({len(rows)})", table(("Cookie", "Value", "Attributes", "Warnings"), rows), opened=True)


def _console(execution: Execution) -> str:
    if not execution.console:
        return ""
    rows = [
        (escape(line.level), long(f"<code>{_lines(line.text)}</code>"), _position(position_of(execution, line)))
        for line in execution.console
    ]
    inner = table(("Level", "Message", "Where"), rows, [f"hsfunc-{escape(line.level)}" for line in execution.console])
    if execution.truncated:
        inner += f"<p>{escape(truncation(execution))}.</p>"
    return section(f"Console ({len(rows)})", inner, opened=True)


def _position(position: ShownPosition | None) -> str:
    return f'<span class="hsfunc-line">{code(position.short)}</span>' if position is not None else ""


def _lines(text: str) -> str:
    return "<br>".join(escape(line).replace("  ", " &nbsp;") for line in text.split("\n"))


def _context(execution: Execution) -> str:
    lines = context_lines(execution)
    if not lines:
        return ""
    marked = undocumented(execution)
    told = f"<p>Undocumented: {', '.join(map(code, marked))}</p>"
    remark = masked_remark(execution)
    return section("Context", pre("\n".join(lines)) + told + (f"<p>{remark}</p>" if remark else ""), opened=False)


def _limits(execution: Execution) -> str:
    if execution.status is None:
        return ""
    rows = [
        (escape(limit.meaning), escape(limit.amount), f"<small>{escape(str(limit.source))}</small>")
        for limit in shown_limits(execution)
    ]
    inner = table(("Limit of", "Value", "Source"), rows)
    return section("Limits and timing", f"{inner}<p>{_MEASURED}</p>", opened=False)


def _error(execution: Execution) -> str:
    error = execution.error
    if error is None:
        return ""
    parts = [f'<p role="alert"><span class="hsfunc-error">{escape(error.headline)}</span>']
    if error.line:
        parts.append(f"<br>{code(error.file)}, line {error.line}, column {error.column}")
    parts.append("</p>")
    source = marked_source(error)
    if source:
        parts.append(pre("\n".join(source)))
    carried = carried_lines(error)
    if carried:
        parts.append(pre("\n".join(carried)))
    if error.frames:
        parts.append(section("Stack", pre("\n".join(error.frames)), opened=False))
    if error.hint:
        parts.append(f"<p>{escape(error.hint)}</p>")
    return "".join(parts)


def _first(execution: Execution) -> str:
    return "".join(f'<p role="alert">{_note(note)}</p>' for note in execution.notes if note.first)


def _notes(execution: Execution) -> str:
    items = "".join(f"<li>{_note(note)}</li>" for note in execution.notes if not note.first)
    return f"<p>Notes</p><ul>{items}</ul>" if items else ""


def _note(note: Note) -> str:
    return f"{escape(note.text)} <small>({escape(str(note.source))})</small>"
