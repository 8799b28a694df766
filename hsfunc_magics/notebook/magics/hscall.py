"""`%hscall` and `%%hscall`: an endpoint is called, with curl's letters."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...emulator.call.execution import Execution
from ...emulator.call.forms import fields_and_files
from ...emulator.call.request import first_header
from ...emulator.call.told.inspecting import Inspecting
from ...emulator.display import listed
from ...emulator.errors import RequestError
from ...emulator.http import UID_PREFIX, media_type
from ...emulator.json_text.read_write import json_problem, read_json
from ...emulator.series.series import Series
from ...emulator.serverless_json.manifest import METHODS
from ...emulator.text import did_you_mean
from ..executions import Recent
from .errors import MagicError
from .parser import MagicParser, name_and_value, read_duration
from .progress import Progress
from .python_values import in_body, in_text, in_url

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ...emulator.account import Account
    from ...emulator.comparison.compare import Comparison
    from ...emulator.coverage.coverage import Coverage

CALL_METHODS = (*METHODS, "HEAD", "OPTIONS")
NO_FUNCTION = "No function is registered yet: write one in a cell that begins with %%hsfunction."

PARSER = MagicParser(
    "%hscall",
    "[METHOD] ENDPOINT-or-URL[?query] [-H 'K: V']… [-d JSON|@FILE] [--json PYVAR] [-F NAME=VALUE]…"
    " [-b COOKIE]… [--as VISITOR] [--origin ORIGIN [--mode MODE] [--credentials WHEN]] [-L]"
    " [--repeat N [--concurrency C] [--executor PYVAR]] [--simulate-time 10s] [--diff PREVIOUS] [--coverage]"
    " [--inspect] [-o VAR] [-q] [--fail] [--expand]"
    " | --uid NAME [--parameters JSON|@FILE] [--properties JSON|@FILE] [--json PYVAR] …",
    "Calls an endpoint and returns the Execution. In a cell (%%hscall) the cell is the body.\n"
    "Projects have /hs/serverless/NAME; --uid calls a function as a UI extension does, the cell is its parameters.\n"
    "items/{item_id}?q={word} has Python values, also in -H, -b and -F; {{ is a brace.",
    "%hscall POST events/update?x=1 -d '{\"name\": \"Ann\"}' -H 'X-Test: 1'",
)
PARSER.add_argument(
    "target", metavar="[METHOD] ENDPOINT", nargs="*", help="an endpoint, path or URL, with a query if need be"
)
PARSER.add_argument("-X", "--request", metavar="METHOD", help="the method, as in curl")
PARSER.add_argument("-H", "--header", metavar="'K: V'", action="append", help="a request header")
PARSER.add_argument("-d", "--data", metavar="JSON|@FILE", help="the JSON body (POST where no method is named)")
PARSER.add_argument("--json", metavar="PYVAR", help="a Python variable as the JSON body")
PARSER.add_argument(
    "-F", "--form", metavar="NAME=VALUE", action="append", help="a field of a multipart form; @FILE for a file"
)
PARSER.add_argument("-b", "--cookie", metavar="'NAME=VALUE'", action="append", help="a cookie")
PARSER.add_argument("--as", metavar="VISITOR", dest="visitor", help="call as this visitor; %%hs visitor shows them")
PARSER.add_argument("--origin", metavar="ORIGIN", help="call as a browser page there: https://www.example.com, or null")
PARSER.add_argument("--mode", metavar="MODE", help="with --origin: fetch's mode, cors, no-cors or same-origin")
PARSER.add_argument(
    "--credentials", metavar="WHEN", help="with --origin: when cookies go along, same-origin, include or omit"
)
PARSER.add_argument("-L", "--location", action="store_true", help="follow redirects to endpoints of the account")
PARSER.add_argument("--repeat", metavar="N", type=int, help="call it N times; a picture, with to_frame()")
PARSER.add_argument("--concurrency", metavar="C", type=int, help="with --repeat: so many calls at once")
PARSER.add_argument("--executor", metavar="PYVAR", help="with --repeat: an Executor or Dask client that runs it")
PARSER.add_argument("--simulate-time", metavar="10s", help="book the execution as if it had taken so long")
PARSER.add_argument(
    "--diff", metavar="PREVIOUS", help="compare with the Execution in this Python variable; -1: with the last call"
)
PARSER.add_argument("--coverage", action="store_true", help="show which lines of the source have run, too")
PARSER.add_argument("--inspect", action="store_true", help="wait for a debugger, and stop at the first line of main")
PARSER.add_argument("-o", metavar="VAR", dest="variable", help="keep the Execution in a Python variable, too")
PARSER.add_argument("-q", "--quiet", action="store_true", help="show nothing; r = %%hscall … -q has the Execution")
PARSER.add_argument("--fail", action="store_true", help="the cell fails where the response is an error")
PARSER.add_argument("--uid", metavar="NAME", help="call a function of a developer project by its uid")
PARSER.add_argument("--parameters", metavar="JSON", help="with --uid: what context.parameters has; or @FILE")
PARSER.add_argument("--properties", metavar="JSON", help="with --uid: what context.propertiesToSend has")
PARSER.add_argument("--expand", action="store_true", help="put Python values into the body, too")


@dataclass(frozen=True, slots=True)
class CallResult:
    """What the magic gives and whether it is to be shown; the variable that wants `kept`, the execution itself.

    `failed` is the first one that was answered with an error, where --fail asks for it; `coverage` is shown behind it.
    """

    value: Execution | Series | Comparison[Execution]
    kept: Execution | Series
    variable: str | None
    quiet: bool
    failed: Execution | None = None
    coverage: Coverage | None = None

    def raise_for_error(self) -> None:
        """Raises `ExecutionError` where one of the calls was answered with an error, and --fail asks for that."""
        if self.failed is not None:
            self.failed.raise_for_error()


def call(account: Account, line: str, cell: str | None, variables: Mapping[str, Any], recent: Recent) -> CallResult:
    """Does what the magic says. Raises `HsfuncError`."""
    options = PARSER.read(line)
    if options.uid is not None:
        return _call_by_uid(account, options, cell, variables, recent)
    for option, given in (("--parameters", options.parameters), ("--properties", options.properties)):
        if given is not None:
            raise MagicError(f"{option} goes with --uid: an endpoint takes a query, or a body (-d).")
    method, target = _method_and_target(options, variables)
    if options.variable is not None and not options.variable.isidentifier():
        raise MagicError(f"-o takes the name of a Python variable, not {options.variable!r}.")
    headers = [
        (in_text(name, variables), in_text(value, variables))
        for name, value in (name_and_value(text, "-H", ":") for text in options.header or ())
    ]
    content_type = first_header(tuple(headers), "content-type")
    has_type = content_type is not None
    body = _body(options, cell, variables, content_type)
    if "content" in body and not has_type:
        headers.append(("Content-Type", "application/json"))
    headers += [("Cookie", in_text(text, variables)) for text in options.cookie or ()]
    simulated = read_duration(options.simulate_time) if options.simulate_time is not None else None
    if options.repeat is not None:
        arguments = {"method": method, "headers": headers, "visitor": options.visitor, **body}
        series = _repeat(account, options, simulated, {"target": target, **arguments}, variables)
        return _result_of_series(options, series)
    _require_no_series(options)
    wanted = account.request(target).name if options.diff is not None else ""
    previous = _previous(options.diff, wanted, variables, recent) if options.diff is not None else None
    execution = account.call(
        target,
        method=method,
        headers=headers,
        visitor=options.visitor,
        follow_redirects=options.location,
        simulated_seconds=simulated,
        origin=options.origin,
        mode=options.mode,
        credentials=options.credentials,
        coverage=options.coverage,
        inspect=_tell if options.inspect else False,
        **body,
    )
    return _result(account, options, execution, previous)


_OF_ENDPOINTS = {
    "-X": "request",
    "-H": "header",
    "-d": "data",
    "-F": "form",
    "-b": "cookie",
    "--as": "visitor",
    "--origin": "origin",
    "--mode": "mode",
    "--credentials": "credentials",
    "-L": "location",
}


def _call_by_uid(
    account: Account, options: argparse.Namespace, cell: str | None, variables: Mapping[str, Any], recent: Recent
) -> CallResult:
    """A function of a project, called as a UI extension does."""
    if options.target:
        raise MagicError(f"{options.target[0]!r} is one word too many: --uid names the function, and it has no path.")
    for option, name in _OF_ENDPOINTS.items():
        if getattr(options, name):
            raise MagicError(f"{option} does not go with --uid: such a call has --parameters and --properties alone.")
    if options.variable is not None and not options.variable.isidentifier():
        raise MagicError(f"-o takes the name of a Python variable, not {options.variable!r}.")
    uid = in_text(options.uid, variables).removeprefix(UID_PREFIX)
    properties = _json_of(options.properties, "--properties", options, variables)
    if not isinstance(properties, dict | None):
        raise MagicError('--properties takes an object, such as \'{"email": "ann@x.org"}\'.')
    arguments = {"uid": uid, "parameters": _parameters(options, cell, variables), "properties": properties}
    simulated = read_duration(options.simulate_time) if options.simulate_time is not None else None
    if options.repeat is not None:
        return _result_of_series(options, _repeat(account, options, simulated, arguments, variables))
    _require_no_series(options)
    wanted = f"{UID_PREFIX}{uid}"
    previous = _previous(options.diff, wanted, variables, recent) if options.diff is not None else None
    execution = account.call(
        simulated_seconds=simulated,
        coverage=options.coverage,
        inspect=_tell if options.inspect else False,
        **arguments,
    )
    return _result(account, options, execution, previous)


def _parameters(options: argparse.Namespace, cell: str | None, variables: Mapping[str, Any]) -> Any:
    given = [
        name
        for name, value in (("--parameters", options.parameters), ("--json", options.json), ("the cell", cell))
        if value is not None
    ]
    if len(given) > 1:
        raise MagicError(f"A call has its parameters once: {' and '.join(given)} were given.")
    if options.json is not None:
        return _python_value(options.json, variables)
    if cell is not None:
        return _json_of(cell.removesuffix("\n"), "The cell", options, variables)
    return _json_of(options.parameters, "--parameters", options, variables)


def _json_of(text: str | None, what: str, options: argparse.Namespace, variables: Mapping[str, Any]) -> Any:
    if text is None:
        return None
    if text.startswith("@"):
        text = _read_file(text[1:], what).decode("utf-8", "replace")
    if options.expand:
        text = in_body(text, variables, json_body=True)
    try:
        return read_json(text)
    except ValueError as problem:
        raise MagicError(f"{what} takes JSON, or @FILE with such: {problem}.") from None


def _result(
    account: Account, options: argparse.Namespace, execution: Execution, previous: Execution | None
) -> CallResult:
    if execution.status is None and execution.reply.status == 404:
        raise MagicError(_not_found(execution, account))
    value = execution.diff(previous) if previous is not None else execution
    coverage = execution.coverage
    if coverage is None and options.coverage:
        from ...emulator.coverage.coverage import Coverage

        coverage = Coverage()  # which says that nothing was counted
    return CallResult(value, execution, options.variable, options.quiet, _failed(options, [execution]), coverage)


def _result_of_series(options: argparse.Namespace, series: Series) -> CallResult:
    failed = _failed(options, series.executions)
    return CallResult(series, series, options.variable, options.quiet, failed, series.coverage)


def _failed(options: argparse.Namespace, executions: Sequence[Execution]) -> Execution | None:
    return next((one for one in executions if not one.ok), None) if options.fail else None


def _tell(inspecting: Inspecting) -> None:
    """At once: the cell waits until somebody has attached."""
    print(inspecting, flush=True)


def _previous(name: str, called: str | None, variables: Mapping[str, Any], recent: Recent) -> Execution:
    """The execution to compare with: a variable's, the later one of a comparison in it, or with -1 the last call's."""
    if name == "-1":
        last = recent.last(called) if called is not None else None
        if last is None:
            raise MagicError(f"--diff -1: {called or 'it'} has not been called yet, or too long ago.")
        return last
    if name not in variables:
        known = [other for other, value in variables.items() if isinstance(value, Execution)]
        raise MagicError(
            f"--diff: there is no Python variable {name}.{did_you_mean(name, known)} %hscall … -o {name} keeps an"
            " execution there; --diff -1 compares with the last call of the endpoint."
        )
    value = getattr(variables[name], "after", variables[name])
    if not isinstance(value, Execution):
        raise MagicError(f"--diff takes a variable that holds an Execution; {name} is of type {type(value).__name__}.")
    return value


def _require_no_series(options: argparse.Namespace) -> None:
    """Of a single call. Raises `MagicError`."""
    for option, given in (("--concurrency", options.concurrency is not None), ("--executor", options.executor)):
        if given:
            raise MagicError(f"{option} goes with --repeat N.")


def _executor(name: str, variables: Mapping[str, Any]) -> Executor:
    """The Executor in a variable, or that of a Dask client in it. Raises `MagicError`."""
    from ...emulator.series.executors import as_executor, executor_names

    if name not in variables:
        known = executor_names(variables)
        there = f" {listed(known)} would do." if known else " ex = ProcessPoolExecutor() makes one."
        raise MagicError(f"--executor: there is no Python variable {name}.{did_you_mean(name, known) or there}")
    try:
        return as_executor(variables[name])
    except RequestError as problem:
        raise MagicError(f"--executor {name}: {problem}") from None


def _repeat(
    account: Account,
    options: argparse.Namespace,
    simulated: float | None,
    arguments: dict[str, Any],
    variables: Mapping[str, Any],
) -> Series:
    if options.origin is not None or options.mode is not None or options.credentials is not None:
        raise MagicError("--origin does not go with --repeat: a page's call is judged by itself.")
    if options.location:
        raise MagicError("-L does not go with --repeat: a series calls one endpoint.")
    if options.inspect:
        raise MagicError("--inspect does not go with --repeat: somebody steps through one call.")
    if options.diff is not None:
        raise MagicError("--diff does not go with --repeat: it compares one call with another.")
    executor = _executor(options.executor, variables) if options.executor is not None else None
    progress = Progress(options.repeat)
    try:
        series = account.repeat(
            times=options.repeat,
            concurrency=options.concurrency,
            executor=executor,
            simulated_seconds=simulated,
            coverage=options.coverage,
            on_progress=progress.show,
            **arguments,
        )
    finally:
        progress.close()
    first = series.samples[0].execution if series.samples else None
    if first is not None and first.status is None and first.reply.status == 404:
        raise MagicError(_not_found(first, account))
    return series


def _method_and_target(options: argparse.Namespace, variables: Mapping[str, Any]) -> tuple[str | None, str]:
    words: list[str] = options.target
    if not words:
        raise MagicError(
            "%hscall needs [METHOD] ENDPOINT (an endpoint, path or URL, with a query if need be), or --uid NAME.\n"
            f"{PARSER.say_example()}"
        )
    if len(words) > 2:
        raise MagicError(
            f"{words[2]!r} is one word too many: %hscall [METHOD] ENDPOINT. Quote a query that contains spaces."
        )
    method = options.request
    if len(words) == 2:
        if method is not None and method.upper() != words[0].upper():
            raise MagicError(f"Two methods are named: {words[0]} and -X {method}.")
        method = words[0]
    return (method if method is None else known_method(in_text(method, variables))), in_url(words[-1], variables)


def known_method(word: str) -> str:
    """The method in capital letters. Raises `MagicError`."""
    if word.upper() not in CALL_METHODS:
        raise MagicError(f"{word} is not a method.{did_you_mean(word, CALL_METHODS)} Known: {', '.join(CALL_METHODS)}.")
    return word.upper()


def _body(
    options: argparse.Namespace, cell: str | None, variables: Mapping[str, Any], content_type: str | None
) -> dict[str, Any]:
    given = [
        name
        for name, value in (("-d", options.data), ("--json", options.json), ("-F", options.form), ("the cell", cell))
        if value is not None
    ]
    if len(given) > 1:
        raise MagicError(f"A request has one body: {' and '.join(given)} were given.")
    if options.expand and cell is None and options.data is None:
        raise MagicError("--expand goes with a body: -d, or the cell of %%hscall. A URL, -H, -b and -F need no option.")
    if options.json is not None:
        return {"json": _python_value(options.json, variables)}
    if options.form is not None:
        pairs = (name_and_value(text, "-F") for text in options.form)
        return fields_and_files(pairs, lambda name: _read_file(name, "-F"), lambda text: in_text(text, variables))
    if cell is not None:
        if not cell.strip():
            raise MagicError(
                "The cell is empty: %%hscall takes the body from it. For a call without a body use %hscall."
            )
        text, where = cell.removesuffix("\n"), "the cell"
    elif options.data is None:
        return {}
    elif options.data.startswith("@"):
        name = in_text(options.data[1:], variables) if options.expand else options.data[1:]
        text, where = _read_file(name, "-d").decode("utf-8", "surrogateescape"), f"@{name}"
    else:
        text, where = options.data, "-d"
    if options.expand:
        json_body = content_type is None or media_type(content_type) == "application/json"
        text = in_body(text, variables, json_body=json_body)
    return _text_body(text, where, has_type=content_type is not None)


def _python_value(name: str, variables: Mapping[str, Any]) -> Any:
    if name not in variables:
        raise MagicError(f"There is no Python variable {name}.{did_you_mean(name, variables)}")
    return variables[name]


def _text_body(text: str, where: str, *, has_type: bool) -> dict[str, Any]:
    """JSON is looked at before it is sent; with a content type of its own the text goes as it is."""
    if has_type:
        return {"content": text}
    problem = json_problem(text)
    if problem is not None:
        raise MagicError(
            f"The body of {where} is not JSON: {problem}.\n"
            "To send it all the same, name its content type: -H 'Content-Type: application/json'."
        )
    return {"content": text}


def _read_file(name: str, option: str) -> bytes:
    path = Path(name).expanduser()
    try:
        return path.read_bytes()
    except OSError as problem:
        known = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        told = (problem.strerror or "it cannot be read").lower()
        raise MagicError(f"{option} @{name}: {told}.{did_you_mean(path.name, known)}") from None


def _not_found(execution: Execution, account: Account) -> str:
    text = " ".join(note.text for note in execution.notes)
    name = execution.request.endpoint
    if execution.in_project:
        return text + _of_projects(execution, account)
    if name not in account.functions and any(one.endpoint.name == name for one in account.functions.deletions):
        return f"{text} It was deleted: %hs function restore {shlex.quote(name or '')} brings it back."
    if len(account.functions) == 0 and not account.projects.functions and name not in account.functions.refused:
        return f"{text} {NO_FUNCTION}"
    return text


def _of_projects(execution: Execution, account: Account) -> str:
    """What is to be done where no project has what was called."""
    deleted = [one.function.called for one in account.projects.deletions]
    if execution.name in deleted:
        return f" It was deleted: %hs function restore {shlex.quote(execution.name)} brings it back."
    if not account.projects.functions:
        return " There is no project yet: %hs import PROJECT reads one, %%hsfunction NAME --project begins one."
    return ""
