"""What a folder becomes when an endpoint is registered, before anything is checked or put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import FunctionError, did_you_mean
from .functions.folder import Folder
from .functions.javascript import SourceFile, file_from_cell
from .functions.registration import endpoint_entry
from .serverless_json.manifest import bundle_name, normal_file


@dataclass(frozen=True, slots=True)
class Proposal:
    """The folder with the endpoint, the name of its file (not of its bundle), whether the cell was wrapped."""

    folder: Folder
    file: str
    wrapped: bool


def propose(
    before: Folder,
    endpoint: str,
    source: str | None,
    *,
    file: str | None,
    method: str | Iterable[str] | None,
    environment: Mapping[str, Any] | None,
    secrets: Iterable[str],
    runtime: str | None,
    bundled: SourceFile | None = None,
) -> Proposal:
    """The arguments of `Functions.add` as a folder. Raises `FunctionError`."""
    name = normal_file(file) if file is not None else before.default_file(endpoint)
    written = None
    if source is not None:
        if not source.strip():
            raise FunctionError(f"The source of {endpoint} is empty: write a module, or the body of main.")
        written = file_from_cell(source)
    elif name not in before.files:
        known = did_you_mean(name, before.files)
        raise FunctionError(f"There is no file {name} in {before.title}: give its source.{known}")
    if runtime is not None:
        before = before.with_runtime(runtime)
    after = before.with_endpoint(endpoint, endpoint_entry(name, method, environment, secrets), written)
    if bundled is not None:
        if name not in before.files and bundle_name(name) in before.files:
            raise FunctionError(
                f"{bundle_name(name)} is another file of {before.title}: name the function's with --file."
            )
        after = after.with_bundle(name, bundled)
    return Proposal(after, name, written is not None and written.first_column > 0)
