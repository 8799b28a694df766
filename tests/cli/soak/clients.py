"""Good clients: each sends one request after the other and compares every answer with what it sent."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from .gate import Gate
from .losses import Losses, LostError, answered

SECONDS = 40.0  # for one answer: calls may wait for a place, behind those that take their ten seconds
_BOUNDARY = "soak"


@dataclass
class Client:
    """A client with a connection that it keeps, or with a new one for each request."""

    port: int
    gate: Gate
    losses: Losses
    endpoint: str = "good"
    keeps: bool = True
    answered: int = 0
    pid: int = 0
    _numbers: Any = field(default_factory=count)
    _connection: http.client.HTTPConnection | None = None

    def request(self) -> None:
        """One request. What came of it where it was not answered as it must be is kept, and the next one goes on."""
        began = time.monotonic()
        try:
            self._request(next(self._numbers))
        except (OSError, http.client.HTTPException, LostError) as problem:
            self.close()
            how = "kept connection" if self.keeps else "new connection"
            self.losses.add(f"{self.endpoint}, {how}", problem, time.monotonic() - began)

    def _request(self, number: int) -> None:
        method, query, headers, body, expected = _KINDS[number % len(_KINDS)](number)
        with self.gate.passing():
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            url = f"/_hcms/api/{self.endpoint}?{query}"
            self._connection.request(method, url, body, headers)
            response = self._connection.getresponse()
            text = response.read()
            if response.status != 200:
                raise answered(response.status, text)
        answer = json.loads(text)
        self.pid = answer.pop("pid")
        if answer != expected:
            raise LostError(f"another's {method} {query}: {text[:200]!r}")
        self.answered += 1
        if not self.keeps:
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


_Request = tuple[str, str, dict[str, str], bytes | None, dict[str, Any]]


def _get(number: int) -> _Request:
    return "GET", urlencode({"n": number, "part": "ä +&"}), {}, None, {"n": str(number), "part": "ä +&"}


def _json(number: int) -> _Request:
    body = {"id": number, "text": "x" * (number % 50) * 100}
    headers = {"Content-Type": "application/json"}
    return "POST", f"n={number}", headers, json.dumps(body).encode(), {"n": str(number), "body": body}


def _large(number: int) -> _Request:
    body = {"text": "y" * 300_000}
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    data = gzip.compress(json.dumps(body).encode(), 1)
    return "POST", f"n={number}", headers, data, {"n": str(number), "body": body}


def _form(number: int) -> _Request:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return "POST", f"n={number}", headers, urlencode({"part": "a b"}).encode(), {"n": str(number), "part": "a b"}


def _multipart(number: int) -> _Request:
    headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    part = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="part"\r\n\r\nfield\r\n--{_BOUNDARY}--\r\n'
    return "PUT", f"n={number}", headers, part.encode(), {"n": str(number), "part": "field"}


_KINDS = (_get, _json, _form, _get, _multipart, _json, _get, _large)
