"""`hsfunc check`: everything that is wrong or odd in a folder, for people, programs and GitHub's checks."""

from __future__ import annotations

import argparse
import json
import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from ..emulator.account import Account
from ..emulator.disk.load import read_all
from ..emulator.disk.read import DiskFolder, find_folders
from ..emulator.errors import FunctionSyntaxError, RuntimeUnavailable
from ..emulator.functions.package_needs import command_door
from ..emulator.serverless_json.manifest import MANIFEST_NAME
from .command import Commands, add_command

_FORMATS = ("text", "json", "github")


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


def register(commands: Commands[argparse.ArgumentParser]) -> None:
    """Adds the subcommand."""
    parser = add_command(
        commands,
        "check",
        run,
        summary="check a .functions folder",
        description="Checks serverless.json and the JavaScript of a .functions folder, or of all below a folder,\n"
        "without running anything. The exit status is 1 where there is an error; warnings leave it 0.",
        example="hsfunc check theme/shop.functions --format github",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the .functions folder, or one with such folders in it")
    parser.add_argument(
        "--format", choices=_FORMATS, default="text", help="how findings are told (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    """Prints what was found; 1 where that is an error. Raises `HsfuncError`."""
    account = Account()
    try:
        found = [finding for read in _read(account, options.folder) for finding in _findings(account, read)]
    finally:
        account.close()
    errors = sum(finding.severity == "error" for finding in found)
    if options.format == "json":
        print(json.dumps([vars(finding) for finding in found], indent=2, ensure_ascii=False))
    elif options.format == "github":
        for finding in found:
            print(_github(finding))
    else:
        for finding in found:
            print(finding)
        print(f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}")
    return 1 if errors else 0


def _read(account: Account, given: str) -> list[DiskFolder]:
    return read_all(account, find_folders(given), {}, door=command_door(f"hsfunc serve --bundle {shlex.quote(given)}"))


def _findings(account: Account, read: DiskFolder) -> list[Finding]:
    found = []
    for problem in read.problems:
        # What has a line is said of serverless.json; otherwise a problem's path may be a file of the folder.
        own = read.path / problem.path
        file = own if not problem.line and own.is_file() else read.path / MANIFEST_NAME
        message = f"{problem.message} {problem.mend}".rstrip()
        found.append(Finding(_shown(file), problem.line, problem.column, problem.severity, problem.path, message))
    folder = read.folder
    if folder is None:
        return found
    for name in dict.fromkeys(endpoint.file for endpoint in folder.endpoints().values()):
        try:
            account.functions.check_syntax(folder, name)
        except FunctionSyntaxError as problem:
            place = _shown(read.path / name)
            found.append(Finding(place, problem.line, problem.column, "error", "", problem.told))
        except RuntimeUnavailable as problem:
            found.append(Finding(_shown(read.path / name), 0, 0, "warning", "", f"not compiled: {problem}"))
            break
    return found


def _shown(path: Path) -> str:
    """Relative to the working folder where it lies below it, as GitHub wants it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return os.fspath(path)


def _github(finding: Finding) -> str:
    """A workflow command: it marks the line in a pull request."""
    place = [f"file={_property(finding.file)}"]
    place += [f"{name}={number}" for name, number in (("line", finding.line), ("col", finding.column)) if number]
    if finding.path:
        place.append(f"title={_property(finding.path)}")
    return f"::{finding.severity} {','.join(place)}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
