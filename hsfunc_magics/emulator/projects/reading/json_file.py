"""One JSON file of a project: its object, and problems with their file, line and column (contract §12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...json_text.positions import JsonPath
from ...secrets.detect import looks_like_secret
from ...serverless_json.problems import Problem, error, json_path, warning
from ...serverless_json.validate import parse_object, placed


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A file that holds a JSON object."""

    name: str
    data: Mapping[str, Any]
    text: str

    def problems(self, found: Iterable[Problem], *, blocks: bool = False) -> list[Problem]:
        """The problems with their places, and those that every JSON file can have."""
        told = placed([*found, *_secret_values(self.data)], self.text)
        return [replace(problem, file=self.name, blocks=blocks) for problem in told]


def read_json_file(name: str, content: str | bytes, start_with: str) -> tuple[JsonFile | None, list[Problem]]:
    """The file; or None, and why it holds no JSON object. `start_with` is how to begin one."""
    try:
        text = content if isinstance(content, str) else content.decode()
    except UnicodeDecodeError as problem:
        told = error("", f"is not UTF-8 (byte {problem.start}).", "Save it as UTF-8.")
        return None, [replace(told, file=name, blocks=False)]
    data, unreadable = parse_object(text, "", start_with)
    if data is None:
        return None, [replace(problem, file=name, blocks=False) for problem in unreadable]
    return JsonFile(name, data, text), []


def skipped(name: str, why: str, where: str) -> Problem:
    """The problem of a file that HubSpot does not read; `where` it would."""
    return replace(warning("", f"is not read: {why}", f"Move it to {where}."), file=name)


def _secret_values(value: Any, steps: JsonPath = ()) -> Iterator[Problem]:
    """Texts that look like a secret's value, which are not repeated."""
    if isinstance(value, str):
        if looks_like_secret(value):
            mend = "Name the secret under secretKeys; its value stays out of every file."
            yield warning(json_path(*steps), "looks like a secret's value.", mend)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secret_values(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _secret_values(inner, (*steps, index))
