"""serverless.json: what it says of each endpoint, folder and endpoint merged (contract §2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..json_text.edit import rewritten
from ..json_text.positions import BYTE_ORDER_MARK
from ..json_text.read_write import javascript_json, read_json, same_json, write_json

MANIFEST_NAME = "serverless.json"
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
    """The parsed serverless.json. `data` is the JSON as it stands, key order included.

    `text` is the file that it was read from, byte for byte, also after changes of `data`; empty where there is none.
    """

    data: Mapping[str, Any]
    text: str = field(default="", repr=False)

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

    @property
    def stands_in_text(self) -> bool:
        """Whether the file that it was read from says just this, so that lines of it can be named."""
        return self.text != "" and same_json(read_json(self.text.removeprefix(BYTE_ORDER_MARK)), self.data)

    def written_endpoints(self) -> list[str]:
        """The endpoints' names in the order of the file that it was read from; none where there is no file."""
        data = read_json(self.text.removeprefix(BYTE_ORDER_MARK)) if self.text else {}
        return list(data.get("endpoints") or {})

    def with_data(self, data: Mapping[str, Any]) -> Manifest:
        """The same file, saying something else."""
        return replace(self, data=data)

    def dumps(self) -> str:
        """The text of the file: byte for byte what was read, but for what has changed since, in the file's own style.

        What was read from no file is two spaces deep.
        """
        return rewritten(self.text, self.data) if self.text else write_json(self.data) + "\n"


def runtime_major(runtime: str) -> int | None:
    """The major of Node that a runtime names; None where it is no runtime."""
    match = _RUNTIME.fullmatch(runtime)
    return int(match[1]) if match else None


def normal_file(file: str) -> str:
    """`./f.js` and `f.js` are one file."""
    return file.removeprefix("./")


def bundle_name(file: str) -> str:
    """The file that holds the bundle of a file: `events.js` → `events.bundle.js`."""
    return f"{file.removesuffix('.js')}.bundle.js"


def original_name(file: str) -> str | None:
    """The file that a bundle was made of, by its name; None where the name is no bundle's."""
    stem = file.removesuffix(".bundle.js")
    return f"{stem}.js" if stem != file else None


def read_methods(value: str | Iterable[str]) -> tuple[str, ...]:
    """A method or several, upper-case, each once."""
    names = [value] if isinstance(value, str) else value
    return tuple(dict.fromkeys(name.strip().upper() for name in names))


def environment_text(value: Any) -> str:
    """What `process.env` holds of a value: text as it is, anything else as JSON (contract §4)."""
    return value if isinstance(value, str) else javascript_json(value)
