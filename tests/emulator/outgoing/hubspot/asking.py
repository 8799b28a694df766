"""Asks the small HubSpot as a function would, with hand-made requests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from hsfunc_magics.emulator.clock import Clock
from hsfunc_magics.emulator.outgoing.hubspot.hubspot import HubSpot
from hsfunc_magics.runtime.outgoing import OutgoingRequest, OutgoingResponse

START = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = "pat-na1-of-a-test"


class Got(NamedTuple):
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]
    rule: str


class Asker:
    """A HubSpot on a clock that stands, and somebody who asks it."""

    def __init__(self, seed: Any = None, **options: Any) -> None:
        self.clock = Clock()
        self.clock.freeze(START)
        self.hubspot = HubSpot(123456, self.clock, seed=seed, **options)

    def __call__(
        self, method: str, path: str, body: Any = None, *, token: str = TOKEN, host: str = "api.hubapi.com", **more: str
    ) -> Got:
        headers = [("Authorization", f"Bearer {token}")] if token else []
        if body is not None:
            headers.append(("Content-Type", more.get("kind", "application/json")))
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        answer = self.hubspot.answer(OutgoingRequest(method, f"https://{host}{path}", tuple(headers), data))
        assert answer is not None and answer.by == "hubspot" and isinstance(answer.outcome, OutgoingResponse)
        response = answer.outcome
        read = json.loads(response.body) if response.body else None
        return Got(response.status, read, dict(response.headers), answer.rule)
