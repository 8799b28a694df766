"""Everything that is wrong or odd in developer projects on disk, as far as it shows without running them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...emulator.account import Account
from ...emulator.errors import RuntimeUnavailable
from ...emulator.json_text.positions import Lines, read_tree, walk
from ...emulator.projects.deployments import CONTEXT_SECRETS, secret_faults
from ...emulator.projects.load import dotenv_values
from ...emulator.projects.project import Project, ProjectFunction
from ...emulator.projects.reading.disk import read_project_directory
from ...emulator.projects.reading.sources import source_problems
from ...emulator.projects.requests import is_built
from ...emulator.serverless_json.problems import Problem, json_path
from ...emulator.sources.package_needs import Door
from ...emulator.sources.reads import find_reads
from ...emulator.sources.syntax_error import syntax_error
from ...runtime.errors import PoolError
from ...runtime.node.node import NodeNotFoundError
from ...runtime.pool.health import check
from ..findings import Finding, once, shown, undeclared

# Of a project what must be bundled is, unasked.
_DOOR = Door("", "", "a project's functions that need it are bundled by themselves.", on_disk=True)


def project_findings(account: Account, paths: Sequence[Path]) -> list[Finding]:
    """All of the projects at `paths`, told once each. Raises `SecretError` where the keyring fails."""
    found: list[Finding] = []
    for path in paths:
        read = read_project_directory(path, most_bytes=account.settings.file_bytes)
        found += (_finding(path, problem) for problem in read.problems)
        if read.project is not None:
            for name, value in dotenv_values([read]).items():
                if name not in account.secrets:
                    account.secrets.add(name, value, remarks=[])
            found += (_finding(path, problem) for problem in source_problems(read.project))
            found += _of_syntax(account, read.project, path)
            found += _of_variables(account, read.project, path)
    return once(found, account.secrets.masker)


def _finding(path: Path, problem: Problem) -> Finding:
    message = f"{problem.message} {problem.mend}".rstrip()
    return Finding(shown(path / problem.file), problem.line, problem.column, problem.severity, problem.path, message)


def _of_syntax(account: Account, project: Project, path: Path) -> Iterator[Finding]:
    """What Node says of entry files that it would compile as they lie; each is compiled once."""
    sends = {one.file: one.convention == "sendResponse" for one in project.functions.values()}
    for name in (name for name in sends if name in project.files):
        file = project.files[name]
        if is_built(name, file.text):
            continue
        try:
            problem = check(account.pool, name, file.text, int(account.switches["node"]))
        except (NodeNotFoundError, PoolError) as reason:
            yield Finding(shown(path / name), 0, 0, "warning", "", f"not compiled: {RuntimeUnavailable(str(reason))}")
            return
        if problem is not None:
            fault = syntax_error(problem, file, _DOOR)
            told = fault.told if sends[name] else fault.told.replace("(context, sendResponse)", "(context)")
            yield Finding(shown(path / name), fault.line, fault.column, "error", "", told)


def _of_variables(account: Account, project: Project, path: Path) -> Iterator[Finding]:
    """What `process.env` of each function lacks, of what it names and of what its entry file reads."""
    told: set[str] = set()
    for function in project.functions.values():
        file = project.files.get(function.file)
        if file is None:
            continue
        place, faults = shown(path / function.file), secret_faults(function, file, account.secrets)
        for fault in faults:
            if fault.read is not None:
                yield Finding(place, fault.read.line, fault.read.column, "warning", "", fault.text)
            elif fault.text not in told:  # once, where the first function names it
                told.add(fault.text)
                where, line, column = _named(project, function, fault.name)
                yield Finding(shown(path / function.declared_in), line, column, "warning", where, fault.text)
        known = {*function.secrets, *CONTEXT_SECRETS, *(fault.name for fault in faults if fault.read)}
        unknown = [read for read in find_reads(file.text).variables if read.name not in known]
        if unknown:
            said = undeclared(unknown, list(function.secrets), f"{_key(function)} of {function.uid} does not name")
            yield Finding(place, unknown[0].line, unknown[0].column, "warning", "", said)


def _key(function: ProjectFunction) -> str:
    return "secretKeys" if function.declared_in.endswith("-hsmeta.json") else "secrets"


def _named(project: Project, function: ProjectFunction, secret: str) -> tuple[str, int, int]:
    """Where the JSON file of a function names a secret: JSON path, line and column."""
    text = project.files[function.declared_in].text
    is_hsmeta = _key(function) == "secretKeys"
    holder = ("config", "secretKeys") if is_hsmeta else ("appFunctions", function.uid, "secrets")
    for steps, start, node in walk(read_tree(text)):
        if steps[:-1] == holder and json.loads(text[node.start : node.end]) == secret:
            return json_path(*steps), *Lines(text).position(start)
    return json_path(*holder), 0, 0
