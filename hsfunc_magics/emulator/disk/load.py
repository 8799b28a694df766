"""From disk into the account: one `.functions` folder or all of a theme, together or not at all."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FolderError, FunctionSyntaxError, ManifestError, RuntimeUnavailable, SecretError
from ..functions.folder import Folder
from ..functions.package_needs import READ, Door
from ..serverless_json.problems import Problem
from .bundle import bundled
from .ignore import is_uploaded
from .read import DiskFolder, find_folders, folder_name, read_directory

if TYPE_CHECKING:
    from ..account_state import AccountState
    from ..packages.folder_bundling import FileBundle, FolderBundling


@dataclass(frozen=True)
class ImportedFolder:
    """One folder that is in the account now. `gone` are endpoints that the folder had there before."""

    folder: Folder
    warnings: tuple[str, ...]
    ignored: tuple[str, ...]
    gone: tuple[str, ...]
    replaced: bool
    bundles: tuple[FileBundle, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What an import did; `str` tells it. Of secrets only names."""

    folders: tuple[ImportedFolder, ...]
    secrets_added: tuple[str, ...]
    secrets_kept: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [line for folder in self.folders for line in _lines(folder)]
        if self.secrets_added:
            lines.append(f"Secrets whose values were read from .env: {', '.join(self.secrets_added)}.")
        if self.secrets_kept:
            lines.append(f"Secrets that the account has already, not changed: {', '.join(self.secrets_kept)}.")
        lines += self.remarks
        return "\n".join(lines)


def import_folders(
    state: AccountState,
    given: str,
    *,
    names: Mapping[Path, str] | None = None,
    uploading: bool = False,
    bundling: FolderBundling | None = None,
    door: Door = READ,
) -> Imported:
    """Imports the folder, or all folders below it. `names` renames; `uploading` leaves out what HubSpot would.

    `bundling` puts bundles in the place of endpoints' files (`account.bundling.folders()`); `door` is how the caller is
    asked for that.

    Raises `ManifestError` with every problem of every folder, `FolderError`, `FunctionError` or `SecretError`; the
    account is then as it was.
    """
    to_bundle = bundling is not None
    found = read_all(state, find_folders(given), names or {}, uploading=uploading, to_bundle=to_bundle, door=door)
    return put(state, found, given, bundling=bundling)


def read_all(
    state: AccountState,
    paths: Sequence[Path],
    names: Mapping[Path, str],
    *,
    uploading: bool = False,
    to_bundle: bool = False,
    door: Door = READ,
) -> list[DiskFolder]:
    """The directories as they stand, problems included."""
    renamed = {path: names.get(path, folder_name(path)) for path in paths}
    around = state.functions.rules_beside(*renamed.values())
    found = []
    for path in paths:
        read = read_directory(path, around, most_bytes=state.settings.file_bytes, to_bundle=to_bundle)
        read = _named(read, renamed[path], door)
        found.append(_uploaded(read) if uploading else read)
        if read.folder is not None:
            around = around.beside(read.folder.title, read.folder.endpoints())
    return found


def put(
    state: AccountState,
    found: Sequence[DiskFolder],
    given: str,
    free: Collection[str] = (),
    bundling: FolderBundling | None = None,
) -> Imported:
    """Puts what was read in place; `free` may follow the disk already. Raises as `import_folders` does."""
    _check(found, given)
    folders = [read.folder for read in found if read.folder is not None]
    for folder in folders:
        if folder.name not in free:
            state.functions.check_free(folder.name)
    if bundling is not None:
        found = [bundled(read, bundling) for read in found]
        folders = [read.folder for read in found if read.folder is not None]
    values = dotenv_values(found)
    added = [name for name in values if name not in state.secrets]
    most = state.limits.secrets
    if added and len(state.secrets) + len(added) > most:
        raise SecretError(
            f"An account has at most {most} secrets; with {', '.join(added)} of .env there would be"
            f" {len(state.secrets) + len(added)}. Delete some first."
        )
    before = state.functions.folders
    state.functions.register_folders(folders)
    remarks: list[str] = []
    for name in added:
        state.secrets.add(name, values[name], remarks=remarks)
    told = tuple(
        _imported(read, before.get(folder.name), _uncompiled(state, folder))
        for read, folder in zip(found, folders, strict=True)
    )
    kept = tuple(name for name in values if name not in added)
    return Imported(told, tuple(added), kept, tuple(remarks))


def dotenv_values(found: Sequence[DiskFolder]) -> dict[str, str]:
    """The values that `.env` files have for secrets that their folders declare, as in HubSpot's local runtime."""
    from dotenv import dotenv_values as parse

    values: dict[str, str] = {}
    for read in found:
        if read.dotenv is None or read.folder is None:
            continue
        declared = {name for endpoint in read.folder.endpoints().values() for name in endpoint.secrets}
        for name, value in parse(stream=io.StringIO(read.dotenv), interpolate=False).items():
            if name in declared and value and "\0" not in value:
                values.setdefault(name, value)
    return values


def _check(found: Sequence[DiskFolder], given: str) -> None:
    names = [read.name for read in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        places = ", ".join(str(read.path) for read in found if read.name in twice)
        raise FolderError(f"Two folders would have the same name {min(twice)}: {places}. Import one of them.")
    problems = [_placed(problem, read, found) for read in found for problem in read.errors]
    if problems:
        raise ManifestError(problems, given)


def _placed(problem: Problem, read: DiskFolder, found: Sequence[DiskFolder]) -> Problem:
    return replace(problem, path=f"{read.path.name}: {problem.path}") if len(found) > 1 else problem


def _named(read: DiskFolder, name: str, door: Door) -> DiskFolder:
    folder = read.folder
    return replace(read, name=name, folder=replace(folder, name=name, door=door) if folder is not None else None)


def _uploaded(read: DiskFolder) -> DiskFolder:
    """Without the kinds of files that HubSpot's CLI does not upload."""
    if read.folder is None:
        return read
    left = [file for file in read.folder.files if not is_uploaded(file)]
    files = {file: source for file, source in read.folder.files.items() if file not in left}
    return replace(read, folder=replace(read.folder, files=files), ignored=(*read.ignored, *left))


def _uncompiled(state: AccountState, folder: Folder) -> list[str]:
    """What Node says of files that endpoints use and that do not compile: their calls will fail."""
    found: list[str] = []
    for file in dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values()):
        try:
            state.functions.check_syntax(folder, file)
        except RuntimeUnavailable:
            break  # the call itself tells that
        except FunctionSyntaxError as problem:
            found.append(f"{file}: {problem.told}")
    return found


def _imported(read: DiskFolder, before: Folder | None, uncompiled: list[str]) -> ImportedFolder:
    assert read.folder is not None
    now = read.folder.endpoints()
    gone = tuple(name for name in before.endpoints() if name not in now) if before is not None else ()
    warnings = (*uncompiled, *map(str, read.problems))
    return ImportedFolder(read.folder, warnings, read.ignored, gone, before is not None, read.bundles)


def _lines(imported: ImportedFolder) -> list[str]:
    folder = imported.folder
    endpoints, count = folder.endpoints(), len(folder.files) + 1
    files = "1 file" if count == 1 else f"{count} files"
    place = ", in place of the one that was there" if imported.replaced else ""
    lines = [f"{folder.title}: {files}{place}"]
    lines += [f"  {' '.join(endpoint.methods)} {name} ({endpoint.file})" for name, endpoint in endpoints.items()]
    lines += [f"  Bundled: {bundle}" for bundle in imported.bundles]
    if imported.gone:
        lines.append(f"  No longer there: {', '.join(imported.gone)}")
    if imported.ignored:
        shown = ", ".join(imported.ignored[:5]) + (", …" if len(imported.ignored) > 5 else "")
        lines.append(f"  Ignored, as by HubSpot's CLI: {shown}")
    return [*lines, *(f"  Warning: {warning}" for warning in imported.warnings)]
