"""`hsfunc call`: one execution of an endpoint, with curl's letters."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from ..emulator.account import Account
from ..emulator.call.execution import Execution
from ..emulator.call.forms import fields_and_files
from ..emulator.http import SERVERLESS_PREFIX
from ..emulator.json_text.read_write import read_json
from ..emulator.logs.text import execution_lines
from ..runtime.statuses import phrase
from .account import add_account_options, open_account
from .command import CommandError, Commands, add_command
from .outgoing.cassettes import told_at_the_end


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "call",
        run,
        summary="call an endpoint of a folder, or a project's function, once",
        description="Calls an endpoint once and prints the body; console, error and notes go to the standard error.\n"
        "The exit status is 0 for a status code below 400, else 1.",
        usage="[OPTIONS] FOLDER ENDPOINT",
        example="hsfunc call shop.functions events/update -d '{\"id\": 7}' -H 'X-Test: 1' -i",
    )
    add_account_options(parser)
    parser.add_argument("endpoint", metavar="ENDPOINT", help="its name, path or URL, with a query; a uid")
    parser.add_argument("-X", "--request", metavar="METHOD", help="the method (GET; with a body POST)")
    parser.add_argument("-H", "--header", metavar="'K: V'", action="append", default=[], help="a request header")
    body = parser.add_mutually_exclusive_group()
    body.add_argument("-d", "--data", metavar="TEXT|@FILE", help="the body, JSON unless -H says otherwise")
    body.add_argument("-F", "--form", metavar="NAME=VALUE", action="append", help="a form field; =@FILE for a file")
    parser.add_argument("-b", "--cookie", metavar="'NAME=VALUE'", action="append", default=[], help="a cookie")
    parser.add_argument("-L", "--location", action="store_true", help="follow redirects within the account")
    parser.add_argument("-i", "--include", action="store_true", help="print the status and headers, too")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the response to a file")
    parser.add_argument("--uid", action="store_true", help="ENDPOINT is the uid of a project's function")
    parser.add_argument("--parameters", metavar="JSON|@FILE", help="with --uid: context.parameters")
    parser.add_argument("--properties", metavar="JSON|@FILE", help="with --uid: context.propertiesToSend")
    parser.add_argument("--inspect", action="store_true", help="wait for a debugger, and stop in main")
    parser.add_argument("-s", "--silent", action="store_true", help="print nothing but the response")


def run(options: argparse.Namespace) -> int:
    """Makes the call. Raises `CommandError` and `HsfuncError`."""
    arguments = _invocation(options) if options.uid else _arguments(options)
    account, _ = open_account(options, follow=False, brief=True)
    try:
        target = None if options.uid else _target(options.endpoint, account)
        with told_at_the_end(account, options):
            execution = account.call(target, follow_redirects=options.location, inspect=options.inspect, **arguments)
    finally:
        account.close()
    _write(_response(execution, head=options.include), options.output)
    if not options.silent:
        print("\n".join(execution_lines(execution)), file=sys.stderr)
    return 0 if execution.reply.status < 400 else 1


def _target(endpoint: str, account: Account) -> str:
    """What is called: of a bare name, where no folder has it, the endpoint of a project."""
    name = endpoint.partition("?")[0]
    if "/" in name[:1] or "://" in name or name in account.functions or not account.projects:
        return endpoint
    known = name in account.projects.endpoints or not account.functions
    return f"{SERVERLESS_PREFIX}{endpoint}" if known else endpoint


def _invocation(options: argparse.Namespace) -> dict[str, Any]:
    others = {"-X": "request", "-H": "header", "-d": "data", "-F": "form", "-b": "cookie", "-L": "location"}
    for option, name in others.items():
        if getattr(options, name):
            raise CommandError(f"{option} does not go with --uid: it has --parameters and --properties.")
    properties = _json(options.properties, "--properties")
    if not isinstance(properties, dict | None):
        raise CommandError('--properties takes an object, such as \'{"email": "ann@x.org"}\'.')
    return {"uid": options.endpoint, "parameters": _json(options.parameters, "--parameters"), "properties": properties}


def _json(text: str | None, option: str) -> Any:
    if text is None:
        return None
    try:
        return read_json(_file(text[1:], option).decode() if text.startswith("@") else text)
    except ValueError as problem:
        # It is not repeated: it may have a secret, and none is known yet.
        raise CommandError(f"{option} takes JSON, or @FILE with such: {problem}.") from None


def _arguments(options: argparse.Namespace) -> dict[str, Any]:
    for option, given in (("--parameters", options.parameters), ("--properties", options.properties)):
        if given is not None:
            raise CommandError(f"{option} goes with --uid: an endpoint takes a query, or a body (-d).")
    headers = [_pair(text, ":", "-H") for text in options.header]
    arguments: dict[str, Any] = {"method": options.request}
    if options.data is not None:
        arguments["content"] = _file(options.data[1:], "-d") if options.data.startswith("@") else options.data
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", "application/json"))
    if options.form is not None:
        pairs = (_pair(text, "=", "-F") for text in options.form)
        arguments |= fields_and_files(pairs, lambda name: _file(name, "-F"))
    return {**arguments, "headers": [*headers, *(("Cookie", text) for text in options.cookie)]}


def _pair(text: str, separator: str, option: str) -> tuple[str, str]:
    name, found, value = text.partition(separator)
    if not found or not name.strip():
        # What was typed is not repeated: it may be a secret in the wrong place, and none is known yet.
        raise CommandError(f"{option} takes NAME{separator}VALUE.")
    return name.strip(), value.strip() if separator == ":" else value


def _file(name: str, option: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).expanduser().read_bytes()
    except OSError as problem:
        raise CommandError(f"{option} @{name}: {(problem.strerror or 'it cannot be read').lower()}.") from None


def _response(execution: Execution, *, head: bool) -> bytes:
    reply = execution.reply
    if not head:
        return reply.body
    lines = [f"HTTP/1.1 {reply.status} {phrase(reply.status)}", *(f"{name}: {value}" for name, value in reply.headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body


def _write(data: bytes, file: str | None) -> None:
    if file is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        Path(file).expanduser().write_bytes(data)
    except OSError as problem:
        raise CommandError(f"-o {file}: {(problem.strerror or 'it cannot be written').lower()}.") from None
