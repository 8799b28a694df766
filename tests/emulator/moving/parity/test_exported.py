"""What an export writes is the same as the folder that it was made of, but for what is documented or not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import Settings
from hsfunc_magics.emulator.moving.export.export_project import plan_export_of_project, write_export
from hsfunc_magics.emulator.moving.parity.compare import Wanted, compare_project
from hsfunc_magics.emulator.moving.parity.finding import Verdict
from hsfunc_magics.emulator.moving.parity.opened import open_both
from hsfunc_magics.emulator.moving.parity.reporting.text import report_text
from hsfunc_magics.emulator.projects.switches import Switches

from ...conftest import AccountMaker
from .making import sends

FUNCTIONS = {
    "params": sends("{ body: { name: context.params.name?.[0], all: context.params.name } }"),
    "twice": sends("{ body: 1 }").replace("); };", "); sendResponse({ body: 2 }); console.log('behind'); };"),
    "callback": "exports.main = (context, sendResponse) => setTimeout(() => sendResponse({ body: { a: 1 } }), 1);",
    "cookie": sends("{ statusCode: 201, body: 'text', 'Set-Cookie': 'a=1' }"),
    "nothing": sends("{ statusCode: 403 }"),
    "environment": sends("{ body: { colour: process.env.COLOUR, size: process.env.KEY.length } }"),
}


@pytest.mark.parametrize("rewriting", [False, True])
def test_an_export_does_what_its_folder_does(
    rewriting: bool, bundle_cache: Path, tmp_path: Path, make_account: AccountMaker
) -> None:
    folder, project = tmp_path / "shop.functions", tmp_path / "made"
    folder.mkdir()
    endpoints = {name: {"file": f"{name}.js"} for name in FUNCTIONS}
    manifest = {"environment": {"COLOUR": "red"}, "secrets": ["KEY"], "endpoints": endpoints}
    (folder / "serverless.json").write_text(json.dumps(manifest))
    for name, source in FUNCTIONS.items():
        (folder / f"{name}.js").write_text(source)
    plan = plan_export_of_project(make_account(), [str(folder)], str(project), rewriting=rewriting)
    write_export(plan, overwrite=False)
    account = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    opened = open_both(account, [str(folder)], str(project))
    switches = Switches({"relative_require": "works", "params": "arrays"})
    report = compare_project(account, opened.folders, Wanted(opened.project, switches))
    verdicts = {endpoint.name: endpoint.verdict for endpoint in report.endpoints}
    assert verdicts == dict.fromkeys(FUNCTIONS, Verdict.SAME), report_text(report)
    assert report.passes and "made up: KEY" in "".join(opened.remarks)
