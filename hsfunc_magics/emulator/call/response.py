"""What sendResponse makes of its value (contract §6), and what the platform answers by itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ..http import HeaderList
from ..limits.limits import Limits
from ..notes import Note
from .sent.header_lines import sent_lines
from .sent.remarks import remarks

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
BYTES_TYPE = "application/octet-stream"

_DEFAULT_TYPES = {"json": JSON_TYPE, "text": HTML_TYPE, "bytes": BYTES_TYPE}
# The statuses that have no body.
BODILESS = frozenset({204, 205, 304})

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_FORBIDDEN_IN_VALUE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")
# A Location may have more than HTTP takes: it is percent-encoded.
_ENCODABLE = re.compile(r"[^\x00-\xff]+")
_NUMERIC = re.compile(r"\s*[0-9]+\s*")


class InvalidResponseError(Exception):
    """The value given to sendResponse cannot be a response; the message names the part."""


@dataclass(frozen=True, slots=True)
class PlatformResponse:
    """An HTTP response as it goes to the client: status, header lines in order, body.

    `unsent` is the size of a body that is not sent, because the method is HEAD.
    """

    status: int
    headers: HeaderList = ()
    body: bytes = b""
    unsent: int = 0

    def without_body(self) -> PlatformResponse:
        """The answer to HEAD."""
        return PlatformResponse(self.status, self.headers, unsent=len(self.body))

    def __repr__(self) -> str:
        return f"<Reply {self.status}, {len(self.body)} bytes>"

    @property
    def content_type(self) -> str | None:
        for name, value in self.headers:
            if name.lower() == "content-type":
                return value
        return None


def platform_response(status: int, message: str | None = None, headers: HeaderList = ()) -> PlatformResponse:
    """What the platform answers without a function, or for a failed one: `{}`, or an object with a message."""
    value: dict[str, str] = {} if message is None else {"status": "error", "message": message}
    return PlatformResponse(status, (*headers, ("Content-Type", JSON_TYPE)), json.dumps(value).encode())


def read_sent(
    described: dict[str, Any], body: bytes, limits: Limits, value: str = "the value of sendResponse"
) -> tuple[PlatformResponse, list[Note]]:
    """The reply of a value given to sendResponse, called `value` in notes. Raises `InvalidResponseError`."""
    if "notAnObject" in described:
        got = _show(described["notAnObject"])
        raise InvalidResponseError(f"sendResponse needs an object such as {{ statusCode: 200, body: … }}, got {got}.")
    status = _status(described.get("statusCode", 200))
    single = _lines("headers", described["headers"]) if "headers" in described else []
    cookies = _values("Set-Cookie", described["setCookie"]) if "setCookie" in described else []
    multi = _lines("multiValueHeaders", described["multiValueHeaders"]) if "multiValueHeaders" in described else []
    if multi:  # the same pair in both is one line, as Lambda's gateway does
        listed = {(name.lower(), value) for name, value in multi}
        single = [(name, value) for name, value in single if (name.lower(), value) not in listed]
    lines = [*single, *(("Set-Cookie", value) for value in cookies), *multi] if cookies or multi else single
    notes = remarks(described, value) if "odd" in described or "unknown" in described else []
    if lines:
        lines, more = sent_lines(lines, body, text=described["kind"] != "bytes")
        notes += more
    if "tooLarge" in described:
        raise InvalidResponseError(
            f"The response is {described['tooLarge']:,} bytes; the limit is {limits.payload_bytes:,} bytes (6 MB)."
        )
    default_type = _DEFAULT_TYPES.get(described["kind"])
    if status in BODILESS:
        return PlatformResponse(status, tuple(lines)), notes
    if default_type is not None and not (lines and any(name.lower() == "content-type" for name, _ in lines)):
        if "type" in described:  # of a Blob
            lines += [("Content-Type", value) for value in _values("Content-Type", str(described["type"]))]
        else:
            lines.append(("Content-Type", default_type))
    return PlatformResponse(status, tuple(lines), body), notes


def _status(value: Any) -> int:
    number: int | None = None
    if value == 200 and type(value) is int:
        return 200
    if isinstance(value, bool):
        number = None
    elif (
        isinstance(value, int)
        or (isinstance(value, float) and value.is_integer())
        or (isinstance(value, str) and _NUMERIC.fullmatch(value))
    ):
        number = int(value)
    if number is None or not 200 <= number <= 599:
        raise InvalidResponseError(f"statusCode must be an integer from 200 to 599, got {_show(value)}.")
    return number


def _lines(key: str, headers: Any) -> list[tuple[str, str]]:
    if headers is None:
        return []
    if not isinstance(headers, list):
        raise InvalidResponseError(f"{key} must be an object of names and values, got {_show(headers)}.")
    return [(name, value) for name, values in headers for value in _values(name, values)]


def _values(name: str, values: Any) -> list[str]:
    if not _TOKEN.fullmatch(name):
        raise InvalidResponseError(
            f"{_show(name)} cannot be a header's name: HTTP allows letters, digits and !#$%&'*+-.^_`|~."
        )
    texts: list[str] = []
    for value in values if isinstance(values, list) else [values]:
        if value is None or (isinstance(value, dict) and value.get("$type") == "undefined"):
            continue
        if isinstance(value, dict):
            raise InvalidResponseError(
                f"The header {name} must be a string, a number or a boolean, got {_show(value)}."
            )
        text = str(value).lower() if isinstance(value, bool) else str(value)
        bad = _FORBIDDEN_IN_VALUE.search(text)
        if bad is not None and name.lower() == "location":
            bad = _FORBIDDEN_IN_VALUE.search(_ENCODABLE.sub("", text))
        if bad is not None:
            raise InvalidResponseError(f"The value of the header {name} contains {bad[0]!r}, which HTTP forbids there.")
        texts.append(text)
    return texts


def _show(described: Any) -> str:
    if isinstance(described, dict):
        text = str(described.get("$text", described))
        return text if len(text) <= 80 else f"{text[:79]}…"
    text = json.dumps(described, ensure_ascii=False)
    if isinstance(described, str):
        text = f"'{described}'"
    return text if len(text) <= 80 else f"{text[:79]}…"
