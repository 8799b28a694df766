"""serverless.json: what it says of each endpoint, folder and endpoint merged (contract §2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .json_text import write_json

DEFAULT_RUNTIME = "nodejs20.x"
DEFAULT_VERSION = "1.0"
DEFAULT_METHOD = "GET"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
OLDEST_DEPLOYED_MAJOR = 20

_RUNTIME = re.compile(r"nodejs([0-9]+)\.x")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint with what its folder adds: `environment` and `secrets` are merged (contract §2)."""

    name: str
    file: str
    methods: tuple[str, ...]
    environment: Mapping[str, str]
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parsed serverless.json. `data` is the JSON as it stands, key order included."""

    data: Mapping[str, Any]

    @property
    def runtime(self) -> str:
        return str(self.data.get("runtime", DEFAULT_RUNTIME))

    @property
    def node_major(self) -> int:
        return runtime_major(self.runtime) or OLDEST_DEPLOYED_MAJOR

    def endpoints(self) -> dict[str, Endpoint]:
        """The endpoints by name, in order. Needs a manifest without errors."""
        folder_environment = self.data.get("environment") or {}
        folder_secrets = self.data.get("secrets") or []
        found: dict[str, Endpoint] = {}
        for name, entry in (self.data.get("endpoints") or {}).items():
            environment = {**folder_environment, **(entry.get("environment") or {})}
            found[name] = Endpoint(
                name=name,
                file=normal_file(entry["file"]),
                methods=read_methods(entry.get("method", DEFAULT_METHOD)),
                environment={key: environment_text(value) for key, value in environment.items()},
                secrets=tuple(dict.fromkeys([*folder_secrets, *(entry.get("secrets") or [])])),
            )
        return found

    def dumps(self) -> str:
        """The JSON text: the same keys in the same order, two spaces deep."""
        return write_json(self.data) + "\n"


def runtime_major(runtime: str) -> int | None:
    """The major of Node that a runtime names; None where it is no runtime."""
    match = _RUNTIME.fullmatch(runtime)
    return int(match[1]) if match else None


def normal_file(file: str) -> str:
    """`./f.js` and `f.js` are one file."""
    return file.removeprefix("./")


def read_methods(value: str | Iterable[str]) -> tuple[str, ...]:
    """A method or several, upper-case, each once."""
    names = [value] if isinstance(value, str) else value
    return tuple(dict.fromkeys(name.strip().upper() for name in names))


def environment_text(value: Any) -> str:
    """What `process.env` holds of a value: text as it is, anything else as JSON (contract §4)."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
