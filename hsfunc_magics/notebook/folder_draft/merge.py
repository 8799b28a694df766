"""Brings what was registered meanwhile into a draft: what only one side changed is taken, typing wins over both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ...emulator.functions.folder import Folder
from ...emulator.json_text.read_write import same_json
from ...emulator.sources.javascript import SourceFile
from .manifest_edits import entries

Kind = Literal["key", "endpoint", "file"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands for what is not there."""


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key of the folder, an endpoint or a file that was changed here and elsewhere; `theirs` is registered now."""

    kind: Kind
    name: str
    theirs: Any

    def __str__(self) -> str:
        what = {"key": f"The folder's {self.name}", "endpoint": f"The endpoint {self.name}", "file": self.name}
        done = "removed" if self.theirs is MISSING else "changed"
        return f"{what[self.kind]} was {done} elsewhere, too. What you typed is kept."


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of it."""

    data: dict[str, Any]
    files: dict[str, SourceFile]
    conflicts: tuple[Conflict, ...]


def merge(base: Folder, data: Mapping[str, Any], files: Mapping[str, SourceFile], theirs: Folder) -> Merged:
    """Brings the way from `base` to `theirs` into a draft that began from `base`."""
    conflicts: list[Conflict] = []

    def both(kind: Kind) -> Callable[[str, Any], None]:
        return lambda name, value: conflicts.append(Conflict(kind, name, value))

    before, now = base.manifest.data, theirs.manifest.data
    keys = _merge(_without_endpoints(before), _without_endpoints(data), _without_endpoints(now), both("key"))
    if isinstance(data.get("endpoints", {}), dict):
        endpoints: Any = _merge(entries(before), entries(data), entries(now), both("endpoint"))
    else:
        # Half-typed: there is no place for what came from elsewhere until it is an object again.
        endpoints = data["endpoints"]
        if not same_json(before.get("endpoints"), now.get("endpoints")):
            conflicts.append(Conflict("key", "endpoints", now.get("endpoints", MISSING)))
    if endpoints or "endpoints" in data or "endpoints" in now:
        keys["endpoints"] = endpoints
    # The draft's own order first, so that nothing moves under the hand that types.
    ordered = {key: keys[key] for key in dict.fromkeys([*data, *keys]) if key in keys}
    return Merged(ordered, _merge(base.files, files, theirs.files, both("file")), tuple(conflicts))


def _merge(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], conflict: Callable[[str, Any], None]
) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name in dict.fromkeys([*mine, *theirs, *base]):
        old, own, other = (side.get(name, MISSING) for side in (base, mine, theirs))
        kept = own
        if _equal(own, old):
            kept = other
        elif not _equal(other, old) and not _equal(own, other):
            conflict(name, other)
        if kept is not MISSING:
            merged[name] = kept
    return merged


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, SourceFile | Missing) or isinstance(other, SourceFile | Missing):
        return bool(one == other)
    return same_json(one, other)


def _without_endpoints(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key != "endpoints"}
