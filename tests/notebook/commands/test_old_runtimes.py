"""`%hs import, open, upload --runtime`, `%config HsfuncMagics.runtime`: another Node than the file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsfunc_magics import HsfuncError, current_account

from ..conftest import Shell

OLD = '{"runtime": "nodejs14.x", "endpoints": {"f": {"file": "f.js"}}}'
HELLO = "exports.main = (context, sendResponse) => sendResponse({ body: 'hello' });"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "old.functions"
    folder.mkdir()
    (folder / "serverless.json").write_text(OLD)
    (folder / "f.js").write_text(HELLO)
    return folder


COMMANDS = (
    "import old.functions",
    "open old.functions",
    "open old.functions --watch",
    "upload old.functions old.functions",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_refusal_names_the_option_and_the_option_runs_it(
    shell: Shell, here: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(HsfuncError, match=r"Or run the folder as it lies: --runtime nodejs20\.x, or %config Hsfunc"):
        shell.run(f"%hs {command}")
    shell.run(f"%hs {command} --runtime nodejs20.x")
    assert 'the file says "nodejs14.x", and the folder runs on nodejs20.x here' in capsys.readouterr().out
    assert shell.call("f").response.text == "hello"
    if "--watch" not in command:
        shell.run("%hs export copy.functions")
        assert (here.parent / "copy.functions" / "serverless.json").read_text() == OLD
    shell.run("%hs tree")
    assert "nodejs14.x, runs on nodejs20.x" in shell.shown()[-1]["text/plain"]


def test_the_configuration_is_in_force_at_once_for_folders_that_are_read(shell: Shell, here: Path) -> None:
    assert current_account().settings.runtime is None  # there is an account already
    with pytest.raises(HsfuncError):
        shell.run("%hs import old.functions")
    shell.run('%config HsfuncMagics.runtime = "nodejs20.x"')
    shell.run("%hs import old.functions")
    assert shell.call("f").response.text == "hello"
    shell.run("%hs edit old.functions")
    shell.run("%%hsfunction g --folder old\nsendResponse({ body: 'cell' });")
    assert shell.call("g").response.text == "cell"


def test_a_change_on_disk_that_is_refused_names_the_option_of_the_magic(shell: Shell, here: Path) -> None:
    (here / "serverless.json").write_text(OLD.replace("14", "20"))
    shell.run("%hs open old.functions --watch")
    (here / "serverless.json").write_text(OLD)
    (note,) = shell.call("f").notes
    assert "is not in force" in str(note) and "--runtime nodejs20.x, or %config" in str(note)


def test_an_editor_of_a_folder_that_lacks_a_file_applies_other_changes(shell: Shell, here: Path) -> None:
    from hsfunc_magics.notebook.folder_draft.draft import Draft

    text = OLD.replace("14", "20").replace('"f.js"}', '"f.js"}, "gone": {"file": "gone.js"}')
    current_account().functions.load("old", text, {"f.js": HELLO})
    draft = Draft(current_account(), "old")
    assert [problem.path for problem in draft.problems() if problem.severity == "error"] == ["endpoints.gone.file"]
    draft.set_methods("f", ["POST"])
    draft.apply()
    assert current_account().functions["f"].methods == ("POST",)
    draft.add("new")
    draft.set_file("new", "other.js")
    assert [problem.path for problem in draft.errors()] == ["endpoints.new.file"]
    draft.close()
