"""What a draft would change: told in words, and line by line for each file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...emulator.functions.folder import Folder
from ...emulator.json_text.read_write import same_json
from ...emulator.serverless_json.manifest import MANIFEST_NAME
from .manifest_edits import entries


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file before and after, as the lines of a unified diff without its heading."""

    name: str
    lines: tuple[str, ...]


def differences(before: Folder | None, after: Folder) -> list[FileDifference]:
    """The files that change, serverless.json first. `before` is None where nothing is registered."""
    old = _texts(before) if before is not None else {}
    new = _texts(after)
    found: list[FileDifference] = []
    for name in dict.fromkeys([MANIFEST_NAME, *old, *new]):
        one, other = old.get(name, ""), new.get(name, "")
        if one != other:
            found.append(difference(name, one, other))
    return found


def difference(name: str, before: str, after: str) -> FileDifference:
    """What of one file changes."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=2, lineterm="")
    return FileDifference(name, tuple(lines)[2:])


def summary(before: Folder | None, after: Folder) -> list[str]:
    """A line for each thing that is added, changed or removed."""
    old = before.manifest.data if before is not None else {}
    new = after.manifest.data
    told = [] if before is not None else [f"new folder {after.title}"]
    keys = dict.fromkeys(key for key in [*old, *new] if key != "endpoints")
    moved = _renamed(entries(old), entries(new))
    told += [f"folder: {key}" for key in keys if before is not None and not same_json(old.get(key), new.get(key))]
    for name in dict.fromkeys([*entries(old), *entries(new)]):
        if name in moved:
            told.append(f"renamed: {name} to {moved[name]}")
        elif name in moved.values():
            before_it = next(other for other, now in moved.items() if now == name)
            if not same_json(entries(old)[before_it], entries(new)[name]):
                told.append(f"changed: {name}")
        elif name not in entries(new):
            told.append(f"removed: {name}")
        elif name not in entries(old):
            told.append(f"added: {name}")
        elif not same_json(entries(old)[name], entries(new)[name]):
            told.append(f"changed: {name}")
    files = dict(before.files) if before is not None else {}
    for file in dict.fromkeys([*files, *after.files]):
        if file not in after.files:
            told.append(f"removed: {file}")
        elif files.get(file) != after.files[file]:
            told.append(f"{'changed' if file in files else 'added'}: {file}")
    return told


def _renamed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """The endpoints that have another name now: one that is gone, and one that is new with the same file."""
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    moved: dict[str, str] = {}
    for same in (same_json, _same_file):
        for name in gone:
            found = [other for other in come if other not in moved.values() and same(old[name], new[other])]
            if name not in moved and len(found) == 1:
                moved[name] = found[0]
    return moved


def _same_file(one: Any, other: Any) -> bool:
    both = isinstance(one, dict) and isinstance(other, dict)
    return both and one.get("file") is not None and bool(one.get("file") == other.get("file"))


def _texts(folder: Folder) -> dict[str, str]:
    return {MANIFEST_NAME: folder.manifest.dumps(), **{name: file.text for name, file in folder.files.items()}}
