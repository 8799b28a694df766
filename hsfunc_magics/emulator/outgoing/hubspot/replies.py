"""What the small HubSpot answers: a status and JSON, and the bodies of HubSpot's errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ....runtime.outgoing import OutgoingResponse


@dataclass(frozen=True, slots=True)
class Reply:
    """A response in the making. Without a body where `body` is None."""

    status: int = 200
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()

    def response(self, more: tuple[tuple[str, str], ...] = ()) -> OutgoingResponse:
        """As it goes over the wire."""
        if self.body is None:
            return OutgoingResponse(self.status, (*self.headers, *more))
        text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        # What a function has sent may be half a character.
        data = text.encode("utf-8", "replace")
        kind = ("content-type", "application/json;charset=utf-8")
        length = ("content-length", str(len(data)))
        return OutgoingResponse(self.status, (kind, length, *self.headers, *more), data)


NO_CONTENT = Reply(204)


@dataclass(slots=True)
class Refused(Exception):
    """HubSpot's error: a status, its category, a message; `more` goes into the body beside them.

    `told` is for the person who reads of the request, and not part of the response.
    """

    status: int
    category: str
    message: str
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    told: str = ""

    def body(self, correlation: str) -> dict[str, Any]:
        """The error as HubSpot writes it."""
        body = {"status": "error", "message": self.message, "correlationId": correlation, **self.more}
        return {**body, "category": self.category} if self.category else body


def invalid(message: str, *, told: str = "", **more: Any) -> Refused:
    """400: what was sent is not valid."""
    return Refused(400, "VALIDATION_ERROR", message, more, told)


def not_found(message: str = "resource not found", *, told: str = "") -> Refused:
    """404."""
    return Refused(404, "OBJECT_NOT_FOUND", message, told=told)


def conflict(message: str) -> Refused:
    """409."""
    return Refused(409, "CONFLICT", message)


def standard_error(problem: Refused) -> dict[str, Any]:
    """An error of one entry of a batch."""
    context = problem.more.get("context", {})
    return {
        "status": "error",
        "category": problem.category,
        "message": problem.message,
        "context": context,
        "errors": problem.more.get("errors", []),
        "links": {},
    }
