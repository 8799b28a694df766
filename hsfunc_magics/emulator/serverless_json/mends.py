"""What in serverless.json has one certain mend, made in its own text: every other byte stays (contract §2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..json_text.positions import BYTE_ORDER_MARK, JsonNode, Member, read_tree
from ..json_text.read_write import read_json
from .format import ENDPOINT, ENDPOINT_NAME_RULES, MANIFEST
from .manifest import DEFAULT_RUNTIME, DEFAULT_VERSION, METHODS, normal_file
from .projects import is_project
from .shapes import Record
from .validate import parse_manifest

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BEFORE_ENDPOINTS = "_hcms/api/"


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at `start` to `end` gives way to a text."""

    start: int
    end: int
    new: str


def mended(text: str, files: Iterable[str]) -> str:
    """The text with all mended that can be meant in one way only; the very same where there is nothing of that kind.

    `files` are the folder's other files. What cannot be read as JSON is mended where commas alone are in the way.
    """
    text = without_commas(text)
    manifest, _ = parse_manifest(text)
    if manifest is None or is_project(manifest.data):
        return text
    return changed(text, _changes(read_tree(text), text, list(files)))


def changed(text: str, changes: Iterable[Change]) -> str:
    """The text with all of the changes, which do not overlap."""
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        text = text[: change.start] + change.new + text[change.end :]
    return text


def without_commas(text: str) -> str:
    """Without the commas that stand before a closing bracket, which JSON does not allow."""
    start = len(text) - len(text.removeprefix(BYTE_ORDER_MARK))
    shorter = text
    while True:
        try:
            read_json(shorter[start:])
        except json.JSONDecodeError as problem:
            comma = _stray_comma(problem.doc, problem.pos)
            if comma is None:
                return text
            shorter = shorter[: start + comma] + shorter[start + comma + 1 :]
        except ValueError:
            return text
        else:
            return shorter


def _stray_comma(text: str, position: int) -> int | None:
    """Where the comma stands that keeps a text from being JSON there; None where it is something else."""
    rest, before = text[position:], text[:position].rstrip()
    if rest.startswith(",") and rest[1:].lstrip().startswith(("}", "]")):
        return position
    if rest.startswith(("}", "]")) and before.endswith(","):
        return len(before) - 1
    return None


def _changes(tree: JsonNode, text: str, files: list[str]) -> Iterator[Change]:
    yield from letter_case(tree, text, MANIFEST)
    top = members_of(tree, MANIFEST)
    for key, wanted in (("runtime", DEFAULT_RUNTIME), ("version", DEFAULT_VERSION)):
        if key in top and _read(top[key], text) != wanted:
            yield Change(top[key].start, top[key].end, json.dumps(wanted))
    endpoints = top.get("endpoints")
    if endpoints is None or endpoints.members is None:
        return
    names = [member.key for member in endpoints.members]
    for member in endpoints.members:
        name = _endpoint_name(member.key)
        if name != member.key and name not in names and all(rule.holds(name) for rule in ENDPOINT_NAME_RULES):
            yield key_change(member, text, name)
        yield from letter_case(member.value, text, ENDPOINT)
        entry = members_of(member.value, ENDPOINT)
        if "method" in entry:
            for method in entry["method"].items or (entry["method"],):
                yield from method_case(method, text)
        if "file" in entry:
            yield from _file(entry["file"], text, files)


def members_of(node: JsonNode, record: Record) -> dict[str, JsonNode]:
    """The values of known keys, by the key as it is meant; not of those that stand there twice."""
    known = {key.name.lower(): key.name for key in record.keys}
    found: dict[str, list[JsonNode]] = {}
    for member in node.members or ():
        found.setdefault(known.get(member.key.lower(), member.key), []).append(member.value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}


def letter_case(node: JsonNode, text: str, record: Record) -> Iterator[Change]:
    """Keys that differ from a known one in letter case."""
    known = {key.name.lower(): key.name for key in record.keys}
    once = members_of(node, record)
    for member in node.members or ():
        meant = known.get(member.key.lower())
        if meant is not None and meant != member.key and meant in once:
            yield key_change(member, text, meant)


def key_change(member: Member, text: str, name: str) -> Change:
    """Another name for a key."""
    written = _STRING.match(text, member.start)
    assert written is not None  # a key of JSON
    return Change(member.start, written.end(), json.dumps(name, ensure_ascii=False))


def _endpoint_name(name: str) -> str:
    """As it stands after /_hcms/api/."""
    return name.strip().strip("/").removeprefix(_BEFORE_ENDPOINTS)


def method_case(node: JsonNode, text: str) -> Iterator[Change]:
    """A method that is not in capitals."""
    value = _read(node, text)
    wanted = value.strip().upper() if isinstance(value, str) else ""
    if wanted in METHODS and wanted != value:
        yield Change(node.start, node.end, json.dumps(wanted))


def _file(node: JsonNode, text: str, files: list[str]) -> Iterator[Change]:
    """A file that is there under a name which differs in letter case, slashes or its `.js` only."""
    value = _read(node, text)
    if not isinstance(value, str) or not value or normal_file(value) in files:
        return
    wanted = _plain(value)
    meant = [file for file in files if file.lower() in (wanted, f"{wanted}.js")]
    if len(meant) == 1:
        yield Change(node.start, node.end, json.dumps(meant[0], ensure_ascii=False))


def _plain(file: str) -> str:
    return file.strip().replace("\\", "/").removeprefix("./").lstrip("/").lower()


def _read(node: JsonNode, text: str) -> Any:
    return json.loads(text[node.start : node.end])
