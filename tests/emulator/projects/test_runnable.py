"""Entry files of projects, ready to run: as they lie, or bundled with what package.json names and nothing else."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from hsfunc_magics import Settings
from hsfunc_magics.emulator.packages.bundling import Bundling
from hsfunc_magics.emulator.packages.folder_bundling import BundleOrder, FolderBundling
from hsfunc_magics.emulator.projects.project import Project, ProjectFunction
from hsfunc_magics.emulator.projects.runnable import runnable
from hsfunc_magics.emulator.projects.switches import Switches
from hsfunc_magics.emulator.sources.javascript import SourceFile
from hsfunc_magics.emulator.sources.package_needs import PackageNeeds
from hsfunc_magics.emulator.sources.stack_positions import map_positions
from hsfunc_magics.runtime.node.node import find_node

from ...tarballs import pack
from ..conftest import AccountMaker

PLACE = "src/app/functions"


@pytest.fixture
def bundling(make_account: AccountMaker, bundle_cache: Path) -> FolderBundling:
    return make_account(settings=Settings(bundle_cache=str(bundle_cache))).bundling.folders()


@pytest.fixture
def no_bundling(monkeypatch: pytest.MonkeyPatch, make_account: AccountMaker) -> FolderBundling:
    """One that nobody may ask."""

    def refuse(_: FolderBundling, order: BundleOrder) -> None:
        pytest.fail(f"asked to bundle {order.entries}")

    monkeypatch.setattr(FolderBundling, "entries", refuse)
    bundling: Bundling = make_account().bundling
    return bundling.folders()


def project(files: Mapping[str, str], *entries: str, **needs: str) -> Project:
    """A project whose functions are the entries, each by its name without the ending."""
    functions = {
        entry.partition(".")[0]: ProjectFunction(
            entry.partition(".")[0], f"{PLACE}/{entry}", None, (), (), f"{PLACE}/{entry}-hsmeta.json"
        )
        for entry in entries
    }
    held = {f"{PLACE}/{name}": SourceFile(text) for name, text in files.items()}
    return Project("p", "2026.09", functions, held, PackageNeeds(needs))


def returned(file: SourceFile, tmp_path: Path) -> str:
    """What `main` of a file returns, as JSON, or its stack, by a Node that knows nothing of us."""
    place = tmp_path / "ran.js"
    place.write_text(file.text)
    code = "require('./ran.js').main({}).then((v) => console.log(JSON.stringify(v)), (e) => console.log(e.stack))"
    command = [str(find_node(20).path), "-e", code]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60).stdout.strip()


def test_plain_files_run_as_they_lie_and_nobody_is_asked(no_bundling: FolderBundling) -> None:
    files = {
        "a.js": "const fs = require('node:fs/promises'); exports.main = async () => 1;",
        "b.cjs": "const name = 'x'; exports.main = async () => require(name);",
        "not-used.ts": "import x from 'y';",
    }
    made, problems = runnable(project(files, "a.js", "b.cjs", "gone.js"), no_bundling, Switches())
    assert problems == []
    assert {uid: file.text for uid, file in made.items()} == {"a": files["a.js"], "b": files["b.cjs"]}


def test_typescript_modules_and_files_beside_them_are_bundled_and_lead_back(
    bundling: FolderBundling, tmp_path: Path
) -> None:
    files = {
        "t.ts": "import { word } from '../lib/word';\n\nexport const main = async (context: any): Promise<any> => {\n"
        "  if (context.deep) return word;\n  throw new Error(word);\n};\n",
        "../lib/word.ts": "export const word: string = 'typed';",
        "m.mjs": "import { EOL } from 'node:os';\nexport const main = async () => EOL;",
        "c.js": "const near = require('./near');\nexports.main = async () => near;",
        "near.json": '{"is": "near"}',
    }
    whole = project({}, "t.ts", "m.mjs", "c.js")
    held = {str(Path(f"/{PLACE}", name).resolve())[1:]: SourceFile(text) for name, text in files.items()}
    made, problems = runnable(Project("p", "2026.09", whole.functions, held), bundling, Switches())
    assert problems == []
    assert [returned(made[uid], tmp_path) for uid in ("m", "c")] == ['"\\n"', '{"is":"near"}']
    stack = returned(made["t"], tmp_path).replace(str(tmp_path / "ran.js"), "src/app/functions/t.ts")
    assert "(src/app/functions/t.ts:5:9)" in map_positions(stack, "src/app/functions/t.ts", made["t"])


def test_only_what_package_json_names_is_there_in_its_version(bundling: FolderBundling, tmp_path: Path) -> None:
    axios = pack(tmp_path / "packed", "axios", "9.9.9", "module.exports = 'own axios';")
    uses = "const axios = require('axios');\nexports.main = async () => axios;"
    made, problems = runnable(project({"a.js": uses}, "a.js", axios=f"file:{axios}"), bundling, Switches())
    assert problems == []
    assert returned(made["a"], tmp_path) == '"own axios"'
    files = {"a.js": uses, "b.js": "const lib = require('./lib');\nexports.main = async () => lib;", "lib.js": uses}
    made, problems = runnable(project(files, "a.js", "b.js", axois="1"), bundling, Switches())
    assert [str(problem) for problem in problems] == [
        f"{PLACE}/{file}: is not bundled, and runs as it lies. {PLACE}/{where}, line 1, column 23: axios is not in"
        f" {PLACE}/package.json, and a project has no preloaded packages. Add it to the dependencies there."
        " Did you mean axois?"
        for file, where in (("a.js", "a.js"), ("b.js", "lib.js"))
    ]
    assert all(problem.severity == "error" and not problem.blocks for problem in problems)
    assert made["a"].text == uses


def test_a_package_that_npm_does_not_have_is_told_with_its_file(bundling: FolderBundling, tmp_path: Path) -> None:
    word = pack(tmp_path / "packed", "word", "1.0.0", "module.exports = 'word';")
    files = {name: f"const x = require('{name}');\nexports.main = async () => x;" for name in ("word", "gone")}
    held = {f"{name}.js": text for name, text in files.items()}
    needs = {"word": f"file:{word}", "gone": f"file:{tmp_path}/no-such.tgz"}
    made, problems = runnable(project(held, "word.js", "gone.js", **needs), bundling, Switches())
    assert [problem.file for problem in problems] == [f"{PLACE}/gone.js"]
    assert "npm could not install gone" in problems[0].mend
    assert problems[0].mend.endswith(f" gone stands in {PLACE}/package.json.")
    assert str(problems[0]).count("\n") < 3
    assert returned(made["word"], tmp_path) == '"word"'


def test_what_only_development_needs_is_bundled_with_a_warning(bundling: FolderBundling, tmp_path: Path) -> None:
    word = pack(tmp_path / "packed", "dev-word", "1.0.0", "module.exports = 'word';")
    held = {f"{PLACE}/a.js": SourceFile("const x = require('dev-word');\nexports.main = async () => x;")}
    needs = PackageNeeds({}, {"dev-word": f"file:{word}", "other": "1"})
    functions = project({}, "a.js").functions
    made, problems = runnable(Project("p", "2026.09", functions, held, needs), bundling, Switches())
    assert [(one.severity, one.path) for one in problems] == [("warning", "devDependencies.dev-word")]
    assert json.loads(returned(made["a"], tmp_path)) == "word"


def test_a_switch_takes_files_beside_the_entry_away(no_bundling: FolderBundling) -> None:
    files = {"a.js": "const fs = require('fs');\nconst near = require('./near');", "near.js": ""}
    switches = Switches().choose("relative_require", "fails")
    made, problems = runnable(project(files, "a.js"), no_bundling, switches)
    assert made["a"].text == files["a.js"]
    assert [(one.file, one.line) for one in problems] == [(f"{PLACE}/a.js", 2)]
    assert "relative_require=fails" in str(problems[0])
