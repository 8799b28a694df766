"""What registering an endpoint writes into serverless.json, and tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..display import Displayable
from ..errors import FunctionError
from ..serverless_json.manifest import DEFAULT_METHOD, Endpoint, bundle_name, normal_file, read_methods
from ..sources.javascript import SourceFile, file_from_cell
from ..sources.package_needs import ADDED, Door
from ..text import did_you_mean
from .bundle import Bundle
from .folder import Folder


@dataclass(frozen=True, repr=False)
class Registration(Displayable):
    """What `add` did. `warnings` are the folder's that concern this endpoint; `replaced` whether it was there.

    `shared` are the other endpoints that run the same file, `rewritten` whether it had another source before.
    """

    endpoint: Endpoint
    folder: Folder
    url: str
    warnings: tuple[str, ...]
    replaced: bool
    wrapped: bool
    bundle: Bundle | None = None
    shared: tuple[str, ...] = ()
    rewritten: bool = False

    def __repr__(self) -> str:
        return f"<Registration of {' '.join(self.endpoint.methods)} {self.url}>"


def endpoint_entry(
    file: str, method: str | Iterable[str] | None, environment: Mapping[str, Any] | None, secrets: Iterable[str]
) -> dict[str, Any]:
    """The endpoint as it stands in serverless.json, in the order of the reference's examples."""
    entry: dict[str, Any] = {}
    # Written out also where it is GET: HubSpot's own local runtime stops at an endpoint that names none.
    methods = list(read_methods(DEFAULT_METHOD if method is None else method))
    entry["method"] = methods[0] if len(methods) == 1 else methods
    entry["file"] = file
    if environment:
        entry["environment"] = dict(environment)
    names = list(dict.fromkeys(secrets))
    if names:
        entry["secrets"] = names
    return entry


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
    overwrite: bool = False,
    door: Door = ADDED,
) -> Proposal:
    """The arguments of `Functions.add` as a folder, `door` where it is called from. Raises `FunctionError`."""
    name = normal_file(file) if file is not None else before.default_file(endpoint)
    written = None
    if source is not None:
        if not source.strip():
            raise FunctionError(f"The source of {endpoint} is empty: write a module, or the body of main.")
        written = file_from_cell(source)
        if not overwrite:
            _check_writer(before, endpoint, name, written, door)
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


def _check_writer(folder: Folder, endpoint: str, file: str, written: SourceFile, door: Door) -> None:
    """Raises `FunctionError` where another endpoint's source would be lost, and that endpoint run this one."""
    there = folder.files.get(file)
    if there is None or there.text == written.text:
        return
    users = folder.users_of(file)
    others = [name for name in users if name != endpoint]
    writer = folder.writers.get(file)
    if not others or writer == endpoint or (writer not in others and endpoint in users):
        return
    raise FunctionError(
        f"{file} in {folder.title} is the file of {' and '.join(others)}, with another source. To share it as it is:"
        f" {door.shared(endpoint, file)}. To put this source in its place, for {' and '.join(others)} too:"
        f" {door.overwrite}. Otherwise name another file."
    )
