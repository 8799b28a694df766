"""A request to the small HubSpot, taken apart: host, path, query, token, and a body that is JSON or a form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ....runtime.outgoing import OutgoingRequest
from .replies import Refused, invalid

API_HOSTS = frozenset({"api.hubapi.com", "api.hubspot.com", "api-eu1.hubapi.com", "api-eu1.hubspot.com"})
FORM_HOSTS = frozenset(
    {"api.hsforms.com", "api-eu1.hsforms.com", "forms.hubspot.com", "forms.hsforms.com", "forms-eu1.hsforms.com"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request by its parts. `path` is a decoded segment each; header names are lower case."""

    method: str
    host: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    content: bytes

    def one(self, name: str, default: str = "") -> str:
        """A parameter of the query; the first, where it is there several times."""
        return next((value for key, value in self.query if key == name), default)

    def many(self, name: str) -> list[str]:
        """A parameter that is a list: given several times, or with commas."""
        return [part for key, value in self.query if key == name for part in value.split(",") if part]

    def flag(self, name: str) -> bool:
        """A parameter that is true or false."""
        return self.one(name).lower() == "true"

    def number(self, name: str, default: int, *, most: int) -> int:
        """A parameter that is a whole number from 1."""
        text = self.one(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most:
            raise invalid(f"Invalid value for query parameter '{name}': {text!r} is no number from 1 to {most}.")
        return int(text)

    def json(self) -> Any:
        """The body as JSON. Raises `Refused`."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            told = f"content-type is {kind or 'missing'}: HubSpot wants application/json."
            raise Refused(415, "", "HTTP 415 Unsupported Media Type", told=told)
        try:
            return json.loads(self.content.decode("utf-8-sig"))
        except json.JSONDecodeError as problem:
            where = f"line {problem.lineno}, column {problem.colno}"
            raise invalid(f"Invalid input JSON on {where}: {problem.msg}") from None
        except (ValueError, RecursionError):
            raise invalid("Invalid input JSON on line 1, column 1: it cannot be read") from None

    def object(self) -> dict[str, Any]:
        """The body as a JSON object. Raises `Refused`."""
        value = self.json()
        if not isinstance(value, dict):
            raise invalid("Invalid input JSON on line 1, column 1: Cannot deserialize value: an object is expected")
        return value

    def inputs(self, *, most: int = 100) -> list[Any]:
        """What a batch has in `inputs`. Raises `Refused`."""
        found = self.object().get("inputs")
        if not isinstance(found, list) or not all(isinstance(entry, dict | str | int) for entry in found):
            raise invalid("Invalid input JSON: inputs is missing, or no list.")
        if not found or len(found) > most:
            raise invalid(f"Batch size must be between 1 and {most}; it is {len(found)}.")
        return found

    def form(self) -> list[tuple[str, str]]:
        """The body as the fields of a form."""
        return parse_qsl(self.content.decode("utf-8", "replace"), keep_blank_values=True)


def read_request(request: OutgoingRequest) -> Asked | None:
    """The parts of a request; None where it does not go to HubSpot."""
    try:
        parts = urlsplit(request.url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if host not in API_HOSTS and host not in FORM_HOSTS:
        return None
    headers: dict[str, str] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), value)
    return Asked(
        method=request.method.upper(),
        host=host,
        path=tuple(unquote(part) for part in parts.path.split("/") if part),
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        content=request.body,
    )


def texts(value: Any, name: str) -> list[str]:
    """A list of texts in a body; nothing where it is left out. Raises `Refused`."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise invalid(f"Invalid input JSON: {name} is a list of texts.")
    return list(value)


def objects(value: Any, name: str) -> list[dict[str, Any]]:
    """A list of objects in a body; nothing where it is left out. Raises `Refused`."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise invalid(f"Invalid input JSON: {name} is a list of objects.")
    return list(value)
