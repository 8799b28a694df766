"""A file of mocks: a JSON array, comments and commas at the end allowed, judged whole (contract §14).

Paths in it are those beside it: `file` has a body, `respond` JavaScript that answers.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...errors import MockError
from ...json_text.positions import BYTE_ORDER_MARK, Lines, without_comments
from ...json_text.read_write import TooDeepError, UnfitNumberError, read_json
from ...serverless_json.problems import Problem, error, in_order, json_path, kind
from ...serverless_json.validate import placed
from ...text import did_you_mean, visible
from .answers import check_status, header_lines
from .failures import read_failure
from .javascript import is_javascript
from .pattern import read_method, read_pattern
from .terms import check_times, seconds_of

KEYS = ("method", "url", "status", "headers", "json", "text", "file", "respond", "times", "delay", "fail")
EXAMPLE = '[{"method": "GET", "url": "https://api.hubapi.com/crm/v3/objects/contacts", "json": {"results": []}}]'
_BODIES = ("json", "text", "file", "respond", "fail")
_LARGEST = 32 * 1024 * 1024
# What people call a key elsewhere, and what it is here.
_INSTEAD = {
    "body": '"json", "text" or "file"', "response": '"json", "text" or "file"', "data": '"json"', "path": '"url"',
    "uri": '"url"', "handler": '"respond"', "code": '"status"', "statusCode": '"status"', "error": '"fail"',
    "script": '"respond"', "query": 'in the "url", behind its ?', "latency": '"delay"',
}  # fmt: skip


@dataclass
class FileOfMocks:
    """What a file says: the arguments of each mock, by where it stands, its problems, and the files that it read."""

    text: str
    entries: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    problems: list[Problem] = field(default_factory=list[Problem])
    files: list[Path] = field(default_factory=list[Path])

    def refuse(self, index: int, key: str | None, message: str) -> None:
        """Adds a problem."""
        path = json_path(index, key) if key is not None else json_path(index)
        self.problems.append(error(path, message, ""))

    def raise_problems(self, name: str) -> None:
        """Raises `MockError` where there are any."""
        if self.problems:
            found = in_order(placed(self.problems, self.text) if self.text else self.problems)
            raise told(found, name)


def told(problems: list[Problem], name: str) -> MockError:
    """The error that has all of them."""
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
    return MockError("\n".join([f"{name} has {count}:", *(visible(f"  {one}") for one in problems)]), problems)


def read_mocks(path: Path) -> FileOfMocks:
    """The arguments of each mock, and every problem of them. Raises `MockError` for what is no such file at all."""
    text = without_comments(_read(path)).removeprefix(BYTE_ORDER_MARK)
    value = _value(text, path.name)
    found = FileOfMocks(text, files=[path])
    if not isinstance(value, list):
        raise told(
            [error(path.name, f"must be an array of mocks, not {kind(value)}.", f"Such as {EXAMPLE}.")], path.name
        )
    eternal: dict[str, int] = {}
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            found.refuse(index, None, f"must be an object, not {kind(entry)}. Such as {EXAMPLE[1:-1]}.")
            continue
        arguments = _arguments(index, entry, path.parent, found)
        found.entries[index] = arguments
        rule = f"{str(entry.get('method', 'GET')).upper()} {entry.get('url')}"
        if rule in eternal:
            found.refuse(index, None, f"is never asked: {json_path(eternal[rule])} is for the same, and has no times.")
        elif "times" not in entry:
            eternal[rule] = index
    return found


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise MockError(f"{path} has more than 32 MB, which no file of mocks has.")
        return data.decode()
    except OSError as problem:
        raise MockError(f"{path} cannot be read: {_reason(problem)}.") from None
    except UnicodeDecodeError:
        raise MockError(f"{path} is no text in UTF-8: save it as UTF-8.") from None


def _value(text: str, name: str) -> Any:
    try:
        return read_json(text)
    except json.JSONDecodeError as problem:
        line, column = Lines(text).position(problem.pos)
        message = f"not JSON at column {column}: {problem.msg[:1].lower()}{problem.msg[1:]}."
        raise told([replace(error(name, message, f"Such as {EXAMPLE}."), line=line, column=column)], name) from None
    except (TooDeepError, UnfitNumberError) as problem:
        raise told([error(name, f"has what JSON cannot hold: {problem}.", "")], name) from None


def _arguments(index: int, entry: dict[str, Any], folder: Path, found: FileOfMocks) -> dict[str, Any]:
    for key in entry:
        if key not in KEYS:
            near = did_you_mean(key, KEYS) or (f" It is {_INSTEAD[key]} here." if key in _INSTEAD else "")
            found.refuse(index, key, f"is not a key of a mock.{near} Known keys: {', '.join(KEYS)}.")
    arguments: dict[str, Any] = {"method": "GET"}
    if "url" not in entry:
        found.refuse(index, None, 'has no url. Add "url": "https://api.hubapi.com/…".')
    for key, check in _CHECKS.items():
        if key in entry:
            for message in _wrong(check, entry[key]):
                found.refuse(index, key, message)
            arguments[key] = entry[key]
    bodies = [key for key in _BODIES if key in entry]
    if len(bodies) > 1:
        found.refuse(index, bodies[1], f"does not go with {bodies[0]}: a mock answers in one way.")
    if "json" in entry:
        arguments["json"] = entry["json"]
    if "fail" in entry:
        for key in ("status", "headers"):
            if key in entry:
                found.refuse(index, key, "does not go with fail: a request that fails gets no response.")
    for key, take in (("file", _of_file), ("respond", _of_script)):
        if key in entry:
            try:
                arguments |= take(entry[key], folder, arguments, found)
            except MockError as problem:
                found.refuse(index, key, str(problem))
    return arguments


def _wrong(check: Callable[[Any], object], value: Any) -> Iterator[str]:
    try:
        check(value)
    except MockError as problem:
        yield str(problem)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise MockError(f"must be a string, not {kind(value)}.")
    return value


def _headers(value: Any) -> None:
    if not isinstance(value, dict):
        raise MockError(f'must be an object, not {kind(value)}: {{"X-Total": "2"}}.')
    for name, one in value.items():
        values = one if isinstance(one, list) else [one]
        if not all(isinstance(each, str | int | float) and not isinstance(each, bool) for each in values):
            raise MockError(f"the value of {name} must be a string, or an array of strings.")
    header_lines(value)


_CHECKS: dict[str, Callable[[Any], object]] = {
    "method": lambda value: read_method(_text(value)),
    "url": lambda value: read_pattern(_text(value)),
    "status": check_status,
    "headers": _headers,
    "times": check_times,
    "delay": seconds_of,
    "fail": lambda value: read_failure(_text(value)),
    "text": _text,
}


def _of_file(value: Any, folder: Path, arguments: dict[str, Any], found: FileOfMocks) -> dict[str, Any]:
    path = _beside(value, folder, found)
    kind_, _ = mimetypes.guess_type(path.name)
    typed = any(name.lower() == "content-type" for name in arguments.get("headers") or {})
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise MockError(f"{value} cannot be read: {_reason(problem)}.") from None
    if kind_ is None or typed:
        return {"content": content}
    charset = "; charset=utf-8" if kind_.startswith("text/") else ""
    return {"content": content, "headers": {"Content-Type": f"{kind_}{charset}", **arguments.get("headers", {})}}


def _of_script(value: Any, folder: Path, _: dict[str, Any], found: FileOfMocks) -> dict[str, Any]:
    if is_javascript(_text(value)):
        return {"respond": value}
    path = _beside(value, folder, found)
    try:
        return {"respond": path.read_text("utf-8"), "name": path.name}
    except (OSError, UnicodeDecodeError) as problem:
        why = _reason(problem) if isinstance(problem, OSError) else "it is no text in UTF-8"
        raise MockError(f"{value} cannot be read: {why}.") from None


def _beside(value: Any, folder: Path, found: FileOfMocks) -> Path:
    """A file that is named, beside the file of mocks."""
    path = folder / _text(value)
    found.files.append(path)
    if not path.is_file():
        near = did_you_mean(path.name, (one.name for one in path.parent.iterdir())) if path.parent.is_dir() else ""
        raise MockError(f"there is no file {value}.{near} Its path is that beside the file of mocks.")
    return path


def _reason(problem: OSError) -> str:
    return (problem.strerror or "it cannot be read").lower()
