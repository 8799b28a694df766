"""The whole export, before anything is written: folders become the files of a project (contract §13)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import FolderError
from ...projects.project import PROJECT_FILE
from ..rewriting.main_function import NotRewrittenError
from ..rewriting.rewrite import Rewritten, rewrite
from ..sources.source_warnings import Warned, source_warnings
from .dependencies import find_dependencies
from .entry import ADAPTER, adapter_source, entry_source, known
from .environment import Variables, variables_of
from .files import MovedFiles, move_files
from .names import HSMETA, PACKAGE_UID, Names, legal_uid
from .old_functions import OldFolder, OldFunction
from .project_files import APP_FILE, FUNCTIONS, PACKAGE_FILE, app_hsmeta, function_hsmeta, hsproject

_BESIDE = ("package.json", "package-lock.json")
_ENDPOINT, _SECRETS = re.compile(r"\bendpoint\b"), re.compile(r"\bsecrets\b")


@dataclass(frozen=True)
class MovedFunction:
    """One function in the project. `entry` is the file that runs, `file` the old one, both by their new names.

    `why_adapted` says why it is not rewritten, with file and line; empty where it is, or where nobody asked.
    `warnings` are those of its sources, each with the file, by its old name.
    """

    folder: OldFolder
    old: OldFunction
    uid: str
    entry: str
    file: str
    variables: Variables
    rewritten: bool
    why_adapted: str
    warnings: Sequence[tuple[str, Warned]]

    @property
    def path(self) -> str | None:
        return plain_path(self.old)


@dataclass(frozen=True)
class ProjectPlan:
    """The files of a project by their paths in it, and all that is to be told. Of secrets only names.

    `origins` says of a file which one it was.
    """

    name: str
    platform: str
    functions: Sequence[MovedFunction]
    contents: Mapping[str, bytes] = field(repr=False)
    origins: Mapping[str, str] = field(repr=False)
    remarks: Sequence[str] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names that the account needs before the first upload."""
        return tuple(dict.fromkeys(name for one in self.functions for name in one.variables.secrets))


def plain_path(function: OldFunction) -> str | None:
    """The path of a function's endpoint: a slash at its beginning or end makes no difference."""
    return function.path.strip("/") if function.path is not None else None


def plan_project(
    folders: Sequence[OldFolder], name: str, platform: str, is_secret: Callable[[str], bool], *, rewriting: bool
) -> ProjectPlan:
    """The project that folders make. `is_secret` tells whether a text holds a secret's value of the account.

    Raises `FolderError`, where two endpoints have one path, or a file that is needed is not there.
    """
    _refuse_shared_paths(folders)
    uids = Names([PACKAGE_UID])
    app = uids.take_uid(f"{legal_uid(name)}_app")
    given = _uids(folders, uids)
    files = Names([*_BESIDE, *(f"{uid}{HSMETA}" for one in given for uid in one)])
    moved = [move_files(folder, files) for folder in folders]
    adapter = files.take_file(ADAPTER)
    functions: list[MovedFunction] = []
    texts: dict[str, bytes] = {}
    origins: dict[str, str] = {}
    for folder, its, own in zip(folders, moved, given, strict=True):
        variables = [variables_of(one, is_secret) for one in folder.functions]
        verdicts = _verdicts(folder, its, variables, adapter) if rewriting else {}
        for old, new in its.names.items():
            verdict = verdicts.get(old)
            texts[new] = verdict.source.encode() if isinstance(verdict, Rewritten) else its.contents[new].to_bytes()
            origins[f"{FUNCTIONS}/{new}"] = folder.on_disk(old)
            if isinstance(verdict, Rewritten) and verdict.reads_context:
                texts[adapter] = adapter_source().encode()
        for one, uid, its_variables in zip(folder.functions, own, variables, strict=True):
            verdict = verdicts.get(one.file)
            rewritten = isinstance(verdict, Rewritten) and one.sends == "sendResponse"
            plain = (rewritten or one.sends == "return") and not its_variables.values
            function = MovedFunction(
                folder,
                one,
                uid,
                its.names[one.file] if plain else files.take_file(f"{uid}-entry.js"),
                its.names[one.file],
                its_variables,
                rewritten,
                _why(folder, one, verdict),
                _warnings(folder, its, one),
            )
            functions.append(function)
            texts |= _texts(function, adapter)
            if not rewritten and one.sends != "return":
                texts[adapter] = adapter_source().encode()
    _refuse_two_values(functions)
    dependencies = find_dependencies((folder, its.needs) for folder, its in zip(folders, moved, strict=True))
    contents = {
        PROJECT_FILE: hsproject(name, platform).encode(),
        APP_FILE: app_hsmeta(app, name).encode(),
        PACKAGE_FILE: dependencies.package_json(_package_name(name)).encode(),
        **{f"{FUNCTIONS}/{file}": text for file, text in sorted(texts.items())},
    }
    remarks = [remark for folder, its in zip(folders, moved, strict=True) for remark in _remarks(folder, its)]
    return ProjectPlan(name, platform, tuple(functions), contents, origins, (*remarks, *dependencies.remarks))


def _uids(folders: Sequence[OldFolder], uids: Names) -> list[list[str]]:
    """A uid for each function of each folder. A name that is legal as it is keeps it, whatever stands before it."""
    names = [(at, number, one.name) for at, folder in enumerate(folders) for number, one in enumerate(folder.functions)]
    given = [["" for _ in folder.functions] for folder in folders]
    for at, number, name in sorted(names, key=lambda one: legal_uid(one[2]) != one[2]):
        given[at][number] = uids.take_uid(name)
    return given


_Verdict = Rewritten | NotRewrittenError


def _verdicts(folder: OldFolder, its: MovedFiles, variables: Sequence[Variables], adapter: str) -> dict[str, _Verdict]:
    """The new source of each file that can be rewritten, and of the others why they cannot."""
    found: dict[str, _Verdict] = {}
    wraps: dict[str, set[str]] = {}
    for one, its_variables in zip(folder.functions, variables, strict=True):
        if one.sends == "sendResponse":
            wrap = _wrap(folder.files[one.file].text, one, its_variables, adapter)
            wraps.setdefault(one.file, set()).add(wrap)
    for file, calls in wraps.items():
        source = its.contents[its.names[file]]
        by = next((need for need in its.needs if need.target == file), None)
        other = next((one for one in folder.functions if one.file == file and one.sends != "sendResponse"), None)
        if source.raw is not None:
            found[file] = NotRewrittenError("it is not UTF-8")
        elif by is not None:
            found[file] = NotRewrittenError(f"{by.file}:{by.required.line} requires it as well")
        elif other is not None:
            found[file] = NotRewrittenError(f"{other.name}, which is no endpoint, runs it as well")
        elif len(calls) > 1:
            found[file] = NotRewrittenError("several endpoints use it, and it reads which one it is")
        else:
            found[file] = _attempt(source.text, calls.pop())
    return found


def _attempt(source: str, wrap: str) -> _Verdict:
    try:
        return rewrite(source, wrap)
    except NotRewrittenError as why:
        return why
    except RecursionError:
        return NotRewrittenError("its statements are nested too deep")


def _wrap(source: str, function: OldFunction, variables: Variables, adapter: str) -> str:
    """The call around main, with what main may read of it."""
    endpoint = function.name if _ENDPOINT.search(source) else None
    secrets = variables.secrets if _SECRETS.search(source) else ()
    more = f", {found}" if (found := known(endpoint, secrets)) else ""
    return f"require('./{adapter}').withContext(…{more})"


def _why(folder: OldFolder, function: OldFunction, verdict: _Verdict | None) -> str:
    if not isinstance(verdict, NotRewrittenError):
        return ""
    line = f":{verdict.line}" if verdict.line else ""
    return f"{folder.path(function.file)}{line}: {verdict.reason}"


def _warnings(folder: OldFolder, its: MovedFiles, function: OldFunction) -> list[tuple[str, Warned]]:
    """What is otherwise in a project, of all that a function is made of. Old projects' functions are in one."""
    if not function.is_endpoint:
        return []
    return [(file, warned) for file in its.of(function.file) for warned in source_warnings(folder.files[file].text)]


def _texts(function: MovedFunction, adapter: str) -> dict[str, bytes]:
    """The hsmeta of a function, and its entry file where it has one of its own."""
    old, variables = function.old, function.variables
    hsmeta = function_hsmeta(function.uid, function.entry, function.path, old.methods, variables.secrets)
    texts = {f"{function.uid}{HSMETA}": hsmeta}
    if function.entry != function.file:
        texts[function.entry] = entry_source(
            _came_from(function),
            function.file,
            sends="return" if function.rewritten else old.sends,
            adapter=adapter,
            endpoint=old.name if old.is_endpoint else None,
            environment=variables.values,
            secrets=variables.secrets,
        )
    return {name: text.encode() for name, text in texts.items()}


def _came_from(function: MovedFunction) -> str:
    old, title = function.old, function.folder.title
    if old.is_endpoint:
        return f"/_hcms/api/{old.name} of {title}, which answers at /hs/serverless/{function.path} here."
    return f"The function {old.name} of {title}."


def _refuse_shared_paths(folders: Sequence[OldFolder]) -> None:
    places: dict[str, str] = {}
    for folder in folders:
        for one in folder.functions:
            path, place = plain_path(one), f"{one.name} of {folder.shown}"
            if path is None:
                continue
            if path in places:
                raise FolderError(
                    f"{places[path]} and {place} would both answer at /hs/serverless/{path}, and a path belongs to one"
                    " function, whatever the project.\nRename one of the two. Nothing was written."
                )
            places[path] = place


def _refuse_two_values(functions: Sequence[MovedFunction]) -> None:
    """Raises where one variable that becomes a secret has two values: a secret has one."""
    values: dict[str, tuple[str, str]] = {}
    for one in functions:
        for name, value in one.variables.hidden.items():
            other, seen = values.setdefault(name, (one.old.name, value))
            if seen != value:
                raise FolderError(
                    f"The environment variable {name} looks like a secret's value, and {other} and {one.old.name} have"
                    " two of them; a secret has one.\nAdd them as secrets of two names first. Nothing was written."
                )


def _remarks(folder: OldFolder, its: MovedFiles) -> list[str]:
    renamed = [f"{old} is {new}" for old, new in its.names.items() if old != new]
    found = list(folder.remarks)
    if renamed:
        found.append(f"{folder.title}: all files lie in one folder now: {', '.join(renamed)}.")
    for file, lines in its.edited.items():
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
        found.append(f"{folder.path(file)}: what it requires in {where} has its new name; all else is unchanged.")
    if its.left:
        found.append(f"{folder.title}: no function needs {', '.join(its.left)}: left out.")
    return [*found, *its.remarks]


def _package_name(name: str) -> str:
    """A name that npm takes."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:200] or "functions"
