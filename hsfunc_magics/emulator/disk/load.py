"""From disk into the account: one `.functions` folder or all of a theme, together or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import FolderError, FunctionSyntaxError, ManifestError, RuntimeUnavailable, SecretError
from ..functions.folder import Folder
from ..functions.secret_findings import in_short
from ..secrets.dotenv_file import values_of
from ..serverless_json.problems import Problem, error, in_order, json_path
from ..sources.package_needs import READ, Door
from .bundle import bundled
from .ignore import is_uploaded
from .read import DiskFolder, find_folders, folder_name, read_directory

if TYPE_CHECKING:
    from ..account_state import AccountState
    from ..packages.folder_bundling import FileBundle, FolderBundling


@dataclass(frozen=True)
class ImportedFolder:
    """One folder that is in the account now, from `path`. `gone` are endpoints that the folder had there before.

    `missing` are problems of endpoints whose file is not there, `runtime` those of the warnings that tell of it.
    """

    folder: Folder
    path: Path
    missing: tuple[str, ...]
    runtime: tuple[str, ...]
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

    @property
    def missing_files(self) -> list[str]:
        """Which files are not there, and what comes of that."""
        return [line for folder in self.folders for line in _missing_lines(folder)]

    @property
    def cautions(self) -> list[str]:
        """What whoever calls should know first: files that are not there, and another runtime than the file's."""
        return [*self.missing_files, *(f"Warning: {told}" for one in self.folders for told in one.runtime)]

    def __str__(self) -> str:
        lines = [*self.missing_files, *(line for folder in self.folders for line in _lines(folder))]
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
    runtime: str | None = None,
    bundling: FolderBundling | None = None,
    door: Door = READ,
) -> Imported:
    """Imports the folder, or all folders below it. `names` renames; `uploading` leaves out what HubSpot would.

    With `runtime` the folders run on that Node whatever their files say. `bundling` puts bundles in the place of
    endpoints' files (`account.bundling.folders()`). `door` is how the caller is asked for either.

    Raises `ManifestError` with every problem of every folder, `FolderError`, `FunctionError`, `SecretError`,
    `BundleError` or `RuntimeUnavailable`; the account is then as it was.
    """
    found = read_all(
        state,
        find_folders(given),
        names or {},
        uploading=uploading,
        runtime=runtime,
        to_bundle=bundling is not None,
        door=door,
    )
    return put(state, found, given, bundling=bundling)


def read_all(
    state: AccountState,
    paths: Sequence[Path],
    names: Mapping[Path, str],
    *,
    uploading: bool = False,
    runtime: str | None = None,
    to_bundle: bool = False,
    door: Door = READ,
) -> list[DiskFolder]:
    """The directories as they stand, problems included. Raises as `import_folders` does of a runtime."""
    renamed = {path: names.get(path, folder_name(path)) for path in paths}
    around = replace(
        state.functions.rules_beside(*renamed.values()),
        run_on=state.functions.run_on(runtime),
        run_on_option=door.runtime,
    )
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
    projects = [read for read in found if read.is_project]
    if len(projects) < len(found):  # alone they are refused
        found = [read for read in found if not read.is_project]
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
        _imported(read, before.get(folder.name), [*_uncompiled(state, folder), *_secret_faults(state, folder)])
        for read, folder in zip(found, folders, strict=True)
    )
    kept = tuple(name for name in values if name not in added)
    if folders:
        remarks += [f"Left out: {read.path.name}: {problem}" for read in projects for problem in read.errors]
    return Imported(told, tuple(added), kept, tuple(remarks))


def dotenv_values(found: Sequence[DiskFolder]) -> dict[str, str]:
    """The values that `.env` files have for secrets that their folders declare, as in HubSpot's local runtime."""
    values: dict[str, str] = {}
    for read in found:
        if read.dotenv is None or read.folder is None:
            continue
        declared = {name for endpoint in read.folder.endpoints().values() for name in endpoint.secrets}
        for name, value in values_of(read.dotenv).items():
            if name in declared and value and "\0" not in value:
                values.setdefault(name, value)
    return values


def _check(found: Sequence[DiskFolder], given: str) -> None:
    names = [read.name for read in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        places = ", ".join(str(read.path) for read in found if read.name in twice)
        raise FolderError(f"Two folders would have the same name {min(twice)}: {places}. Import one of them.")
    problems = [_placed(problem, read, found) for read in found for problem in read.refusal]
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
    folder = replace(read.folder, files=files)
    told = "{} is no kind of file that HubSpot's CLI uploads."
    gone = [
        replace(error(json_path("endpoints", name, "file"), told.format(file), "Name a .js file."), blocks=False)
        for file, names in folder.missing_files().items()
        if file in left
        for name in names
    ]
    return replace(
        read, folder=folder, problems=tuple(in_order([*read.problems, *gone])), ignored=(*read.ignored, *left)
    )


def _uncompiled(state: AccountState, folder: Folder) -> list[str]:
    """What Node says of files that endpoints use and that do not compile: their calls will fail."""
    found: list[str] = []
    for file in dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values()):
        if file not in folder.files:
            continue
        try:
            state.functions.check_syntax(folder, file)
        except RuntimeUnavailable:
            break  # the call itself tells that
        except FunctionSyntaxError as problem:
            found.append(f"{file}: {problem.told}")
    return found


def _secret_faults(state: AccountState, folder: Folder) -> list[str]:
    """What secrets will do to endpoints, each once, with the endpoints where these are not all."""
    faults: dict[str, list[str]] = {}
    for name in folder.endpoints():
        for fault in in_short(state.functions.secret_faults(folder, name), folder.door.secrets):
            faults.setdefault(fault.text, []).append(name)
    every = len(folder.endpoints())
    return [text if len(names) == every else f"{', '.join(names)}: {text}" for text, names in faults.items()]


def _imported(read: DiskFolder, before: Folder | None, found: list[str]) -> ImportedFolder:
    assert read.folder is not None
    now = read.folder.endpoints()
    gone = tuple(name for name in before.endpoints() if name not in now) if before is not None else ()
    missing = tuple(str(problem) for problem in read.problems if problem.severity == "error")
    warnings = (*found, *(str(problem) for problem in read.problems if problem.severity == "warning"))
    runtime = tuple(str(problem) for problem in read.problems if problem.path == "runtime")
    return ImportedFolder(
        folder=read.folder,
        path=read.path,
        missing=missing,
        runtime=runtime,
        warnings=warnings,
        ignored=read.ignored,
        gone=gone,
        replaced=before is not None,
        bundles=read.bundles,
    )


def _missing_lines(imported: ImportedFolder) -> list[str]:
    """A warning that goes before all else, with a line for each endpoint whose file is not there."""
    count = len(imported.missing)
    if not count:
        return []
    whose = "the file of 1 endpoint" if count == 1 else f"the files of {count} endpoints"
    told = f"Warning: {imported.folder.title} lacks {whose}: calls of {'it' if count == 1 else 'these'} answer 500."
    return [told, *(f"  {problem}" for problem in imported.missing)]


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
