"""Projects on disk: what is read, what is left where it lies, and how a project is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsfunc_magics import FolderError
from hsfunc_magics.emulator.disk.read import read_directory
from hsfunc_magics.emulator.limits.limits import MEGABYTE
from hsfunc_magics.emulator.projects.reading.disk import DiskProject, find_projects, read_project_directory
from hsfunc_magics.emulator.serverless_json.lint import AccountRules

from ...disk.test_read import make
from . import HSMETA, PLACE, files, hsmeta, legacy


def read(path: Path, most: int = MEGABYTE) -> DiskProject:
    return read_project_directory(path.resolve(), most_bytes=most)


def told(read: DiskProject) -> str:
    return "\n".join(str(problem) for problem in read.problems)


def test_what_functions_are_made_of_is_read_and_the_rest_stays(tmp_path: Path) -> None:
    make(tmp_path, files())
    make(
        tmp_path,
        {
            f"{PLACE}/package-lock.json": '{"lockfileVersion": 3}',
            f"{PLACE}/mail.html": "<p>",
            f"{PLACE}/node_modules/x/index.js": "",
            f"{PLACE}/.env": "KEY=1",
            ".env": "KEY=2",
            ".git/config": "",
            "src/app/cards/Card.tsx": "",
            "src/app/cards/logo.png": "",
            "readme.json": "",
        },
    )
    found = read(tmp_path)
    assert found.project is not None and found.problems == () and found.dotenv == "KEY=1"
    assert set(found.project.files) == {
        *files(),
        f"{PLACE}/package-lock.json",
        f"{PLACE}/mail.html",
        "src/app/cards/Card.tsx",
    }
    assert found.project.needs.lock == '{"lockfileVersion": 3}' and found.project.place == tmp_path.resolve()
    make(tmp_path, {f"{PLACE}/new.js": ""})
    assert not found.stamp.holds()


def test_links_lead_nowhere_and_sizes_are_bounded(tmp_path: Path) -> None:
    make(tmp_path / "out", {"secret.js": "exports.main = async () => 'out';", "src/app/x.js": ""})
    project = make(tmp_path / "p", {**files(), f"{PLACE}/large.js": "x" * 3000, f"{PLACE}/z-hsmeta.json": "{" * 3000})
    (project / PLACE / "a.js").unlink()
    (project / PLACE / "a.js").symlink_to(tmp_path / "out" / "secret.js")
    found = read(project, most=2000)
    assert f"{PLACE}/a.js: is left out: it is a symbolic link, which HubSpot's CLI does not follow." in told(found)
    assert f"config.entrypoint: there is no file {PLACE}/a.js." in told(found)
    assert f"{PLACE}/large.js: has 0.0 MB, more than the 0.00190735 MB of a file here." in told(found)
    assert found.project is not None and list(found.project.functions) == ["a"]
    (project / "linked").symlink_to(tmp_path / "out" / "src")
    make(project, {"hsproject.json": '{"name": "p", "srcDir": "linked", "platformVersion": "2026.09"}'})
    assert read(project).project is None
    assert "srcDir: linked is, or lies in, a symbolic link" in told(read(project))
    (project / "hsproject.json").unlink()
    (project / "hsproject.json").symlink_to(tmp_path / "out" / "secret.js")
    assert read(project).project is None and "hsproject.json: is not read: it is no ordinary file." in told(
        read(project)
    )


def test_a_source_folder_that_is_not_there_has_a_close_match(tmp_path: Path) -> None:
    make(tmp_path, {**files(), "hsproject.json": '{"name": "p", "srcDir": "scr", "platformVersion": "2026.09"}'})
    assert "srcDir: there is no folder scr with a file in it. Add it, or correct the name. Did you mean src?" in told(
        read(tmp_path)
    )


def test_projects_are_found_below_a_folder_and_above_it(tmp_path: Path) -> None:
    one, two = make(tmp_path / "all/one", files()), make(tmp_path / "all/two", legacy())
    make(one, {"node_modules/p/hsproject.json": "{}", "src/inner/hsproject.json": "{}"})
    assert find_projects(str(tmp_path)) == [one.resolve(), two.resolve()]
    assert find_projects(str(one)) == [one.resolve()]
    with pytest.raises(FolderError, match=r"has no hsproject\.json, .* It lies in a project: .*one"):
        find_projects(str(one / PLACE))
    make(tmp_path / "wrong", {"hsprojects.json": ""})
    with pytest.raises(FolderError, match=r"no project lies below it\. Did you mean hsprojects\.json\?"):
        find_projects(str(tmp_path / "wrong"))


def test_a_folder_of_a_project_says_how_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make(tmp_path / "my project", legacy())
    folder = (project / "src/app/app.functions").resolve()
    monkeypatch.chdir(tmp_path)
    (problem, *_) = read_directory(folder, AccountRules(), most_bytes=MEGABYTE).problems
    assert "`hsfunc serve 'my project'`, the project that they lie in." in problem.mend
    (project / "hsproject.json").unlink()
    (problem, *_) = read_directory(folder, AccountRules(), most_bytes=MEGABYTE).problems
    assert "`hsfunc serve PROJECT`, the folder with hsproject.json." in problem.mend


def test_a_broken_project_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    make(tmp_path, {**files(), HSMETA: json.dumps(hsmeta())[:-2], "hsproject.json": "{"})
    found = read(tmp_path)
    assert found.project is None and [problem.file for problem in found.errors] == ["hsproject.json"]
