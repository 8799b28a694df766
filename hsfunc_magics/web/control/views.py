"""What stands on the control pages: endpoints with forms, a call's result, the log, where the account stands."""

from __future__ import annotations

import math
from urllib.parse import quote

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from ...emulator.http import PREFIX, media_type
from ...emulator.json_text.indent import indented
from ...emulator.logs.listing import LogListing
from ...emulator.logs.text import execution_lines, record_lines
from ...emulator.projects.project import SERVERLESS_PREFIX
from ...emulator.visitors import ANONYMOUS
from ...runtime.statuses import status_text
from ..html import code, escape, masked_html, pre, table
from .forms import endpoint_form, function_form

_MOST_SHOWN = 200_000
_TO_FORM = ' <a href="#form">change it</a>'
_NO_ENDPOINT = "<p>There is no endpoint yet.</p>"


def index_page(account: Account, functions: str, cookie: str | None) -> str:
    """Every endpoint with a form, where the account stands, who the browser is. `functions`: where they are served."""
    parts = [_standing(account)]
    for folder in account.functions.folders.values():
        platform = " (design manager)" if account.projects else ""
        parts.append(f"<h2>{escape(folder.title)}{platform}</h2>")
        parts += [endpoint_form(endpoint, functions) for endpoint in folder.endpoints().values()]
    for project in map(account.projects.__getitem__, account.projects):
        parts.append(f"<h2>{escape(project.name)} (project {escape(project.platform_version)})</h2>")
        parts += [function_form(function, functions) for function in project.functions.values()]
    if len(account.functions) == 0 and not account.projects:
        parts.append(_NO_ENDPOINT)
    return "".join([*parts, _visitors(account, cookie)])


def log_page(listing: LogListing, account: Account) -> str:
    """The newest records."""
    remarks = "".join(f'<p role="alert">{escape(remark)}</p>' for remark in listing.remarks)
    records = "".join(pre("\n".join(record_lines(record, named=True))) for record in listing)
    return f"{_standing(account)}{remarks}{records or '<p>No logs found.</p>'}"


def front_page(account: Account, control_url: str) -> str:
    """What stands where functions are served and no endpoint is: the way to them, and to the control pages."""
    named = [
        (name, f"{PREFIX}{name}", endpoint.methods)
        for folder in account.functions.folders.values()
        for name, endpoint in folder.endpoints().items()
    ]
    paths = [(f"{SERVERLESS_PREFIX}{path}", one.methods) for path, one in account.projects.endpoints.items()]
    named += [(path, path, methods) for path, methods in paths]
    links = [
        f"<li>{_opened(name, path) if 'GET' in methods else escape(name)} {escape(' '.join(methods))}</li>"
        for name, path, methods in named
    ]
    there = f"<p>The functions are at:</p><ul>{''.join(links)}</ul>" if links else _NO_ENDPOINT
    return (
        f"<p>There is no function at this address, which is answered 404.</p>{there}"
        f'<p><a href="{escape(control_url)}">Try them, see the log and the quota</a></p>'
    )


def _opened(name: str, path: str) -> str:
    return f'<a href="{escape(quote(path))}">{escape(name)}</a>'


def result_page(execution: Execution, form: str = "") -> str:
    """A call that a form has made; `form` is that form again."""
    reply = execution.reply
    tone = "ok" if reply.status < 400 else "bad"
    request = execution.request
    target = f"{request.method} {request.path}{f'?{request.query}' if request.query else ''}"
    if request.invocation is not None:
        target = execution.called
    rows = [(escape(execution.masked(name)), escape(execution.masked(value))) for name, value in reply.headers]
    parts = [
        f"<p>{code(execution.masked(target))}{_TO_FORM if form else ''}</p>",
        f'<p><strong class="{tone}">{escape(status_text(reply.status))}</strong></p>',
        table(("Header", "Value"), rows) if rows else "",
        _body(execution),
        "<h2>Log</h2>",
        pre("\n".join(execution_lines(execution))),
        form,
    ]
    return masked_html("".join(parts), execution.masked)


def message_page(text: str) -> str:
    """One sentence."""
    return f"<p>{escape(text)}</p>"


def _standing(account: Account) -> str:
    quota, limits = account.quota_state, account.limits
    left, each = _seconds(quota.time_remaining / 1000), f"{limits.execution_seconds:g} s"
    return (
        f'<p class="box">{left} of {limits.account_seconds:g} s execution time left in this minute:'
        f" {quota.executions_remaining} executions of {each}. Account {account.account_id}.</p>"
    )


def _seconds(seconds: float) -> str:
    """Rounded down to a tenth: what is said to be left is left."""
    return f"{math.floor(seconds * 10) / 10:g} s"


def _visitors(account: Account, cookie: str | None) -> str:
    visitors = account.visitors
    known = {"" if visitors.current_name is None else visitors.current_name: visitors.current}
    known |= {name: visitors[name] for name in visitors} | {ANONYMOUS: None}
    options = []
    for name, visitor in known.items():
        shown = name or f"contact {visitor.vid}" if visitor is not None else ANONYMOUS
        told = f" (vid {visitor.vid}, {'logged in' if visitor.is_logged_in else 'known'})" if visitor else ""
        chosen = " selected" if (visitor.cookie if visitor else None) == cookie else ""
        options.append(f'<option value="{escape(name)}"{chosen}>{escape(shown + told)}</option>')
    return (
        '<h2>This browser is</h2><form method="post" action="/_hsfunc/visitor" class="box">'
        f'<label>Visitor <select name="visitor">{"".join(options)}</select></label><button>Change</button></form>'
    )


def _body(execution: Execution) -> str:
    body, kind = execution.reply.body, media_type(execution.reply.content_type)
    if not body:
        return '<p class="quiet">No body.</p>'
    try:
        text = execution.masked(body.decode("utf-8"))
    except UnicodeDecodeError:
        return f'<p class="quiet">{len(body):,} bytes of {escape(execution.masked(kind) or "unknown type")}.</p>'
    if kind == "application/json" or kind.endswith("+json"):
        text = (indented(text) if len(text) <= _MOST_SHOWN else None) or text
    cut = f'<p class="quiet">… {len(text) - _MOST_SHOWN:,} more characters.</p>' if len(text) > _MOST_SHOWN else ""
    return pre(text[:_MOST_SHOWN]) + cut
