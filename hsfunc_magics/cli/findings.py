"""Everything that is wrong or odd in folders on disk, as far as it shows without running them."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from ..emulator.account import Account
from ..emulator.disk.load import dotenv_values, read_all
from ..emulator.disk.read import EXTENSION, DiskFolder
from ..emulator.errors import FunctionSyntaxError, RuntimeUnavailable
from ..emulator.functions.folder import Folder
from ..emulator.json_text.positions import JsonPath, Lines, read_tree, walk
from ..emulator.packages.hints import absent_package
from ..emulator.secrets.masking import Masker
from ..emulator.serverless_json.manifest import DEFAULT_RUNTIME, MANIFEST_NAME
from ..emulator.serverless_json.problems import json_path
from ..emulator.serverless_json.runtime import OF_THE_CHECK
from ..emulator.sources.javascript import is_module
from ..emulator.sources.package_needs import Door, command_door
from ..emulator.sources.reads import Read, find_reads
from ..emulator.text import did_you_mean

_MOST_NAMES = 10


@dataclass(frozen=True)
class Finding:
    """One problem and its place: `line` and `column` count from 1, 0 where there is none."""

    file: str
    line: int
    column: int
    severity: str
    path: str
    message: str

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
        where = f" {self.path}:" if self.path else ""
        return f"{place}: {self.severity}:{where} {self.message}"


def findings(account: Account, given: str, runtime: str | None, paths: Sequence[Path]) -> list[Finding]:
    """All of the folders at `paths`, told once each; `given` is how they were named. Raises `HsfuncError`."""
    found: list[Finding] = []
    door = command_door(f"hsfunc serve --bundle {shlex.quote(given)}", OF_THE_CHECK)
    folders = read_all(account, paths, {}, runtime=runtime, door=door)
    for name, value in dotenv_values(folders).items():
        if name not in account.secrets:
            account.secrets.add(name, value, remarks=[])
    alone = all(read.is_project for read in folders)
    for read in folders:
        own = _of_the_folder(read)
        # Beside folders that run, functions of a developer project are left out, which keeps nobody from anything.
        found += own if alone or not read.is_project else (replace(one, severity="warning") for one in own)
        folder = read.folder or _as_it_would_run(account, read, door)
        if folder is not None:
            found += _of_files(account, read, folder)
            found += _of_secrets(account, read, folder)
    return once(found, account.secrets.masker)


def once(found: Iterable[Finding], masker: Masker) -> list[Finding]:
    """Each finding once, without values of secrets."""
    mask = masker.mask
    return list(dict.fromkeys(replace(one, path=mask(one.path), message=mask(one.message)) for one in found))


def _as_it_would_run(account: Account, read: DiskFolder, door: Door) -> Folder | None:
    """The folder that only its runtime keeps from being taken: what else is odd in it is told, too."""
    if any(problem.blocks and problem.path != "runtime" for problem in read.errors):
        return None
    (again,) = read_all(account, [read.path], {}, runtime=DEFAULT_RUNTIME, door=door)
    return again.folder


def shown(path: Path) -> str:
    """Relative to the working folder where it lies below it, as GitHub wants it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return os.fspath(path)


def _of_the_folder(read: DiskFolder) -> Iterator[Finding]:
    for problem in read.problems:
        # What has a line is said of serverless.json; otherwise a problem's path may be a file of the folder.
        own = read.path / problem.path
        file = own if not problem.line and own.is_file() else read.path / MANIFEST_NAME
        message = f"{problem.message} {problem.mend}".rstrip()
        yield Finding(shown(file), problem.line, problem.column, problem.severity, problem.path, message)
    if not read.path.name.endswith(EXTENSION):
        told = (
            f"the folder's name does not end in {EXTENSION}, as HubSpot's must: it runs here as {read.name}{EXTENSION}."
        )
        yield Finding(shown(read.path), 0, 0, "warning", "", told)


def _of_files(account: Account, read: DiskFolder, folder: Folder) -> Iterator[Finding]:
    """What a call of each endpoint would meet in its file; every file is compiled once."""
    served = dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values())
    compiled = True
    for name in (file for file in served if file in folder.files):
        place = shown(read.path / name)
        if not folder.files[name].text.strip():
            yield Finding(place, 0, 0, "error", "", "the file is empty: it exports no main.")
            continue
        try:
            if compiled:
                account.functions.check_syntax(folder, name)
        except FunctionSyntaxError as problem:
            yield Finding(place, problem.line, problem.column, "error", "", problem.told)
            continue
        except RuntimeUnavailable as problem:
            yield Finding(place, 0, 0, "warning", "", f"not compiled: {problem}")
            compiled = False
        yield from _of_source(account, folder, name, place)


def _of_source(account: Account, folder: Folder, name: str, place: str) -> Iterator[Finding]:
    file = folder.files[name]
    endpoints = [endpoint for endpoint in folder.endpoints().values() if endpoint.file == name]
    if not is_module(file.text):
        told = "nothing is put on exports or module.exports: a function is exports.main = (context, sendResponse) => …"
        yield Finding(place, 0, 0, "warning", "", told)
    reads = find_reads(file.text)
    for read in reads.packages:
        absent = absent_package(read, endpoints[0].name, file, folder)
        if absent is not None:
            yield Finding(place, read.line, read.column, absent[0], "", absent[1])
    for endpoint in endpoints:
        told_already = {fault.name for fault in account.functions.secret_faults(folder, endpoint.name) if fault.read}
        declared = [*endpoint.environment, *endpoint.secrets]
        unknown = [read for read in reads.variables if read.name not in {*declared, *told_already}]
        if unknown:
            where = "" if len(folder.endpoints()) == 1 else f" for {endpoint.name}"
            told = undeclared(unknown, declared, "neither environment nor secrets declare", where)
            yield Finding(place, unknown[0].line, unknown[0].column, "warning", "", told)


def undeclared(unknown: list[Read], declared: list[str], nothing: str, where: str = "") -> str:
    """What is to be said of names of `process.env` that are read and not declared; `nothing` says what does not."""
    names = ", ".join(read.name for read in unknown[:_MOST_NAMES])
    if len(unknown) == 1:
        near = did_you_mean(names, declared)
        return f"process.env has no {names}: {nothing} it{where}.{near}"
    more = f" and {len(unknown) - _MOST_NAMES} more" if len(unknown) > _MOST_NAMES else ""
    return f"process.env has no {names}{more}: {nothing} them{where}."


def _of_secrets(account: Account, read: DiskFolder, folder: Folder) -> Iterator[Finding]:
    told: set[str] = set()
    for name, endpoint in folder.endpoints().items():
        for fault in account.functions.secret_faults(folder, name):
            if fault.read is not None:
                place = shown(read.path / endpoint.file)
                yield Finding(place, fault.read.line, fault.read.column, "warning", "", fault.text)
            elif fault.text not in told:  # once, where the first endpoint declares it
                told.add(fault.text)
                path, line, column = _declared(folder, name, fault.name)
                yield Finding(shown(read.path / MANIFEST_NAME), line, column, "warning", path, fault.text)


def _declared(folder: Folder, endpoint: str, secret: str) -> tuple[str, int, int]:
    """Where serverless.json declares a secret of an endpoint: JSON path, line and column."""
    text = folder.manifest.text
    starts = {steps: (start, node) for steps, start, node in walk(read_tree(text))}
    holders: tuple[JsonPath, ...] = (("secrets",), ("endpoints", endpoint, "secrets"))
    for holder in holders:
        for number in count():
            steps = (*holder, number)
            if steps not in starts:
                break
            start, node = starts[steps]
            if json.loads(text[node.start : node.end]) == secret:
                return json_path(*steps), *Lines(text).position(start)
    return "secrets", 0, 0
