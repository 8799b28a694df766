"""`hsfunc check PROJECT`: every problem with its file, line and mend, for people, programs and GitHub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ...emulator.projects.reading import HSMETA, MAIN, PLACE, files, hsmeta, legacy, with_
from ..conftest import hsfunc
from ..test_check import write


def project(
    folder: Path, changes: dict[str, object] | None = None, before: dict[str, str | bytes] | None = None
) -> Path:
    made = with_(before or files(), changes or {})
    return write(folder, {name: str(content) for name, content in made.items()})


def test_a_project_with_nothing_wrong_and_one_below_a_folder(tmp_path: Path) -> None:
    place = project(tmp_path / "all" / "p")
    assert hsfunc("check", place).stdout == "0 errors, 0 warnings\n"
    write(tmp_path / "all" / "x.functions", {"serverless.json": '{"endpoints": {"f": {"file": "g.js"}}}'})
    write(place, {HSMETA: json.dumps({**hsmeta(), "type": "app-functon"})})
    ended = hsfunc("check", tmp_path / "all")
    assert ended.returncode == 1 and "2 errors, 0 warnings" in ended.stdout
    assert "x.functions/serverless.json:1:" in ended.stdout and f"{HSMETA}:1:" in ended.stdout


@pytest.mark.parametrize(
    ("changes", "words", "status"),
    [
        (
            {HSMETA: hsmeta(endpoint={"path": "a", "method": "GET"})},
            "a-hsmeta.json:8:7: error: config.endpoint.method:",
            1,
        ),
        (
            {HSMETA: hsmeta(secretKeys=["KEY"])},
            "a-hsmeta.json:13:7: warning: config.secretKeys[0]: The account has no",
            0,
        ),
        (
            {f"{PLACE}/a.js": "exports.main = async () => {"},
            "a.js:1: error: SyntaxError: Unexpected end of input (line 1)",
            1,
        ),
        ({f"{PLACE}/a.js": "await 1;\nexports.main = 1;"}, "exports.main = async (context) => { … };", 1),
        ({f"{PLACE}/a.js": " "}, "a.js: error: the file is empty: it exports no main.", 1),
        ({f"{PLACE}/a.js": "1;"}, "a.js: warning: nothing is put on exports or module.exports", 0),
        ({f"{PLACE}/a.js": f"const a = require('axios');\n{MAIN}"}, "a.js:1:20: error: axios is not in src/app/fun", 1),
        ({f"{PLACE}/a.js": "import a from 'axios';\nexport { a as main };"}, "a.js:1:16: error: axios is not in", 1),
        ({f"{PLACE}/a.js": f"const a = require('./lib');\n{MAIN}"}, "error: Cannot find module './lib'", 1),
        ({f"{PLACE}/a.js": f"const a = process.env.KEY;\n{MAIN}"}, "a.js:1:23: warning: process.env has no KEY:", 0),
        (
            {f"{PLACE}/a.js": None, f"{PLACE}/a.ts": "export const main = async (c: ) => 1;"},
            "a.ts:1:29: warning: looks",
            0,
        ),
        ({"hsproject.json": "{"}, "hsproject.json:1:2: error: not JSON", 1),
    ],
)
def test_what_a_build_or_a_call_would_say_is_found(
    tmp_path: Path, changes: dict[str, object], words: str, status: int
) -> None:
    ended = hsfunc("check", project(tmp_path / "p", changes))
    assert words in ended.stdout and ended.returncode == status
    assert ended.stderr == ""


def test_what_runs_is_not_objected_to(tmp_path: Path) -> None:
    source = "import ky from 'ky';\nconst { PRIVATE_APP_ACCESS_TOKEN, KEY } = process.env;\nexport { ky as main };"
    changes = {
        f"{PLACE}/a.js": source,
        f"{PLACE}/package.json": {"dependencies": {"ky": "1"}},
        f"{PLACE}/.env": "KEY=Wk3Jp9TnQx7v",
        HSMETA: hsmeta(secretKeys=["KEY"]),
    }
    assert hsfunc("check", project(tmp_path / "p", changes)).stdout == "0 errors, 0 warnings\n"


def test_findings_for_programs_and_for_github_say_the_same(tmp_path: Path) -> None:
    place = project(tmp_path / "p", {HSMETA: hsmeta(endpoint=None)})
    (finding,) = json.loads(hsfunc("check", place, "--format", "json").stdout)
    assert finding["file"].endswith(HSMETA) and (finding["line"], finding["severity"]) == (4, "warning")
    assert finding["path"] == "config"
    assert (
        f"{HSMETA},line=4,col=3,title=config::has no endpoint." in hsfunc("check", place, "--format", "github").stdout
    )


def test_fix_mends_what_is_certain_and_says_where_it_does_nothing(tmp_path: Path) -> None:
    place = project(tmp_path / "p", {HSMETA: hsmeta(endpoint={"path": "a", "method": "get"})})
    before = (place / HSMETA).read_text()
    shown = hsfunc("check", place, "--fix", "--dry-run")
    assert '+      "methods": ["GET"]' in shown.stdout and (place / HSMETA).read_text() == before
    ended = hsfunc("check", place, "--fix")
    assert ended.returncode == 0 and ended.stdout.endswith("0 errors, 0 warnings\n")
    assert (place / HSMETA).read_text() == before.replace('"method": "get"', '"methods": ["GET"]')
    assert "Nothing has one certain fix." in hsfunc("check", place, "--fix").stdout


def test_an_older_project_and_its_folder_alone(tmp_path: Path) -> None:
    place = project(tmp_path / "p", before=legacy())
    ended = hsfunc("check", place)
    assert ended.returncode == 0 and "platformVersion: 2025.1 is sunset" in ended.stdout
    ended = hsfunc("check", place / "src/app/app.functions")
    assert ended.returncode == 1 and f"They run with their project: `hsfunc serve {place}`" in ended.stdout
