"""Good clients: each sends one request after the other and compares every answer with what it sent."""

from __future__ import annotations

import gzip
import http.client
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from .gate import Gate

SECONDS = 40.0  # for one answer: calls may wait for a place, behind those that take their ten seconds
_BOUNDARY = "soak"


@dataclass
class Client:
    """A client with a connection that it keeps, or with a new one for each request."""

    port: int
    gate: Gate
    endpoint: str = "good"
    keeps: bool = True
    answered: int = 0
    pid: int = 0
    _numbers: Any = field(default_factory=count)
    _connection: http.client.HTTPConnection | None = None

    def request(self) -> None:
        """One request. Raises `AssertionError` for a wrong answer, and what the connection raises."""
        number = next(self._numbers)
        method, query, headers, body, expected = _KINDS[number % len(_KINDS)](number)
        with self.gate.passing():
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            url = f"/_hcms/api/{self.endpoint}?{query}"
            self._connection.request(method, url, body, headers)
            response = self._connection.getresponse()
            text = response.read()
            assert response.status == 200, (self.endpoint, method, query, response.status, text[:300])
        answer = json.loads(text)
        self.pid = answer.pop("pid")
        assert answer == expected, (self.endpoint, method, query)
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
