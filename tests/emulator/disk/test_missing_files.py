"""Endpoints whose file is missing: they alone answer 500, and a file that comes or goes counts at the next call."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import Account, Execution, FunctionError, ManifestError, Status
from hsfunc_magics.emulator.disk.export import plan_export
from hsfunc_magics.emulator.disk.load import import_folders
from hsfunc_magics.emulator.functions.function_list import list_functions
from hsfunc_magics.emulator.functions.tree import find_file

from .test_read import make

MANIFEST = """{"endpoints": {
  "here": {"file": "here.js"},
  "gone": {"file": "lib/gone.js"},
  "also": {"file": "hree.js"}
}}"""
MODULE = "exports.main = (context, sendResponse) => sendResponse({ body: 'ran' });"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "shop.functions", {"serverless.json": MANIFEST, "here.js": MODULE})


def text(execution: Execution) -> str:
    return execution.response.text


def test_what_is_imported_begins_with_the_files_that_are_missing(account: Account, folder: Path) -> None:
    told = str(import_folders(account, str(folder))).splitlines()
    assert told[0] == "Warning: shop.functions lacks the files of 2 endpoints: calls of these answer 500."
    assert told[1].strip().startswith("endpoints.gone.file (line 3): there is no file lib/gone.js")
    assert "Did you mean here.js?" in told[2]
    assert "shop.functions: 2 files" in told[3]
    assert "\n".join(told).count("lib/gone.js in the folder") == 1


def test_only_their_calls_fail_and_say_why(account: Account, folder: Path) -> None:
    import_folders(account, str(folder))
    assert text(account.call("here")) == "ran"
    execution = account.call("gone")
    assert (execution.response.status_code, execution.response.json()) == (500, {})
    assert execution.status is Status.UNHANDLED_ERROR
    assert execution.error is not None and execution.error.type == "MissingFile"
    assert execution.error.message == "There is no file lib/gone.js in shop.functions."
    assert "correct its name in serverless.json" in execution.error.hint
    assert sorted(record.endpoint for record in account.log.records()) == ["gone", "here"]
    also = account.call("also").error
    assert also is not None and "Did you mean here.js?" in also.message


def test_what_is_not_uploaded_is_missing(account: Account, folder: Path) -> None:
    make(folder, {"serverless.json": MANIFEST.replace("here.js", "here.mjs"), "here.mjs": MODULE})
    told = str(import_folders(account, str(folder), uploading=True))
    assert "lacks the files of 3 endpoints" in told and "here.mjs is no kind of file that HubSpot's CLI uploads" in told
    assert account.call("here").response.status_code == 500


def test_from_python_too(account: Account) -> None:
    problems = account.functions.load("shop", MANIFEST, {"here.js": MODULE})
    assert [(problem.severity, problem.path) for problem in problems] == [
        ("error", "endpoints.gone.file"),
        ("error", "endpoints.also.file"),
    ]
    assert account.call("gone").response.status_code == 500
    account.functions.add("new", MODULE, folder="shop")
    assert text(account.call("new")) == "ran", "the rest of the folder can be changed"
    account.functions.replace_file("lib/gone.js", MODULE, folder="shop")
    assert text(account.call("gone")) == "ran"


def test_another_error_still_refuses_the_folder_and_tells_all(account: Account, folder: Path) -> None:
    make(folder, {"serverless.json": MANIFEST.replace('"here.js"', '"here.js", "method": "FETCH"')})
    with pytest.raises(ManifestError, match=r"(?s)FETCH.*lib/gone\.js"):
        import_folders(account, str(folder))
    assert len(account.functions) == 0


def test_of_a_followed_folder_a_file_that_comes_or_goes_counts_at_the_next_call(account: Account, folder: Path) -> None:
    account.watched_folders.open(str(folder))
    assert account.call("gone").response.status_code == 500
    make(folder, {"lib/gone.js": MODULE})
    assert text(account.call("gone")) == "ran"
    (folder / "here.js").unlink()
    execution = account.call("here")
    assert execution.response.status_code == 500 and execution.notes == ()
    assert text(account.call("gone")) == "ran", "the others run"
    make(folder, {"here.js": MODULE.replace("ran", "again")})
    assert text(account.call("here")) == "again"


def test_the_folder_can_be_looked_at_and_written(account: Account, folder: Path, tmp_path: Path) -> None:
    import_folders(account, str(folder))
    with pytest.raises(FunctionError, match=r"no file shop\.functions/lib/gone\.js: the endpoint gone names it"):
        find_file(account.functions, "gone")
    plan = plan_export(
        account.functions.folders["shop"], tmp_path / "copy.functions", "copy.functions", account.secrets
    )
    assert plan.new == ("serverless.json", "here.js")
    listed = list_functions(account.functions, account.change_times)
    assert [row.endpoint.name for row in listed.rows] == ["here", "gone", "also"]
