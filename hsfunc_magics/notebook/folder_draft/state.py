"""What stands in an editor at one moment; immutable, so that undo is a step back to an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...emulator.functions.folder import Folder
from ...emulator.json_text.read_write import same_json
from ...emulator.serverless_json.manifest import Manifest, normal_file
from ...emulator.serverless_json.validate import parse_manifest
from ...emulator.sources.javascript import SourceFile, file_from_cell
from .environment_rows import Row, read_rows, rows_of
from .manifest_edits import entries, file_of, holder
from .merge import MISSING, Conflict, merge

FieldName = tuple[str | None, str]
"""A field of the form: the endpoint, or None for the folder, and `path`, `file`, `method`, `environment`, …

`source` belongs to a file: its name stands in the endpoint's place.
"""


@dataclass(frozen=True)
class State:
    """One moment of a draft.

    `base` is the registered folder that it began from; `text` the JSON side as typed; `data` what it says, or said
    when it could last be read. `held` is typing in fields that JSON cannot express, such as a name that is taken.
    """

    base: Folder
    text: str
    data: Mapping[str, Any]
    files: Mapping[str, SourceFile]
    readable: bool = True
    held: Mapping[FieldName, Any] = field(default_factory=dict[FieldName, Any])
    conflicts: tuple[Conflict, ...] = ()

    @property
    def folder(self) -> Folder:
        """The folder that this would be."""
        manifest = Manifest(self.data, self.text) if self.readable else self.base.manifest.with_data(self.data)
        return replace(self.base, manifest=manifest, files=self.files)

    def differs(self, registered: Folder) -> bool:
        """Whether there is anything that `registered` does not have."""
        return (
            not self.readable
            or any(is_wrong(where, value) for where, value in self.held.items())
            or not same_json(self.data, registered.manifest.data)
            or dict(self.files) != dict(registered.files)
        )

    def path(self, endpoint: str) -> str:
        """The endpoint's name as it is typed, which may be one that is taken."""
        return str(self.held.get((endpoint, "path"), endpoint))

    def rows(self, owner: str | None) -> tuple[Row, ...]:
        """The environment of an endpoint, or for None of the folder, as it is typed."""
        held = self.held.get((owner, "environment"))
        return tuple(held) if held is not None else rows_of(holder(self.data, owner).get("environment"))

    def file(self, endpoint: str) -> str:
        """The key under which an endpoint's file stands in `files`, or would stand."""
        return normal_file(file_of(self.data, endpoint))

    def source_file(self, endpoint: str) -> str:
        """The file that is edited: the endpoint's, or where that is a bundle the one which it was made of."""
        return self.folder.source_of(self.file(endpoint))

    def source(self, endpoint: str) -> str | None:
        """The endpoint's JavaScript, as it is typed or as its cell had it; None where its file is not there."""
        name = self.source_file(endpoint)
        file, typed = self.files.get(name), self.held.get((name, "source"))
        if file is None:
            return None
        return str(typed) if typed is not None and file_from_cell(typed) == file else "\n".join(file.cell_lines())

    def unused_files(self) -> list[str]:
        """Files that no endpoint names, and that no endpoint's bundle was made of."""
        used = {file for name in entries(self.data) for file in (self.file(name), self.source_file(name))}
        return sorted(file for file in self.files if file not in used)


def is_wrong(where: FieldName, held: Any) -> bool:
    """Whether typing that is held keeps the draft from being applied; blank lines and spaces do not."""
    return where[1] == "path" or (where[1] == "environment" and bool(read_rows(held)[1]))


def begin(folder: Folder) -> State:
    """The state that shows a folder as it is registered."""
    return State(folder, folder.manifest.dumps(), folder.manifest.data, folder.files)


def with_text(state: State, text: str) -> State:
    """After typing on the JSON side. What stood half-typed in the form gives way to it."""
    manifest, _ = parse_manifest(text)
    if manifest is None:
        return replace(state, text=text, readable=False)
    return replace(state, text=text, data=manifest.data, readable=True, held={})


def with_data(state: State, data: Mapping[str, Any]) -> State:
    """After a change of the form: the JSON side follows, and keeps what else it says as it was typed."""
    manifest = Manifest(data, state.text) if state.readable else state.base.manifest.with_data(data)
    return replace(state, data=data, text=manifest.dumps(), readable=True)


def with_held(state: State, where: FieldName, value: Any) -> State:
    """With typing that a field holds back from the JSON; None lets go of it."""
    held = {key: kept for key, kept in state.held.items() if key != where}
    if value is not None:
        held[where] = value
    return replace(state, held=held)


def rebase(state: State, registered: Folder) -> State:
    """The same typing on what is registered now. Text that cannot be read waits until it can."""
    if state.base is registered or not state.readable:
        return state
    merged = merge(state.base, state.data, state.files, registered)
    fresh = {(conflict.kind, conflict.name) for conflict in merged.conflicts}
    older = [conflict for conflict in state.conflicts if (conflict.kind, conflict.name) not in fresh]
    untouched = state.text == state.base.manifest.dumps() and same_json(merged.data, registered.manifest.data)
    moved = replace(begin(registered), held=state.held) if untouched else with_data(state, merged.data)
    return replace(moved, base=registered, files=merged.files, conflicts=(*older, *merged.conflicts))


def taking(state: State, conflict: Conflict) -> State:
    """With what is registered in place of what was typed."""
    rest = tuple(other for other in state.conflicts if other != conflict)
    state = replace(state, conflicts=rest)
    if conflict.kind == "file":
        return replace(state, files=_placed(state.files, conflict))
    if conflict.kind == "key":
        return with_data(state, _placed(state.data, conflict))
    endpoints = state.data.get("endpoints")
    return with_data(state, {**state.data, "endpoints": _placed(endpoints or {}, conflict)})


def _placed(mapping: Mapping[str, Any], conflict: Conflict) -> dict[str, Any]:
    if conflict.theirs is MISSING:
        return {name: value for name, value in mapping.items() if name != conflict.name}
    return {**mapping, conflict.name: conflict.theirs}
