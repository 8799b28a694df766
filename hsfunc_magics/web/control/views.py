"""What stands on the control pages: endpoints with forms, a call's result, the log, where the account stands."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from ...emulator.account import Account
from ...emulator.call.execution import Execution
from ...emulator.http import PREFIX, media_type, reason
from ...emulator.logs.listing import LogListing
from ...emulator.logs.text import execution_lines, record_lines
from ...emulator.projects.project import SERVERLESS_PREFIX, ProjectFunction
from ...emulator.serverless_json.manifest import Endpoint
from ...emulator.visitors import ANONYMOUS
from ..html import code, escape, masked_html, pre, table

_TYPES = ("application/json", "application/x-www-form-urlencoded", "text/plain")
_BODILESS = ("GET", "HEAD")
_MOST_SHOWN = 200_000


def index_page(account: Account, functions: str, cookie: str | None) -> str:
    """Every endpoint with a form, where the account stands, who the browser is. `functions`: where they are served."""
    parts = [_standing(account)]
    for folder in account.functions.folders.values():
        parts.append(f"<h2>{escape(folder.title)}{' (design manager)' if account.projects else ''}</h2>")
        parts += [_endpoint(endpoint, functions) for endpoint in folder.endpoints().values()]
    for project in map(account.projects.__getitem__, account.projects):
        parts.append(f"<h2>{escape(project.name)} (project {escape(project.platform_version)})</h2>")
        parts += [_function(function, functions) for function in project.functions.values()]
    if len(account.functions) == 0 and not account.projects:
        parts.append("<p>There is no endpoint yet.</p>")
    return "".join([*parts, _visitors(account, cookie)])


def log_page(listing: LogListing, account: Account) -> str:
    """The newest records."""
    remarks = "".join(f'<p role="alert">{escape(remark)}</p>' for remark in listing.remarks)
    records = "".join(pre("\n".join(record_lines(record, named=True))) for record in listing)
    return f"{_standing(account)}{remarks}{records or '<p>No logs found.</p>'}"


def result_page(execution: Execution) -> str:
    """A call that a form has made."""
    reply = execution.reply
    tone = "ok" if reply.status < 400 else "bad"
    request = execution.request
    target = f"{request.method} {request.path}{f'?{request.query}' if request.query else ''}"
    if request.invocation is not None:
        target = execution.called
    rows = [(escape(execution.masked(name)), escape(execution.masked(value))) for name, value in reply.headers]
    parts = [
        f"<p>{code(execution.masked(target))}</p>",
        f'<p><strong class="{tone}">{reply.status} {escape(reason(reply.status))}</strong></p>',
        table(("Header", "Value"), rows) if rows else "",
        _body(execution),
        "<h2>Log</h2>",
        pre("\n".join(execution_lines(execution))),
    ]
    return masked_html("".join(parts), execution.masked)


def message_page(text: str) -> str:
    """One sentence."""
    return f"<p>{escape(text)}</p>"


def _standing(account: Account) -> str:
    quota, limits = account.quota_state, account.limits
    return (
        f'<p class="box">{quota.time_remaining / 1000:g} s of {limits.account_seconds:g} s execution time left in this'
        f" minute: {quota.executions_remaining} executions of {limits.execution_seconds:g} s. Account"
        f" {account.account_id}.</p>"
    )


def _endpoint(endpoint: Endpoint, functions: str) -> str:
    url = f"{functions}{PREFIX}{quote(endpoint.name)}"
    return _form(endpoint.name, endpoint.name, endpoint.methods, url, endpoint.file, endpoint.secrets)


def _function(function: ProjectFunction, functions: str) -> str:
    if function.path is None:
        return _uid_form(function)
    path = f"{SERVERLESS_PREFIX}{function.path}"
    url = f"{functions}{quote(path)}"
    return _form(path, quote(path), function.methods, url, function.file, function.secrets)


def _uid_form(function: ProjectFunction) -> str:
    uid = escape(function.uid)
    fields = [
        f'<input type="hidden" name="uid" value="{uid}">',
        '<label>Parameters <textarea name="parameters" placeholder=\'{"id": 7}\'></textarea></label>',
        '<label>Properties <textarea name="properties" placeholder=\'{"email": "ann@x.org"}\'></textarea></label>',
    ]
    return _folded(f"uid:{uid}", "", function.file, function.secrets, fields)


def _form(name: str, target: str, own_methods: Sequence[str], url: str, file: str, secrets: Sequence[str]) -> str:
    """The form of an endpoint, which it calls as `target`."""
    methods = [method for own in own_methods for method in ((own, "HEAD") if own == "GET" else (own,))]
    options = "".join(f"<option>{escape(method)}</option>" for method in methods)
    fields = [
        f'<input type="hidden" name="endpoint" value="{escape(target)}">',
        f'<label>Method <select name="method">{options}</select></label>',
        '<label>Query <input type="text" name="query" placeholder="name=Ann&amp;x=1" autocapitalize="off"></label>',
        '<label>Headers, a line each <textarea name="headers" rows="2" placeholder="X-Test: 1"></textarea></label>',
    ]
    if any(method not in _BODILESS for method in methods):
        types = "".join(f"<option>{kind}</option>" for kind in _TYPES)
        fields.append(f'<label>Content type <select name="type">{types}<option value="">none</option></select></label>')
        fields.append('<label>Body <textarea name="body" placeholder=\'{"id": 7}\'></textarea></label>')
    opened = f' <a href="{escape(url)}">open</a>' if "GET" in own_methods else ""
    return _folded(escape(name), " ".join(own_methods), file, secrets, fields, opened)


def _folded(
    title: str, methods: str, file: str, secrets: Sequence[str], fields: Sequence[str], opened: str = ""
) -> str:
    """A form that unfolds; `title` and `fields` are HTML."""
    named = f'<p class="quiet">Secrets: {escape(", ".join(secrets))}</p>' if secrets else ""
    return (
        f"<details><summary><strong>{title}</strong> {escape(methods)}"
        f' <span class="quiet">{escape(file)}</span></summary>{opened}{named}'
        f'<form method="post" action="/_hsfunc/try">{"".join(fields)}<button>Call</button></form></details>'
    )


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
    cut = f'<p class="quiet">… {len(text) - _MOST_SHOWN:,} more characters.</p>' if len(text) > _MOST_SHOWN else ""
    return pre(text[:_MOST_SHOWN]) + cut
