"""What a cassette has of an exchange: request and response as they are compared, written and played."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from ....runtime.outgoing import Headers
from ...json_text.read_write import encodable

BodyKind = Literal["empty", "json", "text", "base64"]
"""How a body is written: not at all, as JSON, as text, as base64."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body: the value of its JSON, its text, or its bytes."""

    kind: BodyKind = "empty"
    value: Any = None
    charset: str = "utf-8"

    def content(self) -> bytes:
        """Its bytes; JSON without space between."""
        match self.kind:
            case "json":
                text = json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))
                return (text if encodable(text) else json.dumps(self.value, separators=(",", ":"))).encode()
            case "text":
                return str(self.value).encode(self.charset, "replace")
            case "base64":
                return bytes(self.value)
            case "empty":
                return b""


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request. Names of headers are in lower case, and in order."""

    method: str
    url: str
    headers: Headers = ()
    body: Body = Body()


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """A response, likewise."""

    status: int
    headers: Headers = ()
    body: Body = Body()


@dataclass(frozen=True, slots=True)
class RecordedExchange:
    """A request, and what came back."""

    request: RecordedRequest
    response: RecordedResponse
