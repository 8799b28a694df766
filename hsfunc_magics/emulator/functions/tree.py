"""The folders of an account as a tree: files, what each serves, and secrets by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..display import Displayable
from ..errors import FunctionError
from ..secrets.secrets import Secrets
from ..serverless_json.manifest import MANIFEST_NAME, Endpoint, normal_file
from ..sources.javascript import SourceFile
from ..text import did_you_mean
from .folder import Folder
from .registry import Functions


@dataclass(frozen=True)
class Branch:
    """A directory, a file or an endpoint, and what hangs below it."""

    name: str
    remark: str = ""
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Tree(Displayable):
    """All folders of an account, and its projects."""

    folders: tuple[Branch, ...]


def build_tree(functions: Functions, secrets: Secrets) -> Tree:
    """The folders, as they stand now."""
    watched = functions.watched
    return Tree(tuple(_folder(folder, watched.get(name), secrets) for name, folder in functions.folders.items()))


def _folder(folder: Folder, place: str | None, secrets: Secrets) -> Branch:
    served: dict[str, list[Endpoint]] = {}
    for endpoint in folder.endpoints().values():
        served.setdefault(endpoint.file, []).append(endpoint)
    names = sorted({MANIFEST_NAME, *folder.files, *served})
    remark = f"follows {place}" if place is not None else ""
    return Branch(folder.title, remark, _level(names, "", folder, served, secrets))


def _level(
    names: list[str], prefix: str, folder: Folder, served: dict[str, list[Endpoint]], secrets: Secrets
) -> tuple[Branch, ...]:
    """What lies directly below a prefix such as `lib/`: directories first."""
    inside = [name for name in names if name.startswith(prefix)]
    heads = dict.fromkeys(name[len(prefix) :].split("/")[0] for name in inside if "/" in name[len(prefix) :])
    directories = [
        Branch(f"{head}/", "", _level(inside, f"{prefix}{head}/", folder, served, secrets)) for head in heads
    ]
    files = [
        Branch(
            name[len(prefix) :],
            _remark(name, folder),
            tuple(_endpoint(endpoint, secrets) for endpoint in served.get(name, ())),
        )
        for name in inside
        if "/" not in name[len(prefix) :]
    ]
    return (*directories, *files)


def _remark(name: str, folder: Folder) -> str:
    if name == MANIFEST_NAME:
        said = folder.manifest.runtime
        return said if folder.runtime == said else f"{said}, runs on {folder.runtime}"
    return "" if name in folder.files else "not there"


def _endpoint(endpoint: Endpoint, secrets: Secrets) -> Branch:
    names = [name if name in secrets else f"{name} (not in the account)" for name in endpoint.secrets]
    return Branch(f"{' '.join(endpoint.methods)} {endpoint.name}", f"secrets: {', '.join(names)}" if names else "")


@dataclass(frozen=True)
class FoundFile(Displayable):
    """A file as it runs and is exported. `text` is None where it is no text; `wrapped`: a cell is the body of main."""

    path: str
    text: str | None
    size: int
    wrapped: bool


def find_file(functions: Functions, wanted: str, others: Iterable[str] = ()) -> FoundFile:
    """The file that is meant. Raises `FunctionError` with the nearest names, or with the folders to choose from.

    `others` are names that are there elsewhere.
    """
    folders = functions.folders
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
        known = did_you_mean(asked, [*by_name, *endpoints, *files, *others])
        raise FunctionError(f"There is no file or endpoint {wanted}.{known} %hs tree shows what there is.")
    if len(found) > 1:
        raise FunctionError(f"There are several files {wanted}: {', '.join(found)}. Say which.")
    if found[0] not in files:
        raise FunctionError(f"There is no file {found[0]}: the endpoint {wanted} names it, and cannot run without it.")
    folder, source = files[found[0]]
    if asked not in files and asked not in by_name and source.origin is not None:
        # The bundle stands in the place of its source.
        return _shown(folder.path(source.origin.file), source.origin.files[source.origin.file])
    return _shown(found[0], source)


def _shown(path: str, source: SourceFile) -> FoundFile:
    is_text = source.raw is None and "\0" not in source.text
    size = len(source.text.encode("utf-8", "replace")) if source.raw is None else len(source.raw)
    return FoundFile(path, source.text if is_text else None, size, source.first_column > 0)
