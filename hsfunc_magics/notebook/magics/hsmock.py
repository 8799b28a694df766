"""`%%hsmock`: what functions ask of a URL is answered by the cell, in place of the network."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ...emulator.http import media_type
from ...emulator.json_text.read_write import TooDeepError, UnfitNumberError, json_problem, read_json
from .errors import MagicError
from .parser import MagicParser, name_and_value

if TYPE_CHECKING:
    from ...emulator.account import Account
    from ...emulator.outgoing.mocks.mock import Mocked

PARSER = MagicParser(
    "%%hsmock",
    "[METHOD] URL [--status 200] [-H 'K: V']… [--times N] [--delay 300ms] [--fail KIND]",
    "Answers what functions ask of a URL in place of the network. The cell is the body: JSON, text, or JavaScript,\n"
    "(request) => response. As a line (%hsmock) it is a response without a body, or a failure.\n"
    ":name in the URL is a path parameter, * is anything, and a query must be among the request's. The newest mock\n"
    "that fits a request and has times left answers it; a cell that runs again replaces its own. %hs mocks lists all.\n"
    "JavaScript gets { method, url, path, params, query, headers, body }, params being the path parameters, and gives\n"
    "{ status, headers, body }, or a body alone. It runs in a process of its own.",
    "%%hsmock GET https://api.hubapi.com/crm/v3/objects/contacts/:id --times 2",
)
PARSER.add_argument("target", metavar="[METHOD] URL", nargs="*", help="GET where no method is named; ANY for every one")
PARSER.add_argument("--status", metavar="CODE", type=int, help="the status code (200)")
PARSER.add_argument("-H", "--header", metavar="'K: V'", action="append", help="a response header")
PARSER.add_argument("--times", metavar="N", type=int, help="answer so often; older mocks, or the network, go on then")
PARSER.add_argument("--delay", metavar="300ms", help="answer so much later")
PARSER.add_argument("--fail", metavar="KIND", help="no response: timeout, reset, dns, tls or refused")


def mock(account: Account, line: str, cell: str | None) -> Mocked:
    """Does what the magic says. Raises `HsfuncError`; the mocks are then as they were."""
    options = PARSER.read(line)
    method, url = _target(options.target)
    headers = [name_and_value(text, "-H", ":") for text in options.header or ()]
    content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
    body = _body(cell or "", content_type)
    _check(options, body)
    return account.mocks.add_in_place(
        method,
        url,
        status=options.status,
        headers=[(name, value.strip()) for name, value in headers],
        times=options.times,
        delay=options.delay if options.delay is not None else 0.0,
        fail=options.fail,
        **body,
    )


def _target(words: list[str]) -> tuple[str, str]:
    if not words:
        raise MagicError(f"%%hsmock needs [METHOD] URL: whose requests it answers.\n{PARSER.say_example()}")
    if len(words) > 2:
        raise MagicError(f"{words[2]!r} is one word too many: %%hsmock takes [METHOD] URL.\n{PARSER.say_example()}")
    if len(words) == 1 and not any(sign in words[0] for sign in "/*."):
        raise MagicError(f"{words[0]} of which URL?\n{PARSER.say_example()}")
    return (words[0], words[1]) if len(words) == 2 else ("GET", words[0])


def _check(options: argparse.Namespace, body: dict[str, Any]) -> None:
    if options.fail is not None and body:
        raise MagicError(f"A request that fails gets no response: with --fail {options.fail} the cell stays empty.")


def _body(cell: str, content_type: str | None) -> dict[str, Any]:
    """What the cell is: JavaScript, JSON or text; nothing where it is empty. Raises `MagicError`."""
    text = cell.removesuffix("\n")
    if not text.strip():
        return {}
    kind = media_type(content_type)
    if not kind.endswith("javascript"):
        from ...emulator.outgoing.mocks.javascript import is_javascript

        if is_javascript(text):
            return {"respond": text}
    if kind and not kind.endswith(("/json", "+json")):
        return {"text": text}
    try:
        return {"json": read_json(text)}
    except (TooDeepError, UnfitNumberError) as problem:
        raise MagicError(f"The cell has what JSON cannot hold: {problem}.") from None
    except ValueError:
        if kind or text.lstrip()[0] in "{[":
            raise MagicError(
                f"The cell begins as JSON, and is none: {json_problem(text)}.\nFor a text that begins so:"
                " -H 'Content-Type: text/plain'. JavaScript that answers begins with (request) =>."
            ) from None
    return {"text": text}
