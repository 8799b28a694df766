"""A request as a mock sees it: an `OutgoingRequest` with its path parameters, and its parts read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ....runtime.outgoing import OutgoingRequest
from ...http import media_type


@dataclass(frozen=True, slots=True)
class MockedRequest(OutgoingRequest):
    """What a function has sent. `params` are the path parameters of the mock's URL: `:id` in it is `params["id"]`."""

    params: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, request: OutgoingRequest, params: Mapping[str, str]) -> MockedRequest:
        """The request, with the path parameters."""
        return cls(request.method, request.url, request.headers, request.body, request.client, dict(params))

    def __repr__(self) -> str:
        return f"<MockedRequest {self.method} {self.url}>"

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> dict[str, str | list[str]]:
        """Values by their names; a list of those of a name that stands several times."""
        return _gathered(parse_qsl(urlsplit(self.url).query, keep_blank_values=True, errors="replace"))

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name; of several lines joined by commas."""
        return self.headers_by_name.get(name.lower())

    @property
    def headers_by_name(self) -> dict[str, str]:
        """Values by names in lower case."""
        found: dict[str, str] = {}
        for name, value in self.headers:
            key = name.lower()
            found[key] = f"{found[key]}, {value}" if key in found else value
        return found

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Raises `ValueError` where it is none."""
        return json.loads(self.body)

    @property
    def read_body(self) -> Any:
        """The JSON of the body; its text where it is none, or is said to be something else."""
        kind = media_type(self.header("content-type"))
        if self.body and (not kind or kind.endswith(("/json", "+json"))):
            try:
                return self.json()
            except (ValueError, RecursionError):
                return self.text
        return self.text


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {name: several[0] if len(several) == 1 else several for name, several in values.items()}
