"""A request as `%hscall`: a line, a cell where the body has lines, and Python for the rest."""

from __future__ import annotations

import json
import shlex

from ...emulator.call.request import Invocation
from ...emulator.http import PREFIX
from ...emulator.json_text.read_write import json_problem
from .portable_request import PortableRequest
from .python import as_account_call

_JSON = "application/json"


def as_hscall(request: PortableRequest, base_url: str | None = None) -> str:  # noqa: ARG001 - it calls the account itself
    """The magic that sends the same. `base_url` is there for the sake of the others and changes nothing."""
    if request.invocation is not None:
        return _by_uid(request, request.invocation)
    body = request.text
    words = _method_and_target(request)
    headers = list(request.told_headers)
    if request.body is not None:
        content_type = request.header("content-type")
        if body is None or content_type is None:
            return as_account_call(request)
        if content_type == _JSON and json_problem(body) is None:
            headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
    for name, value in headers:
        words += _option("-H", "--header", as_it_stands(f"{name}: {value}"))
    if request.visitor is not None:
        words += _option("--as", "--as", request.visitor)
    if request.fields is not None:
        if any("=" in name or name != name.strip() or value.startswith("@") for name, value in request.fields):
            return as_account_call(request)
        for name, value in request.fields:
            words += _option("-F", "--form", as_it_stands(f"{name}={value}"))
    as_cell = body is not None and ("\n" in body or body.startswith("@"))
    if body is not None and not as_cell:
        words += _option("-d", "--data", body)
    line = shlex.join(words)
    if not _is_one_line(line) or (as_cell and not _is_kept(body or "")):
        return as_account_call(request)
    # The magic takes one line break off the end of its cell, and IPython adds one where there is none.
    if body is None or not as_cell:
        return f"%hscall {line}"
    last = "\n" if body.endswith("\n") else ""
    return f"%%hscall {line}\n{body}{last}"


def _by_uid(request: PortableRequest, invocation: Invocation) -> str:
    words = _option("--uid", "--uid", as_it_stands(invocation.uid))
    if invocation.parameters is not None:
        words += _option("--parameters", "--parameters", json.dumps(invocation.parameters, ensure_ascii=False))
    if invocation.properties:
        words += ["--properties", json.dumps(dict(invocation.properties), ensure_ascii=False)]
    line = shlex.join(words)
    return f"%hscall {line}" if _is_one_line(line) else as_account_call(request)


def _method_and_target(request: PortableRequest) -> list[str]:
    plain = "GET" if request.body is None and request.fields is None else "POST"
    name = request.path.removeprefix(PREFIX)
    target = name if name != request.path and name and not name.startswith(("/", "-")) else request.path
    if "://" in target:
        target = request.url()
    elif request.query:
        target += f"?{request.query}"
    target = as_it_stands(target)
    return [target] if request.method == plain == "GET" else [request.method, target]


def as_it_stands(text: str) -> str:
    """With its braces doubled: one alone begins a Python value."""
    return text.replace("{", "{{").replace("}", "}}")


def _option(short: str, long: str, value: str) -> list[str]:
    """What begins with a dash would be taken for an option of its own."""
    return [f"{long}={value}"] if value.startswith("-") else [short, value]


def _is_kept(body: str) -> bool:
    """Whether IPython leaves it in a cell as it stands: it empties lines of blanks, and drops the last one."""
    lines = body.removesuffix("\n").split("\n")
    return bool(lines[-1].strip()) and not any(line.isspace() for line in lines)


def _is_one_line(line: str) -> bool:
    """As Python splits lines, which is how IPython reads a cell: at more characters than one expects."""
    return len(line.splitlines()) == 1
