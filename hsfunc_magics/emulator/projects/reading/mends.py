"""What in the hsmeta files of functions has one certain mend, made in their own text: every other byte stays."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from ...disk.mend import Mend, plan_file
from ...json_text.positions import JsonNode, read_tree
from ...serverless_json.manifest import METHODS
from ...serverless_json.mends import (
    Change,
    changed,
    key_change,
    letter_case,
    members_of,
    method_case,
    without_commas,
)
from ...serverless_json.validate import parse_object
from .disk import DiskProject
from .formats.hsmeta import ENDING, ENDPOINT, FUNCTION, FUNCTION_COMPONENT, FUNCTION_CONFIG, PLACES


def plan_mends(read: DiskProject, shown: Callable[[Path], str]) -> list[Mend]:
    """What can be mended in the hsmeta files of a project's functions. `shown` is how a file is told."""
    place = posixpath.join(read.src, PLACES[FUNCTION])
    entries = {f"/{posixpath.relpath(name, read.src or '.')}" for name in read.names}
    files = [read.path / name for name in sorted(read.names) if posixpath.dirname(name) == place]
    mends = [plan_file(file, shown(file), lambda text: mended(text, entries)) for file in files if _is_hsmeta(file)]
    return [mend for mend in mends if mend is not None]


def mended(text: str, entries: Collection[str]) -> str:
    """The text with all mended that can be meant in one way only; the very same where there is nothing of that kind.

    `entries` are the files that an entrypoint may name, from the source folder on, with a slash.
    """
    text = without_commas(text)
    data, _ = parse_object(text, "", "")
    if data is None or data.get("type") != FUNCTION:
        return text
    return changed(text, _changes(read_tree(text), text, entries))


def _is_hsmeta(file: Path) -> bool:
    return file.name.endswith(ENDING)


def _changes(tree: JsonNode, text: str, entries: Collection[str]) -> Iterator[Change]:
    yield from letter_case(tree, text, FUNCTION_COMPONENT)
    config = members_of(tree, FUNCTION_COMPONENT).get("config")
    if config is None:
        return
    yield from letter_case(config, text, FUNCTION_CONFIG)
    inner = members_of(config, FUNCTION_CONFIG)
    if "entrypoint" in inner:
        yield from _entrypoint(inner["entrypoint"], text, entries)
    if "endpoint" in inner:
        yield from _endpoint(inner["endpoint"], text)


def _entrypoint(node: JsonNode, text: str, entries: Collection[str]) -> Iterator[Change]:
    """A file that is there, named without the slash at its beginning."""
    value = _read(node, text)
    if isinstance(value, str) and not value.startswith("/") and f"/{value.removeprefix('./')}" in entries:
        yield Change(node.start, node.end, json.dumps(f"/{value.removeprefix('./')}", ensure_ascii=False))


def _endpoint(node: JsonNode, text: str) -> Iterator[Change]:
    """`method`, one or several, where `methods` is meant."""
    yield from letter_case(node, text, ENDPOINT)
    members = members_of(node, ENDPOINT)
    methods = members.get("methods", members.get("method"))
    if methods is None:
        return
    if "methods" not in members:
        member = next(one for one in node.members or () if one.value is methods)
        yield key_change(member, text, "methods")
    value = _read(methods, text)
    if isinstance(value, str):
        wanted = value.upper() if value.upper() in METHODS else value
        yield Change(methods.start, methods.end, f"[{json.dumps(wanted, ensure_ascii=False)}]")
    for item in methods.items:
        yield from method_case(item, text)


def _read(node: JsonNode, text: str) -> Any:
    return json.loads(text[node.start : node.end])
