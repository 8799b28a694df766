"""What a mock answers with: a response that is always the same, a failure, or what a Python function gives."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from ....runtime.outgoing import Headers, NetworkFailure, NetworkFailureKind, OutgoingResponse
from ...errors import MockError
from ...text import visible
from .request import MockedRequest

Outcome = OutgoingResponse | NetworkFailure
Given = Callable[[MockedRequest], Any]
"""A Python function that answers: its dict or list is JSON, its text a text; see `as_response`."""

HeadersInput = Mapping[str, Any] | Iterable[tuple[str, Any]]

_JSON = (("Content-Type", "application/json"),)
_TEXT = (("Content-Type", "text/plain; charset=utf-8"),)
_BYTES = (("Content-Type", "application/octet-stream"),)
_NO_BODY = (204, 205, 304)
_FIRST, _LAST = 200, 599


class AnswerError(ValueError):
    """What was given is no response. The message says what it is, and what would be one."""


class Responder(Protocol):
    """Says what a mock answers, in any thread."""

    @property
    def told(self) -> str:
        """In a word or two, for a person: `JSON, 12 bytes`."""
        ...

    def respond(self, request: MockedRequest) -> Outcome:
        """The response, or the failure."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """The same response each time."""

    response: OutgoingResponse
    told: str

    def respond(self, _: MockedRequest) -> Outcome:
        return self.response


@dataclass(frozen=True, slots=True)
class Fails:
    """No response, but a failure."""

    kind: NetworkFailureKind

    @property
    def told(self) -> str:
        return f"fails: {self.kind}"

    def respond(self, _: MockedRequest) -> Outcome:
        return NetworkFailure(self.kind)


@dataclass(frozen=True, slots=True)
class FromPython:
    """What a function of the notebook or the test gives. `rule` names the mock where it fails."""

    function: Given
    status: int
    headers: Headers
    rule: str

    @property
    def told(self) -> str:
        return f"Python: {getattr(self.function, '__name__', type(self.function).__name__)}"

    def respond(self, request: MockedRequest) -> Outcome:
        try:
            given = self.function(request)
            return given if isinstance(given, NetworkFailure) else as_response(given, self.status, self.headers)
        except AnswerError as problem:
            return failed(self.rule, f"respond gave no response: {problem}")
        except Exception as problem:  # noqa: BLE001 - it is the user's own code
            words = " ".join(f"{type(problem).__name__}: {problem}".split()).rstrip(": ")
            return failed(self.rule, f"respond raised {words}{_place(problem, self.function)}")


def failed(rule: str, why: str) -> NetworkFailure:
    """The failure of a mock that cannot answer."""
    return NetworkFailure("error", f"The mock {rule} failed: {visible(why)}")


def always(
    status: int, headers: Headers, *, json_value: Any = None, has_json: bool, text: str | None, content: bytes | None
) -> Always:
    """A response of the one body that is given. Raises `MockError`."""
    given = [
        name
        for name, there in (("json", has_json), ("text", text is not None), ("content", content is not None))
        if there
    ]
    if len(given) > 1:
        raise MockError(f"A mock has one body: {' and '.join(given)} were given.")
    try:
        if has_json:
            body, kind, told = json_bytes(json_value), _JSON, "JSON"
        elif text is not None:
            body, kind, told = _encoded(text), _TEXT, "text"
        else:
            body, kind, told = content or b"", _BYTES, "bytes"
        response = _checked(status, headers, body, kind)
    except AnswerError as problem:
        raise MockError(f"The mock cannot answer so: {problem}") from None
    return Always(response, f"{told}, {len(body):,} bytes" if body else "no body")


def as_response(given: Any, status: int, headers: Headers) -> OutgoingResponse:
    """The response that a function means: `{…}`, `[…]`, a text, bytes, None, (status, body), (status, body, headers).

    `status` and `headers` are those of the mock. Raises `AnswerError`.
    """
    if isinstance(given, OutgoingResponse):
        return given
    if isinstance(given, Coroutine):
        given.close()
        raise AnswerError("it is async, and a mock asks a plain function: def respond(request): ….")
    if isinstance(given, tuple):
        if len(given) not in (2, 3) or not isinstance(given[0], int) or isinstance(given[0], bool):
            raise AnswerError("a tuple is (status, body) or (status, body, headers).")
        if len(given) == 3:
            try:
                headers = (*headers, *header_lines(given[2]))
            except MockError as problem:
                raise AnswerError(str(problem)) from None
        return as_response_body(given[1], given[0], headers)
    return as_response_body(given, status, headers)


def as_response_body(body: Any, status: int, headers: Headers) -> OutgoingResponse:
    """The response with this body. Raises `AnswerError`."""
    if body is None:
        return _checked(status, headers, b"", ())
    if isinstance(body, bytes | bytearray | memoryview):
        return _checked(status, headers, bytes(body), _BYTES)
    if isinstance(body, str):
        return _checked(status, headers, _encoded(body), _TEXT)
    if isinstance(body, dict | list):
        return _checked(status, headers, json_bytes(body), _JSON)
    raise AnswerError(
        f"it is of type {type(body).__name__}; give a dict or list (JSON), a text, bytes, None, or (status, body)."
    )


def json_bytes(value: Any) -> bytes:
    """JSON without spaces. Raises `AnswerError`."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        raise AnswerError(f"the body cannot be JSON: {problem}.") from None


def header_lines(headers: HeadersInput | None) -> Headers:
    """Header lines in their order; a list of values makes a line of each. Raises `MockError`."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    lines: list[tuple[str, str]] = []
    for pair in pairs:
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise MockError('headers are a dict such as {"X-Total": "2"}, or pairs of name and value.')
        name, value = str(pair[0]).strip(), pair[1]
        values = value if isinstance(value, list | tuple) else [value]
        if not name or any(sign in name for sign in ' \t\r\n:"(),/;<=>?@[]{}') or not name.isascii():
            raise MockError(f"{visible(str(pair[0]))[:60]!r} is no name of a header.")
        for one in values:
            if any(sign in str(one) for sign in "\r\n\0"):
                raise MockError(f"The value of the header {name} has a line break, which no header can have.")
            lines.append((name, str(one).strip()))
    return tuple(lines)


def check_status(status: Any) -> int:
    """A final status code. Raises `MockError`."""
    if not isinstance(status, int) or isinstance(status, bool) or not _FIRST <= status <= _LAST:
        raise MockError(f"A mock's status is a number from {_FIRST} to {_LAST}, not {visible(str(status))[:20]}.")
    return status


def _checked(status: int, headers: Headers, body: bytes, kind: Headers) -> OutgoingResponse:
    try:
        check_status(status)
    except MockError as problem:
        raise AnswerError(str(problem)) from None
    if status in _NO_BODY and body:
        raise AnswerError(f"a response of status {status} has no body; leave it out, or take another status.")
    typed = any(name.lower() == "content-type" for name, _ in headers)
    return OutgoingResponse(status, headers if typed or not body else (*kind, *headers), body)


def for_method(outcome: Outcome, method: str) -> Outcome:
    """The same without a body where the method gets none."""
    return replace(outcome, body=b"") if method == "HEAD" and isinstance(outcome, OutgoingResponse) else outcome


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise AnswerError("the text has half a character (a lone surrogate), which cannot be sent.") from None


def _place(problem: Exception, function: Given) -> str:
    """The line of the function where it raised, or called what did."""
    code = getattr(function, "__code__", None)
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(problem.__traceback__)
        if code and frame.filename == code.co_filename
    ]
    return f" (line {lines[-1]} of {code.co_name})" if code is not None and lines else ""
