"""An endpoint that was deleted: what went with it, and how it comes back where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..display import Displayable
from ..errors import FunctionError
from ..serverless_json.manifest import Endpoint, normal_file, original_name
from ..sources.javascript import SourceFile
from .folder import Folder


@dataclass(frozen=True, repr=False)
class Deletion(Displayable):
    """What `delete` took away; `restore` puts it back. `folder` is the folder as it was, with the endpoint.

    `files` are those that went with it, `shared` those that stay because other endpoints use them.
    """

    endpoint: Endpoint
    folder: Folder
    files: tuple[str, ...]
    shared: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Deletion of {self.endpoint.name} in {self.folder.title}>"

    def put_back(self, now: Folder | None) -> Folder:
        """The folder with the endpoint again, where it stood in serverless.json, and its files.

        Raises `FunctionError` where another file has the place of one of them.
        """
        name = self.endpoint.name
        before = _entries(self.folder)
        if now is None:
            data = {**self.folder.manifest.data, "endpoints": {}}
            now = replace(self.folder, manifest=self.folder.manifest.with_data(data), files={})
        for file in self.files:
            if now.files.get(file, self.folder.files[file]) != self.folder.files[file]:
                raise FunctionError(
                    f"{now.path(file)} is another file by now: delete or rename the endpoint that uses it, then"
                    f" {name} can come back."
                )
        wanted = {normal_file(before[name]["file"]), *self.files}
        files: dict[str, SourceFile] = {
            **{file: source for file, source in self.folder.files.items() if file in wanted},
            **now.files,
        }
        written = now.manifest.written_endpoints()
        order = written if name in written else list(before)
        entries = _inserted(_entries(now), order, name, before[name])
        data = {**now.manifest.data, "endpoints": entries}
        return replace(now, manifest=now.manifest.with_data(data), files=files)


def deletion_of(folder: Folder, name: str) -> tuple[Folder, Deletion]:
    """The folder without the endpoint, and what has gone."""
    after = folder.without_endpoint(name)
    endpoint = folder.endpoints()[name]
    original = original_name(endpoint.file)
    own = [file for file in (endpoint.file, original) if file is not None and file in folder.files]
    gone = tuple(file for file in own if file not in after.files)
    shared = tuple(file for file in own if file in after.files)
    return after, Deletion(endpoint, folder, gone, shared)


def _entries(folder: Folder) -> Mapping[str, Any]:
    return folder.manifest.data.get("endpoints") or {}


def _inserted(entries: Mapping[str, Any], order: list[str], name: str, entry: Any) -> dict[str, Any]:
    """With an entry behind the one that stood before it, or in front of the one that followed, as far as they stand."""
    at = order.index(name)
    keys = list(entries)
    before = next((keys.index(other) + 1 for other in reversed(order[:at]) if other in entries), None)
    behind = next((keys.index(other) for other in order[at + 1 :] if other in entries), len(keys))
    keys.insert(before if before is not None else behind, name)
    return {key: entries.get(key, entry) for key in keys}
