"""One file of a folder, found by what a person types: its name, with or without the folder, or an endpoint's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .display import Viewable
from .errors import FunctionError, did_you_mean
from .functions.javascript import SourceFile
from .serverless_json.manifest import MANIFEST_NAME, normal_file

if TYPE_CHECKING:
    from .account import Account


@dataclass(frozen=True)
class Shown(Viewable):
    """A file as it runs and is exported. `text` is None where it is no text; `wrapped`: a cell is the body of main."""

    path: str
    text: str | None
    size: int
    wrapped: bool


def show_file(account: Account, wanted: str) -> Shown:
    """The file that is meant. Raises `FunctionError` with the nearest names, or with the folders to choose from."""
    account.following.refresh()
    folders = account.functions.folders
    files = {
        folder.path(name): (folder, source)
        for folder in folders.values()
        for name, source in {MANIFEST_NAME: SourceFile(folder.manifest.dumps()), **folder.files}.items()
    }
    by_name: dict[str, list[str]] = {}
    for path, (folder, _) in files.items():
        by_name.setdefault(path.removeprefix(f"{folder.title}/"), []).append(path)
    endpoints = {
        endpoint.name: folder.path(folder.source_of(normal_file(endpoint.file)))
        for folder in folders.values()
        for endpoint in folder.endpoints().values()
    }
    asked = wanted.removeprefix("./")
    found = [asked] if asked in files else by_name.get(asked) or [path for path in [endpoints.get(asked)] if path]
    if not found:
        known = did_you_mean(asked, [*by_name, *endpoints, *files])
        raise FunctionError(f"There is no file or endpoint {wanted}.{known} %hs tree shows what there is.")
    if len(found) > 1:
        raise FunctionError(f"There are several files {wanted}: {', '.join(found)}. Say which.")
    return _shown(found[0], files[found[0]][1])


def _shown(path: str, source: SourceFile) -> Shown:
    is_text = source.raw is None and "\0" not in source.text
    size = len(source.text.encode("utf-8", "replace")) if source.raw is None else len(source.raw)
    return Shown(path, source.text if is_text else None, size, source.first_column > 0)
