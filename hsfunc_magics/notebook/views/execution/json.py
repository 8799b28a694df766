"""An Execution as JSON for the view of JupyterLab: `execution.schema.json` says the shape.

Only what is the same from run to run, secrets masked. What is measured stands in `figures`, the output's metadata.
"""

from __future__ import annotations

from typing import Any

from ....emulator.call.error.info import ErrorInfo
from ....emulator.call.error.lines import value_text
from ....emulator.call.execution import ConsoleLine, Execution
from ....emulator.citations import production
from ....emulator.http import HeaderList
from ....emulator.notes import Note
from ....runtime.statuses import meaning, phrase
from ...copy_as import as_curl, portable
from .body import stored_body
from .cookies import cookie_warnings, cookies_of
from .cors import cors_json
from .masked import Word, masked_data
from .outgoing import outgoing_json
from .parts import (
    fit,
    location_of,
    position_of,
    shown_limits,
    source_digests,
    source_json,
    stored_context,
    undocumented,
)

MIME_TYPE = "application/vnd.hsfunc.execution+json"
VERSION = 1


def execution_json(execution: Execution) -> dict[str, Any]:
    """The view's data: all of its texts go through one masker, in the end, keys of the context included."""
    request, reply = execution.request, execution.reply
    context, omitted = stored_context(execution)
    data: dict[str, Any] = {
        "version": VERSION,
        "endpoint": execution.endpoint,
        **(_project(execution) if execution.in_project else {}),
        "status": execution.status,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": _headers(request.headers),
            "body": stored_body(execution, request.body, request.header("content-type")),
        },
        "response": {
            "status": reply.status,
            "reason": phrase(reply.status),
            "meaning": meaning(reply.status),
            "headers": _headers(reply.headers),
            "body": stored_body(execution, reply.body, reply.content_type),
        },
        "cookies": [
            {
                "name": cookie.name,
                "value": cookie.value,
                "attributes": cookie.attributes,
                "warnings": cookie_warnings(cookie, execution),
            }
            for cookie in cookies_of(execution)
        ],
        "context": context,
        "omitted": omitted,
        "undocumented": {
            "keys": list(map(Word, undocumented(execution))),
            "source": source_json(production("production has these keys, the reference does not list them")),
        },
        "console": [_line(execution, line) for line in execution.console],
        "truncated": execution.truncated,
        "error": _error(execution),
        "notes": [_note(note) for note in execution.notes],
        "leaks": list(map(Word, execution.leaks)),
        "history": [_step(step) for step in execution.history],
        "location": location_of(execution),
        "limits": [
            {
                "name": Word(limit.name),
                "value": limit.value,
                "unit": Word(limit.unit),
                "meaning": limit.meaning,
                "source": source_json(limit.source),
            }
            for limit in shown_limits(execution)
        ],
    }
    optional = {"cors": cors_json(execution), "curl": curl_of(execution), "sources": _sources(execution)}
    data |= {key: value for key, value in optional.items() if value is not None} | outgoing_json(execution)
    shown: dict[str, Any] = fit(masked_data(execution, data))
    return shown


def _project(execution: Execution) -> dict[str, Any]:
    by_uid = execution.request.invocation is not None
    return {"platform": execution.platform, "uid": execution.uid, "byUid": by_uid}


def _headers(headers: HeaderList) -> list[list[str]]:
    return [[name.lower(), value] for name, value in headers]


def _note(note: Note) -> dict[str, Any]:
    told = {"text": note.text, "source": source_json(note.source)}
    return {**told, "first": True} if note.first else told


def _line(execution: Execution, line: ConsoleLine) -> dict[str, Any]:
    position = position_of(execution, line)
    told: dict[str, Any] = {"level": Word(line.level), "text": line.text}
    return told if position is None else {**told, "position": position._asdict()}


def _error(execution: Execution) -> dict[str, Any] | None:
    error = execution.error
    if error is None:
        return None
    return {
        **_carrying(error),
        "hint": error.hint,
        "file": error.file,
        "line": error.line,
        "column": error.column,
        "source": error.source_line,
        "before": list(error.before),
        "after": list(error.after),
    }


def _carrying(error: ErrorInfo) -> dict[str, Any]:
    """What an error says and carries; the parts that few have are there where they have something."""
    told: dict[str, Any] = {"type": error.type, "message": error.message, "stack": error.frames}
    if error.properties:
        told["properties"] = [[name, value_text(value)] for name, value in error.properties.items()]
    if error.cause is not None:
        told["cause"] = _carrying(error.cause)
    if error.errors:
        told |= {"errors": [_carrying(inner) for inner in error.errors], "more": error.more}
    return told


def _sources(execution: Execution) -> dict[str, Any] | None:
    digests = source_digests(execution)
    return digests and {path: Word(told) for path, told in digests.items()}


def _step(execution: Execution) -> dict[str, Any]:
    """One redirect on the way."""
    return {
        "method": execution.request.method,
        "url": execution.request.url,
        "status": execution.reply.status,
        "reason": phrase(execution.reply.status),
        "location": location_of(execution),
    }


# A terminal takes no longer line, and an output is to stay small.
MOST_CHARACTERS = 4_000


def curl_of(execution: Execution) -> str | None:
    """The command, secrets masked; None where it is too long to be pasted: half of it would call something else.

    A function that was called by its uid has none: no URL leads to it.
    """
    if execution.request.invocation is not None:
        return None
    command = as_curl(portable(execution.request, execution.masked))
    return command if len(command) <= MOST_CHARACTERS else None
