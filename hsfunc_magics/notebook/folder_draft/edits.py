"""What a form does to a draft, as functions from state to state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...emulator.functions.folder import Folder
from ...emulator.json_text.read_write import same_json
from ...emulator.serverless_json.manifest import DEFAULT_METHOD, normal_file
from ...emulator.sources.javascript import SourceFile, file_from_cell
from ...emulator.sources.template import template
from .environment_rows import Row, read_rows, rows_of
from .manifest_edits import (
    entries,
    holder,
    method_value,
    methods_of,
    renamed,
    shown_methods,
    with_entry,
    with_key,
    without_entry,
)
from .state import State, with_data, with_held


def rename(state: State, endpoint: str, path: str) -> State:
    """With the text of the path field: a name that is taken is held back from the JSON."""
    if path == endpoint:
        return with_held(state, (endpoint, "path"), None)
    if path in entries(state.data):
        return with_held(state, (endpoint, "path"), path)
    rows = state.held.get((endpoint, "environment"))
    state = with_held(with_held(state, (endpoint, "path"), None), (endpoint, "environment"), None)
    return with_held(with_data(state, renamed(state.data, endpoint, path)), (path, "environment"), rows)


def set_key(state: State, owner: str | None, key: str, value: Any) -> State:
    """With a key set, or for None taken out."""
    before = holder(state.data, owner)
    if key in before if value is None else key not in before or not same_json(before[key], value):
        return with_data(state, with_key(state.data, owner, key, value))
    return state


def set_methods(state: State, endpoint: str, methods: Iterable[str]) -> State:
    """With these methods: those that were there stay in front."""
    chosen = list(methods)
    before = methods_of(entries(state.data).get(endpoint))
    if set(chosen) == set(before):
        return state
    return set_key(state, endpoint, "method", method_value([*(name for name in before if name in chosen), *chosen]))


def set_rows(state: State, owner: str | None, rows: Sequence[Row]) -> State:
    """With these lines as environment; lines that JSON cannot express as they stand are held."""
    environment, wrong = read_rows(rows)
    state = set_key(state, owner, "environment", environment or None)
    plain = not wrong and rows_of(environment) == tuple(rows)
    return with_held(state, (owner, "environment"), None if plain else tuple(rows))


def add(state: State, endpoint: str) -> State:
    """With an endpoint that says nothing yet."""
    return state if endpoint in entries(state.data) else with_data(state, with_entry(state.data, endpoint))


def remove(state: State, endpoint: str) -> State:
    """Without an endpoint, and without its file, and what that was made of, where no other one uses it."""
    files = {state.file(endpoint), state.source_file(endpoint)}
    held = {where: value for where, value in state.held.items() if where[0] != endpoint}
    state = replace(with_data(state, without_entry(state.data, endpoint)), held=held)
    return _without_files(state, files.intersection(state.unused_files()))


def remove_unused_files(state: State) -> State:
    """Without the files that no endpoint names."""
    return _without_files(state, set(state.unused_files()))


def create_source(state: State, endpoint: str) -> State:
    """With a file for an endpoint, from a template; one that names no file gets a name for it first."""
    file = state.file(endpoint)
    if not file:
        file = Folder(state.base.name, files=state.files).default_file(endpoint)
        state = set_key(state, endpoint, "file", file)
    method = next(iter(shown_methods(entries(state.data).get(endpoint))), DEFAULT_METHOD)
    return replace(state, files={**state.files, file: SourceFile(template(endpoint, method))})


def write_source(state: State, endpoint: str, source: str) -> State:
    """With this JavaScript for an endpoint: a module, or the body of main."""
    if source == state.source(endpoint):
        return state
    file = state.source_file(endpoint)
    # As it is typed, to the last space: the body of main is wrapped without the spaces at its end.
    state = with_held(state, (file, "source"), source)
    return replace(state, files={**state.files, file: file_from_cell(source)})


def _without_files(state: State, gone: set[str]) -> State:
    return replace(state, files={name: file for name, file in state.files.items() if normal_file(name) not in gone})
