"""An Execution as JSON for the view of JupyterLab: `execution.schema.json` says the shape.

Only what is the same from run to run, secrets masked. What is measured stands in `figures`, the output's metadata.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from ...emulator.context import UNDOCUMENTED_KEYS
from ...emulator.execution import Execution
from ...emulator.limits import Limits, describe_limits
from ...emulator.request import HeaderList
from ...emulator.response import reason
from ...emulator.sources import Source, production
from .body import MOST_STORED, stored_body
from .cookies import cookie_warnings, cookies_of

MIME_TYPE = "application/vnd.hsfunc.execution+json"
VERSION = 1
# The rules whose numbers the view shows.
_SHOWN_LIMITS = ("execution_seconds", "account_seconds", "memory_mb", "payload_bytes")
# What main sees differently each time: it stands in the figures.
_MEASURED_KEY = "limits"

as_curl: Callable[[Execution], str] | None = None
"""Makes the command that the view offers to copy; nothing is offered where no module has set it."""


def execution_json(execution: Execution) -> dict[str, Any]:
    """The view's data."""
    request, reply = execution.request, execution.reply
    context, omitted = _context(execution)
    data: dict[str, Any] = {
        "version": VERSION,
        "endpoint": execution.endpoint,
        "status": execution.status,
        "request": {
            "method": request.method,
            "url": execution.masked(request.url),
            "headers": _headers(execution, request.headers),
            "body": stored_body(execution, request.body, request.header("content-type")),
        },
        "response": {
            "status": reply.status,
            "reason": reason(reply.status),
            "meaning": _meaning(reply.status),
            "headers": _headers(execution, reply.headers),
            "body": stored_body(execution, reply.body, reply.content_type),
        },
        "cookies": [
            {
                "name": execution.masked(cookie.name),
                "value": execution.masked(cookie.value),
                "attributes": [execution.masked(attribute) for attribute in cookie.attributes],
                "warnings": [execution.masked(warning) for warning in cookie_warnings(cookie, execution)],
            }
            for cookie in cookies_of(reply)
        ],
        "context": context,
        "omitted": omitted,
        "undocumented": {
            "keys": [key for key in UNDOCUMENTED_KEYS if context is not None and key in context],
            "source": _source(production("production has these keys, the reference does not list them")),
        },
        "console": [{"level": line.level, "text": line.text} for line in execution.console],
        "truncated": execution.truncated,
        "error": _error(execution),
        "notes": [{"text": execution.masked(note.text), "source": _source(note.source)} for note in execution.notes],
        "leaks": list(execution.leaks),
        "history": [_step(step) for step in execution.history],
        "location": _location(execution),
        "limits": [
            {
                "name": limit.name,
                "value": limit.value,
                "unit": limit.unit,
                "meaning": limit.meaning,
                "source": _source(limit.source),
            }
            for limit in describe_limits(execution.limits_in_force or Limits())
            if limit.name in _SHOWN_LIMITS
        ],
    }
    if as_curl is not None:
        data["curl"] = execution.masked(as_curl(execution))
    fit: dict[str, Any] = _fit(data)
    return fit


def shown_context(execution: Execution) -> dict[str, Any] | None:
    """What main received, secrets masked, without what differs from run to run."""
    if execution.context is None:
        return None
    shown = {key: masked_json(execution, value) for key, value in execution.context.items() if key != _MEASURED_KEY}
    return {key: _fit(value) for key, value in shown.items()}


def masked_json(execution: Execution, value: Any) -> Any:
    """JSON with every text in it masked."""
    if isinstance(value, str):
        return execution.masked(value)
    if isinstance(value, list):
        return [masked_json(execution, inner) for inner in value]
    if isinstance(value, dict):
        return {execution.masked(str(key)): masked_json(execution, inner) for key, inner in value.items()}
    return value


def _context(execution: Execution) -> tuple[dict[str, Any] | None, dict[str, int]]:
    """The context, and how many characters of JSON each key has that is too large to be stored."""
    context = shown_context(execution)
    omitted: dict[str, int] = {}
    for key, value in (context or {}).items():
        size = len(json.dumps(value, ensure_ascii=False))
        if size > MOST_STORED:
            omitted[key] = size
    return context and {key: value for key, value in context.items() if key not in omitted}, omitted


def _headers(execution: Execution, headers: HeaderList) -> list[list[str]]:
    return [[name.lower(), execution.masked(value)] for name, value in headers]


def _fit(value: Any) -> Any:
    """JSON that any reader accepts: halves of characters written out, and numbers beyond a double's range as text."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
    if isinstance(value, list):
        return [_fit(inner) for inner in value]
    if isinstance(value, dict):
        return {_fit(key): _fit(inner) for key, inner in value.items()}
    return value


def _error(execution: Execution) -> dict[str, Any] | None:
    error = execution.error
    if error is None:
        return None
    return {
        "type": error.type,
        "message": error.message,
        "stack": [line.strip() for line in error.stack.splitlines() if line.strip().startswith("at ")],
        "hint": error.hint,
        "file": error.file,
        "line": error.line,
        "column": error.column,
        "source": error.source_line,
    }


def _step(execution: Execution) -> dict[str, Any]:
    """One redirect on the way."""
    return {
        "method": execution.request.method,
        "url": execution.masked(execution.request.url),
        "status": execution.reply.status,
        "reason": reason(execution.reply.status),
        "location": _location(execution),
    }


def _location(execution: Execution) -> str | None:
    """Where the response redirects to, as a URL; None where it does not."""
    if not 300 <= execution.reply.status < 400:
        return None
    for name, value in execution.reply.headers:
        if name.lower() == "location":
            try:
                return execution.masked(urljoin(execution.request.url, value))
            except ValueError:
                return execution.masked(value)
    return None


def _meaning(status: int) -> str:
    try:
        return HTTPStatus(status).description
    except ValueError:
        return ""


def _source(source: Source) -> dict[str, str]:
    return {"authority": source.authority, "text": str(source)}
