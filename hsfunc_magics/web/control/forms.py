"""The forms that call endpoints and functions; what was sent stands in its form again."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ...emulator.account import Account
from ...emulator.http import PREFIX, SERVERLESS_PREFIX
from ...emulator.projects.project import ProjectFunction
from ...emulator.secrets.masking import Masker
from ...emulator.serverless_json.manifest import Endpoint
from ..html import escape

_TYPES = ("application/json", "application/x-www-form-urlencoded", "text/plain", "")
_BODILESS = ("GET", "HEAD")
_NOTHING_HIDDEN = Masker(())


@dataclass(frozen=True, slots=True)
class _Target:
    """What a form calls: how it is named, what is sent for it, where it is served, and what it has."""

    name: str
    sent: str
    url: str
    methods: Sequence[str]
    file: str
    secrets: Sequence[str]


def form_again(account: Account, functions: str, sent: Mapping[str, str]) -> str:
    """The form that was sent, as it was filled in; nothing where what it calls is gone."""
    name, uid, masker = sent.get("endpoint", ""), sent.get("uid", ""), account.secrets.masker
    path = unquote(name.removeprefix(SERVERLESS_PREFIX))
    if uid in account.projects.functions:
        form = _uid_form(account.projects.functions[uid], sent, masker)
    elif name.startswith(SERVERLESS_PREFIX) and path in account.projects.endpoints:
        form = function_form(account.projects.endpoints[path], functions, sent, masker)
    elif name in account.functions:
        form = endpoint_form(account.functions[name], functions, sent, masker)
    else:
        return ""
    return f'<h2 id="form">Call again</h2>{form}'


def endpoint_form(
    endpoint: Endpoint, functions: str, sent: Mapping[str, str] | None = None, masker: Masker = _NOTHING_HIDDEN
) -> str:
    """An endpoint with its form, open and filled in where it was `sent` before. `functions`: where they are served."""
    url = f"{functions}{PREFIX}{quote(endpoint.name)}"
    target = _Target(endpoint.name, endpoint.name, url, endpoint.methods, endpoint.file, endpoint.secrets)
    return _form(target, sent, masker)


def function_form(
    function: ProjectFunction, functions: str, sent: Mapping[str, str] | None = None, masker: Masker = _NOTHING_HIDDEN
) -> str:
    """A project's function with its form, in the same way; one without an endpoint is called by its uid."""
    if function.path is None:
        return _uid_form(function, sent, masker)
    path = f"{SERVERLESS_PREFIX}{function.path}"
    target = _Target(path, quote(path), f"{functions}{quote(path)}", function.methods, function.file, function.secrets)
    return _form(target, sent, masker)


def _form(target: _Target, sent: Mapping[str, str] | None, masker: Masker) -> str:
    values = _values(sent, masker)
    methods = [method for own in target.methods for method in ((own, "HEAD") if own == "GET" else (own,))]
    query = f'value="{values.get("query", "")}" placeholder="name=Ann&amp;x=1" autocapitalize="off"'
    fields = [
        f'<input type="hidden" name="endpoint" value="{escape(target.sent)}">',
        f'<label>Method <select name="method">{_options(methods, values.get("method"))}</select></label>',
        f'<label>Query <input type="text" name="query" {query}></label>',
        f"<label>Headers, a line each {_area('headers', 'X-Test: 1', values, rows=2)}</label>",
    ]
    if any(method not in _BODILESS for method in methods):
        types = _options(_TYPES, values.get("type"))
        fields.append(f'<label>Content type <select name="type">{types}</select></label>')
        fields.append(f"<label>Body {_area('body', '{&quot;id&quot;: 7}', values, rows=4)}</label>")
    return _folded(target, fields, values, sent)


def _uid_form(function: ProjectFunction, sent: Mapping[str, str] | None, masker: Masker) -> str:
    values = _values(sent, masker)
    fields = [
        f'<input type="hidden" name="uid" value="{escape(function.uid)}">',
        f"<label>Parameters {_area('parameters', '{&quot;id&quot;: 7}', values, rows=3)}</label>",
        f"<label>Properties {_area('properties', '{&quot;vid&quot;: 7}', values, rows=3)}</label>",
    ]
    target = _Target(f"uid:{function.uid}", function.uid, "", (), function.file, function.secrets)
    return _folded(target, fields, values, sent)


def _folded(target: _Target, fields: list[str], values: Mapping[str, str], sent: Mapping[str, str] | None) -> str:
    """A form that unfolds; `fields` are HTML."""
    hidden = [name for name, value in (sent or {}).items() if value and not values[name]]
    if hidden:
        told = f"{' and '.join(hidden)} held a secret: type it again."
        fields = [*fields, f'<p class="bad">{escape(told[:1].upper() + told[1:])}</p>']
    opened = f' <a href="{escape(target.url)}">open</a>' if "GET" in target.methods else ""
    secrets = f'<p class="quiet">Secrets: {escape(", ".join(target.secrets))}</p>' if target.secrets else ""
    return (
        f"<details{' open' if sent is not None else ''}><summary><strong>{escape(target.name)}</strong>"
        f' {escape(" ".join(target.methods))} <span class="quiet">{escape(target.file)}</span></summary>'
        f'{opened}{secrets}<form method="post" action="/_hsfunc/try">{"".join(fields)}<button>Call</button></form>'
        "</details>"
    )


def _values(sent: Mapping[str, str] | None, masker: Masker) -> dict[str, str]:
    return {name: _again(value, masker) for name, value in (sent or {}).items()}


def _again(value: str, masker: Masker) -> str:
    """What was typed, as HTML that gives just that when it is sent; nothing where it held a secret."""
    return html.escape(value, quote=True) if masker.mask(value) == value else ""


def _area(name: str, example: str, values: Mapping[str, str], *, rows: int) -> str:
    # A line break right behind the tag is not part of the text.
    return f'<textarea name="{name}" rows="{rows}" placeholder="{example}">\n{values.get(name, "")}</textarea>'


def _options(values: Iterable[str], chosen: str | None) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(value or "none")}</option>'
        for value in values
    )
