"""The folders that an export is asked for: of the account by name, else from disk, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...disk.ignore import ignoring_for, is_dotenv
from ...disk.project import developer_project
from ...disk.read import DOTENV, EXTENSION, find_folders, read_directory, walk_directory
from ...errors import FolderError, FunctionSyntaxError, ManifestError, RuntimeUnavailable
from ...functions.folder import Folder
from ...projects.project import PROJECT_FILE, ProjectFunction
from ...projects.reading.legacy import KEY as APP_FUNCTIONS
from ...projects.reading.legacy import read_app_functions
from ...projects.reading.platform_versions import read_version
from ...secrets.dotenv_file import values_of
from ...serverless_json.lint import AccountRules
from ...serverless_json.manifest import DEFAULT_RUNTIME, MANIFEST_NAME
from ...serverless_json.problems import Problem, error
from ...sources.javascript import SourceFile
from ..rewriting.main_function import NotRewrittenError, find_main
from .old_functions import HowItSends, OldFolder, OldFunction, endpoints_of

if TYPE_CHECKING:
    from ...account_state import AccountState

# Where the folder of an old project lies, for those who read it as part of one.
_IN_PROJECT = "src/app"
_RETURNS = "2025.1"


@dataclass(frozen=True)
class ReadFolders:
    """The folders, and the values that `.env` files beside them have for their secrets."""

    folders: tuple[OldFolder, ...]
    values: Mapping[str, str]


def read_folders(state: AccountState, given: Sequence[str]) -> ReadFolders:
    """What the names and paths mean; all folders of the account where there are none.

    Raises `FolderError` and `ManifestError`, the latter with every error of a folder.
    """
    known = state.functions.folders
    if not given and not known:
        raise FolderError(
            "The account has no folder yet: register a function with %%hsfunction, or name a folder on disk."
        )
    found: list[OldFolder] = []
    values: dict[str, str] = {}
    for name in given or known:
        registered = known.get(name.removesuffix("/").removesuffix(EXTENSION))
        if registered is not None and (not given or not Path(name).expanduser().is_dir()):
            found.append(_checked(state, registered, registered.title, [], None))
            continue
        for path in find_folders(name):
            read = _read(state, path, _shown(path, name))
            values |= {key: value for key, value in _dotenv(path, read).items() if value}
            found.append(read)
    twice = [folder.shown for folder in found if sum(folder.shown == other.shown for other in found) > 1]
    if twice:
        raise FolderError(f"{twice[0]} is named twice. Nothing was written.")
    return ReadFolders(tuple(found), values)


def _shown(path: Path, given: str) -> str:
    """A folder's path as its user has named it."""
    whole = Path(given).expanduser().resolve()
    return str(Path(given) / path.relative_to(whole)) if path.is_relative_to(whole) else given.rstrip("/")


def _read(state: AccountState, path: Path, shown: str) -> OldFolder:
    rules = AccountRules(most_endpoints=state.limits.endpoints, run_on=DEFAULT_RUNTIME)
    read = read_directory(path, rules, most_bytes=state.settings.file_bytes)
    if read.is_project:
        files, more = _files_of_project(path), OldFolder(path.name, shown, (), {}, place=path)
        return _with_app_functions(state, replace(more, files=files), path)
    if read.folder is None:
        raise ManifestError(
            [problem for problem in read.problems if problem.severity == "error"], f"{shown}/{MANIFEST_NAME}"
        )
    folder = _checked(state, read.folder, shown, list(read.problems), path)
    if APP_FUNCTIONS not in read.folder.manifest.data:
        return folder
    manifest = SourceFile(read.folder.manifest.text)
    with_manifest = replace(folder, files={**folder.files, MANIFEST_NAME: manifest})
    return _with_app_functions(state, with_manifest, path)


def _checked(state: AccountState, folder: Folder, shown: str, problems: list[Problem], place: Path | None) -> OldFolder:
    """A folder without an error that would be told when it is checked."""
    if not problems:
        problems = replace(folder, run_on=DEFAULT_RUNTIME).problems(AccountRules())
    files = {file: source for file, source in folder.files.items() if not is_dotenv(file.rpartition("/")[2])}
    found = OldFolder(folder.title, shown, (), files, folder.needs, place, _remarks(folder))
    errors = [problem for problem in problems if problem.severity == "error"]
    if not errors:
        found = replace(found, functions=endpoints_of(folder))
        errors = list(_of_files(state, found))
    if errors:
        raise ManifestError(errors, shown)
    return found


def _remarks(folder: Folder) -> tuple[str, ...]:
    if folder.manifest.runtime == DEFAULT_RUNTIME:
        return ()
    told = f"{folder.title}: its runtime {folder.manifest.runtime} is dropped. Which Node runs a project is not known."
    return (told,)


def _of_files(state: AccountState, folder: OldFolder) -> list[Problem]:
    """What keeps a function's file from being loaded at all."""
    errors: list[Problem] = []
    as_folder = Folder(folder.name, files=folder.files, run_on=DEFAULT_RUNTIME)
    for file in dict.fromkeys(one.file for one in folder.functions):
        if not folder.files[file].text.strip():
            errors.append(error(file, "the file is empty: it exports no main.", ""))
            continue
        try:
            state.functions.check_syntax(as_folder, file)
        except FunctionSyntaxError as problem:
            errors.append(replace(error(file, problem.told, ""), line=problem.line, column=problem.column))
        except RuntimeUnavailable:
            break  # it is not compiled here then
    return errors


# ---------------------------------------------------------------- functions of old projects


def _with_app_functions(state: AccountState, folder: OldFolder, path: Path) -> OldFolder:
    """With the functions of a project of 2023.1 to 2025.1 that its serverless.json names. Raises `ManifestError`."""
    project = developer_project(path)
    written = _platform(project) if project is not None else None
    top = f"{_IN_PROJECT}/{folder.name}{EXTENSION}/"
    files = {f"{top}{file}": source.data for file, source in folder.files.items()}
    found = read_app_functions(files, "src", read_version(written or _RETURNS))
    errors = [replace(one, file=one.file.removeprefix(top)) for one in found.problems if one.severity == "error"]
    own = [one for one in found.functions.values() if one.file.startswith(top)]
    errors += [
        replace(error("", f"{one.uid} names {one.file}, outside the folder.", "Put it there."), file=MANIFEST_NAME)
        for one in found.functions.values()
        if one not in own
    ]
    if errors:
        raise ManifestError(errors, folder.shown)
    more = tuple(_app_function(one, folder, top, written) for one in own)
    kept = {file: source for file, source in folder.files.items() if file != MANIFEST_NAME}
    after = replace(folder, functions=(*folder.functions, *more), files=kept)
    errors = _of_files(state, after)
    if errors:
        raise ManifestError(errors, folder.shown)
    return after


def _app_function(one: ProjectFunction, folder: OldFolder, top: str, platform: str | None) -> OldFunction:
    file = one.file.removeprefix(top)
    sends: HowItSends = "value" if one.convention == "sendResponse" else "return"
    if platform is None and _takes_two(folder.files[file].text):
        sends = "value"
    return OldFunction(one.uid, file, one.path, one.methods, {}, one.secrets, sends)


def _takes_two(source: str) -> bool:
    """Whether main is written with a second parameter: only platform 2023.1 hands it one."""
    from ...json_text.grammar import parse

    try:
        return len(find_main(parse(source.encode("utf-8", "replace")).root_node).parameters) > 1
    except NotRewrittenError:
        return False


def _platform(project: Path) -> str | None:
    try:
        written = json.loads((project / PROJECT_FILE).read_text(encoding="utf-8-sig"))["platformVersion"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return written if isinstance(written, str) else None


def _files_of_project(path: Path) -> dict[str, SourceFile]:
    walk = walk_directory(path, ignoring_for(path))
    return {file: SourceFile.from_bytes(place.read_bytes()) for file, place in walk.files.items()}


def _dotenv(path: Path, folder: OldFolder) -> dict[str, str]:
    """The values of the folder's `.env` for secrets that it declares."""
    try:
        text = (path / DOTENV).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}
    declared = {name for one in folder.functions for name in one.secrets}
    return {name: value for name, value in values_of(text).items() if name in declared and value}
