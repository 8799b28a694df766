"""The forms that call endpoints; what was sent stands in its form again."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from ...emulator.account import Account
from ...emulator.http import PREFIX
from ...emulator.secrets.masking import Masker
from ...emulator.serverless_json.manifest import Endpoint
from ..html import escape

_TYPES = ("application/json", "application/x-www-form-urlencoded", "text/plain", "")
_BODILESS = ("GET", "HEAD")
_NOTHING_HIDDEN = Masker(())


def form_again(account: Account, functions: str, sent: Mapping[str, str]) -> str:
    """The form that was sent, as it was filled in; nothing where its endpoint is gone."""
    name = sent.get("endpoint", "")
    if name not in account.functions:
        return ""
    form = endpoint_form(account.functions[name], functions, sent, account.secrets.masker)
    return f'<h2 id="form">Call again</h2>{form}'


def endpoint_form(
    endpoint: Endpoint, functions: str, sent: Mapping[str, str] | None = None, masker: Masker = _NOTHING_HIDDEN
) -> str:
    """An endpoint with its form, open and filled in where it was `sent` before. `functions`: where they are served."""
    values = {name: _again(value, masker) for name, value in (sent or {}).items()}
    methods = [method for own in endpoint.methods for method in ((own, "HEAD") if own == "GET" else (own,))]
    query = f'value="{values.get("query", "")}" placeholder="name=Ann&amp;x=1" autocapitalize="off"'
    fields = [
        f'<input type="hidden" name="endpoint" value="{escape(endpoint.name)}">',
        f'<label>Method <select name="method">{_options(methods, values.get("method"))}</select></label>',
        f'<label>Query <input type="text" name="query" {query}></label>',
        f"<label>Headers, a line each {_area('headers', 'X-Test: 1', values, rows=2)}</label>",
    ]
    if any(method not in _BODILESS for method in methods):
        types = _options(_TYPES, values.get("type"))
        fields.append(f'<label>Content type <select name="type">{types}</select></label>')
        fields.append(f"<label>Body {_area('body', '{&quot;id&quot;: 7}', values, rows=4)}</label>")
    hidden = [name for name, value in (sent or {}).items() if value and not values[name]]
    if hidden:
        told = f"{' and '.join(hidden)} held a secret: type it again."
        fields.append(f'<p class="bad">{escape(told[:1].upper() + told[1:])}</p>')
    url = escape(f"{functions}{PREFIX}{quote(endpoint.name)}")
    opened = f' <a href="{url}">open</a>' if "GET" in endpoint.methods else ""
    secrets = f'<p class="quiet">Secrets: {escape(", ".join(endpoint.secrets))}</p>' if endpoint.secrets else ""
    return (
        f"<details{' open' if sent is not None else ''}><summary><strong>{escape(endpoint.name)}</strong>"
        f' {escape(" ".join(endpoint.methods))} <span class="quiet">{escape(endpoint.file)}</span></summary>'
        f'{opened}{secrets}<form method="post" action="/_hsfunc/try">{"".join(fields)}<button>Call</button></form>'
        "</details>"
    )


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
