"""One endpoint in both forms, made in memory, and their comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hsfunc_magics import Account
from hsfunc_magics.emulator.moving.parity.asked.planned import PlannedRequest
from hsfunc_magics.emulator.moving.parity.compare import Wanted, compare_project
from hsfunc_magics.emulator.moving.parity.reporting.report import EndpointReport, ParityReport
from hsfunc_magics.emulator.projects.project import Project, ProjectFunction
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.emulator.sources.javascript import SourceFile
from hsfunc_magics.emulator.sources.package_needs import PackageNeeds

PLACE = "src/app/functions"


def sends(value: str, before: str = "") -> str:
    """A function of the design manager."""
    return f"exports.main = async (context, sendResponse) => {{ {before} sendResponse({value}); }};"


def returns(value: str, before: str = "") -> str:
    """A function of a project."""
    return f"exports.main = async (context) => {{ {before} return {value}; }};"


@dataclass(frozen=True)
class Made:
    """An endpoint `f`: its file and what serverless.json says of it, and the function that takes its place."""

    old: str
    new: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = ("GET", "POST")
    secrets: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    path: str | None = "f"

    def project(self) -> Project:
        file = f"{PLACE}/f.js"
        function = ProjectFunction("f", file, self.path, self.methods, self.secrets, f"{PLACE}/f-hsmeta.json")
        return Project("shop", "2026.09", {"f": function}, {file: SourceFile(self.new)}, PackageNeeds(self.needs))


def load(account: Account, made: Made, folder: str = "shop", file: str = "f.js") -> None:
    """The folder of an endpoint, in an account."""
    entry = {"file": file, "method": ["GET", "POST"], **made.entry}
    entry = {key: value for key, value in entry.items() if value is not None}
    account.functions.load(folder, json.dumps({"endpoints": {"f": entry}}), {file: made.old})


def compare_made(
    account: Account,
    made: Made,
    *,
    switches: Mapping[str, str] | None = None,
    requests: Sequence[PlannedRequest] = (),
    edge_cases: bool = True,
    console: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> ParityReport:
    """The whole report."""
    load(account, made)
    chosen = Switches()
    for name, value in (switches or {}).items():
        chosen = chosen.choose(name, value)
    wanted = Wanted(made.project(), chosen, requests, edge_cases, console)
    return compare_project(account, list(account.functions.folders.values()), wanted, progress)


def compared(account: Account, made: Made, **how: Any) -> EndpointReport:
    """What is said of the endpoint."""
    (endpoint,) = compare_made(account, made, **how).endpoints
    return endpoint
