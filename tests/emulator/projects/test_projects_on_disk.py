"""Projects from disk in an account: imported together or not at all, followed, and both forms told apart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hsfunc_magics import Account, FolderError, FunctionError, ManifestError, Settings
from hsfunc_magics.emulator.projects.forms import forms_at
from hsfunc_magics.emulator.projects.load import import_projects

from ..conftest import AccountMaker


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value))


def function(project: Path, uid: str, source: str, ending: str = "js", *secrets: str) -> Path:
    """Adds an endpoint for GET, called like its uid; its entry file."""
    functions = project / "src" / "app" / "functions"
    endpoint = {"path": uid, "methods": ["GET"]}
    config = {"entrypoint": f"/app/functions/{uid}.{ending}", "endpoint": endpoint, "secretKeys": list(secrets)}
    write(functions / f"{uid}-hsmeta.json", {"uid": uid, "type": "app-function", "config": config})
    write(functions / f"{uid}.{ending}", source)
    return functions / f"{uid}.{ending}"


def make(path: Path, name: str = "shop") -> Path:
    """A project with the endpoint `hello`."""
    write(path / "hsproject.json", {"name": name, "srcDir": "src", "platformVersion": "2026.09"})
    auth = {"type": "static", "requiredScopes": [], "optionalScopes": [], "conditionallyRequiredScopes": []}
    config = {"name": name, "description": "d", "distribution": "private", "auth": auth}
    write(path / "src/app/app-hsmeta.json", {"uid": f"{name}_app", "type": "app", "config": config})
    write(path / "src/app/functions/package.json", {"name": name, "version": "1.0.0", "dependencies": {}})
    function(path, "hello", "exports.main = () => 'first';\n")
    return path


def notes(account: Account, path: str = "hello") -> str:
    return "\n".join(note.text for note in account.call(f"/hs/serverless/{path}").notes)


def test_what_is_changed_takes_effect_and_what_is_broken_does_not(account: Account, tmp_path: Path) -> None:
    project = make(tmp_path / "shop")
    assert "GET /hs/serverless/hello (src/app/functions/hello.js)" in str(account.watched_projects.open(str(project)))
    source = project / "src/app/functions/hello.js"
    source.write_text("exports.main = () => 'second';\n")
    assert account.call("/hs/serverless/hello").response.text == "second"
    source.write_text("exports.main = ( => 'third';\n")
    execution = account.call("/hs/serverless/hello")
    assert execution.response.text == "second"
    assert "shop on disk is not in force: src/app/functions/hello.js:1: SyntaxError" in execution.notes[0].text
    source.write_text("exports.main = () => 'mended';\n")
    assert (account.call("/hs/serverless/hello").response.text, notes(account)) == ("mended", "")
    write(project / "hsproject.json", {"name": "other", "srcDir": "src", "platformVersion": "2026.09"})
    assert "names it other by now: open it again" in notes(account)
    shutil.rmtree(project)
    assert "the folder is gone from the disk" in notes(account)
    account.watched_projects.close("shop")
    assert notes(account) == ""


def test_typescript_that_is_broken_leaves_what_was_there(
    make_account: AccountMaker, bundle_cache: Path, tmp_path: Path
) -> None:
    account = make_account(settings=Settings(bundle_cache=str(bundle_cache)))
    project = make(tmp_path / "shop")
    source = function(project, "typed", "export const main = async (): Promise<string> => 'typed';\n", "ts")
    account.watched_projects.open(str(project))
    assert account.call("/hs/serverless/typed").response.text == "typed"
    source.write_text("export const main = async (: string => 'broken';\n")
    execution = account.call("/hs/serverless/typed")
    assert execution.response.text == "typed"
    assert "not in force: src/app/functions/typed.ts" in execution.notes[0].text


def test_a_followed_project_is_changed_on_disk_alone(account: Account, tmp_path: Path) -> None:
    project = make(tmp_path / "shop")
    account.watched_projects.open(str(project))
    with pytest.raises(FunctionError, match="The project shop follows"):
        account.projects.remove("shop")
    with pytest.raises(FunctionError, match="The project shop follows"):
        account.projects.load(account.projects["shop"])
    reset = account.reset()
    assert reset.unwatched_projects == ("shop",)
    account.restore(reset)
    (project / "src/app/functions/hello.js").write_text("exports.main = () => 'unseen';\n")
    assert account.call("/hs/serverless/hello").response.text == "first"


def test_secrets_of_a_dotenv_follow_as_well(account: Account, tmp_path: Path) -> None:
    project = make(tmp_path / "shop")
    function(project, "key", "exports.main = () => [process.env.KEY];\n", "js", "KEY")
    write(project / "src/app/functions/.env", "KEY=first-value-of-it\nOTHER=x\n")
    told = account.watched_projects.open(str(project))
    assert (told.secrets_added, account.secrets.names()) == (("KEY",), ["KEY"])
    assert account.call("/hs/serverless/key").response.json() == ["first-value-of-it"]
    write(project / "src/app/functions/.env", "KEY=second-value-of-it\n")
    assert account.call("/hs/serverless/key").response.json() == ["second-value-of-it"]


def test_several_are_imported_together_or_not_at_all(account: Account, tmp_path: Path) -> None:
    make(tmp_path / "a", "a")
    broken = make(tmp_path / "b", "b")
    (broken / "hsproject.json").write_text("{")
    with pytest.raises(ManifestError, match=r"b/hsproject\.json"):
        import_projects(account, str(tmp_path))
    assert len(account.projects) == 0
    make(broken, "a")
    with pytest.raises(FolderError, match="the same name"):
        import_projects(account, str(tmp_path))
    make(broken, "b")
    assert [one.project.name for one in import_projects(account, str(tmp_path)).projects] == ["a", "b"]


def test_both_forms_are_told_apart(tmp_path: Path) -> None:
    project = make(tmp_path / "shop")
    folder = tmp_path / "theme" / "x.functions"
    write(folder / "serverless.json", {"runtime": "nodejs20.x", "version": "1.0", "endpoints": {}})
    # Functions of a legacy app are the project's; a folder of the design manager may lie in a project, too.
    write(project / "src/app/app.functions/serverless.json", {"appFunctions": {}})
    beside = project / "cms" / "y.functions"
    write(beside / "serverless.json", {"runtime": "nodejs20.x", "version": "1.0", "endpoints": {}})
    assert forms_at(str(tmp_path)).projects == (project,)
    assert set(forms_at(str(tmp_path)).folders) == {folder, beside}
    assert (forms_at(str(project)).projects, forms_at(str(project)).folders) == ((project,), (beside,))
    assert (forms_at(str(folder)).projects, forms_at(str(folder)).folders) == ((), (folder,))
    with pytest.raises(FolderError):
        forms_at(str(tmp_path / "nowhere"))
